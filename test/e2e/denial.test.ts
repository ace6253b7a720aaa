import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { deployWithout } from './support/cloud';
import { post, send } from '../../demo/client/ingest';
import { fileRow } from '../../demo/client/ledger';
import type { Pipeline } from '../../demo/client/pipeline';
import { waitFor } from '../../demo/client/wait';
import { clientConfig } from '../../local/clients';
import { promote } from '../../local/promote';

const FILE = { sourceId: 'ndjson', filename: 'file.ndjson', contentType: 'application/x-ndjson', body: Buffer.from('{"id":1}\n') };

/** A line of a function's log about a refusal by IAM; undefined while there is none. */
async function refusal(pipeline: Pipeline, logGroup: string): Promise<string | undefined> {
  const logs = new CloudWatchLogsClient(clientConfig(pipeline.state));
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: pipeline.state.resources[logGroup], filterPattern: '"not authorized"' }));
  return events[0]?.message;
}

// The order matters: a file that is never profiled would delay a promotion after it.

test('an ingest function without the right to write raw files stores nothing, and its log says so', async () => {
  const pipeline = await deployWithout('IngestApi/FunctionRole', 'WriteRaw');
  const { status, body } = await post(pipeline, FILE);
  expect([status, body.code]).toEqual([503, 'storage_unavailable']);
  expect(await waitFor('the refusal', () => refusal(pipeline, 'IngestApi/FunctionLogs'))).toContain('s3:PutObject');
});

test('a cluster without the right to write to staging fails its run, and publishes nothing', async () => {
  const pipeline = await deployWithout('Promotion/InstanceRole', 'Stage');
  const { ingestId } = await send(pipeline, FILE);
  await expect(promote(pipeline.state)).rejects.toThrow(/failed|ended/);
  expect((await fileRow(pipeline, FILE.sourceId, ingestId))?.state).toBe('PENDING');
});

test('a profiler without the right to write copies in UTF-8 leaves the file unprofiled, and its log says so', async () => {
  const pipeline = await deployWithout('SchemaProfiling/FunctionRole', 'WriteReadingCopies');
  // Its source declares Latin-1, three lines before the table and one after it.
  const file = { sourceId: 'report', filename: 'file.csv', contentType: 'text/csv', body: Buffer.from('1\n2\n3\nid;x\n1;2\nsum\n') };
  const { ingestId } = await send(pipeline, file);
  expect(await waitFor('the refusal', () => refusal(pipeline, 'SchemaProfiling/FunctionLogs'))).toContain('s3:PutObject');
  expect(await fileRow(pipeline, file.sourceId, ingestId)).toBeUndefined();
});
