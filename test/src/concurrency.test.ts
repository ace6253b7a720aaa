import type { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { deployment, logicalId, template } from './synth';
import { AlertWebhook, type ConcurrencyOptions } from '../../src';

/** The quota of a new account. All of it must stay unreserved. */
const QUOTA_OF_A_NEW_ACCOUNT = 10;

const withWebhook = (concurrency?: ConcurrencyOptions) => template((stack) => ({
  concurrency, alertWebhooks: [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack'))],
}));

function reserved(of: Template): Record<string, number> {
  return Object.fromEntries(Object.entries(of.findResources('AWS::Lambda::Function'))
    .flatMap(([id, { Properties }]) => Properties.ReservedConcurrentExecutions === undefined ? [] : [[id, Properties.ReservedConcurrentExecutions]]));
}

function atMost(of: Template, functionPath: string): number {
  const id = logicalId(of, 'AWS::Lambda::Function', functionPath);
  const [{ Properties }] = Object.values(of.findResources('AWS::Lambda::EventSourceMapping')).filter((each) => each.Properties.FunctionName.Ref === id);
  return Properties.ScalingConfig.MaximumConcurrency;
}

describe('in a new account', () => {
  const of = withWebhook();

  test('the deployment does not fail, because no function reserves executions', () => {
    expect(reserved(of)).toEqual({});
  });

  test('a burst of files leaves executions for ingest, even while alerts are sent', () => {
    expect(atMost(of, 'SchemaProfiling/Function')).toBe(QUOTA_OF_A_NEW_ACCOUNT / 2);
    expect(atMost(of, 'SchemaProfiling/Function') + atMost(of, 'DriftAlerts/Notify')).toBeLessThan(QUOTA_OF_A_NEW_ACCOUNT);
  });
});

test('a larger account can reserve executions for ingest, and then profile more files at once', () => {
  const of = withWebhook({ ingest: 20 });
  expect(reserved(of)).toEqual({ [logicalId(of, 'AWS::Lambda::Function', 'IngestApi/Function')]: 20 });
  expect(atMost(of, 'SchemaProfiling/Function')).toBe(50);
});

test('the number of files that are profiled at once can be set', () => {
  const of = withWebhook({ profiling: 200 });
  expect(reserved(of)).toEqual({});
  expect(atMost(of, 'SchemaProfiling/Function')).toBe(200);
});

test.each([0, -1, 1.5, NaN])('ingest cannot have %d executions', (ingest) => {
  expect(() => deployment({ concurrency: { ingest } })).toThrow('Stack/Ingestion: concurrency.ingest is');
});

test.each([0, 1, 2.5, 1_001])('%d files cannot be profiled at once', (profiling) => {
  expect(() => deployment({ concurrency: { profiling } })).toThrow('concurrency.profiling is');
});
