import type { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { deployment, logicalId, template } from './synth';
import { AlertWebhook, type ConcurrencyOptions } from '../../src';

/** Executions that a new account has; none of them may be reserved. */
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

  test('no function reserves executions, because the deployment would fail', () => {
    expect(reserved(of)).toEqual({});
  });

  test('a burst of files leaves executions for ingest, even while alerts are delivered', () => {
    expect(atMost(of, 'SchemaProfiling/Function')).toBe(QUOTA_OF_A_NEW_ACCOUNT / 2);
    expect(atMost(of, 'SchemaProfiling/Function') + atMost(of, 'DriftAlerts/Notify')).toBeLessThan(QUOTA_OF_A_NEW_ACCOUNT);
  });
});

test('an account with more executions can reserve some for ingest, and then profiles more files at once', () => {
  const of = withWebhook({ ingest: 20 });
  expect(reserved(of)).toEqual({ [logicalId(of, 'AWS::Lambda::Function', 'IngestApi/Function')]: 20 });
  expect(atMost(of, 'SchemaProfiling/Function')).toBe(50);
});

test('the user can set how many files are profiled at once', () => {
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
