import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { deployed, home } from './support/cloud';
import { send } from '../../demo/client/ingest';
import { profiled } from '../../demo/client/ledger';
import { plainText, type SlackReceiver } from '../../demo/client/slack-receiver';
import { waitFor } from '../../demo/client/wait';
import { slackStandIn } from '../../demo/cloud';
import { clientConfig } from '../../local/clients';

let slack: SlackReceiver;

beforeAll(async () => {
  slack = await slackStandIn(deployed().state, home());
});

afterAll(() => slack.stop());

async function deliver(sourceId: string, text: string): Promise<string> {
  const { ingestId } = await send(deployed(), { sourceId, filename: 'file.json', contentType: 'application/json', body: Buffer.from(text) });
  return (await profiled(deployed(), sourceId, ingestId)).state;
}

/** Waits for a message in Slack that holds all the words. */
function message(...words: string[]): Promise<string> {
  return waitFor(`a message with ${words.join(', ')}`, async () => slack.messages.map(plainText).find((text) => words.every((word) => text.includes(word))));
}

test('Slack gets one message about a drift: what is gone, how often it had been there, what is new, and how to decide', async () => {
  await deliver('told-drift', '[{"id":1,"owner":"a"},{"id":2}]');
  await deliver('told-drift', '[{"id":3,"holder":"b"}]');
  const told = await message('told-drift', '`owner`', '1 of 2 records', '`holder`');
  expect(told).toContain('aws dynamodb update-item');

  // The same drift again is the same version, so there is no second message.
  await deliver('told-drift', '[{"id":4,"holder":"c"}]');
  expect(slack.messages.map(plainText).filter((text) => text.includes('told-drift'))).toHaveLength(1);
});

test('Slack gets a message about a file that cannot be read, with its reason, and the alarm on profiling failures goes off', async () => {
  expect(await deliver('told-drift', '{"id":')).toBe('DEAD_LETTERED');
  expect(await message('could not be read', 'told-drift', 'malformed_json')).toContain('send it again');
  const cloudwatch = new CloudWatchClient(clientConfig(deployed().state));
  await waitFor('the alarm', async () => {
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [deployed().state.resources['SchemaProfiling/ProfilingFailuresAlarm']!] }));
    return MetricAlarms[0]?.StateValue === 'ALARM' || undefined;
  }, 120);
});
