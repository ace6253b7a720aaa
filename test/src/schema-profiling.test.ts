import { logicalId, properties, template } from './synth';

const minimal = template();

const profile = properties(minimal, 'AWS::Lambda::Function', 'SchemaProfiling/Function');
const queue = properties(minimal, 'AWS::SQS::Queue', 'SchemaProfiling/Queue');
const arnOf = (type: string, constructPath: string) => ({ 'Fn::GetAtt': [logicalId(minimal, type, constructPath), 'Arn'] });

describe('a file', () => {
  test('is a batch of its own, and bursts leave concurrency for the ingest function', () => {
    minimal.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arnOf('AWS::SQS::Queue', 'SchemaProfiling/Queue'),
      FunctionName: { Ref: logicalId(minimal, 'AWS::Lambda::Function', 'SchemaProfiling/Function') },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('is held longer than the function can live, and its message is hidden even longer', () => {
    const attemptSeconds = Number(profile.Environment.Variables.ATTEMPT_MILLIS) / 1000;
    expect(attemptSeconds).toBe(profile.Timeout + 60);
    expect(queue.VisibilityTimeout).toBe(profile.Timeout + 90);
  });

  test('goes to the dead-letter queue after ten receipts and stays there for two weeks', () => {
    expect(queue.RedrivePolicy).toEqual({ deadLetterTargetArn: arnOf('AWS::SQS::Queue', 'SchemaProfiling/DeadLetterQueue'), maxReceiveCount: 10 });
    expect(properties(minimal, 'AWS::SQS::Queue', 'SchemaProfiling/DeadLetterQueue').MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });
});

test('drift sets off an alarm that sends no message, because the drift message is already on the topic', () => {
  const alarm = properties(minimal, 'AWS::CloudWatch::Alarm', 'SchemaProfiling/SchemaDriftAlarm');
  expect(alarm).toMatchObject({ MetricName: 'BreakingSchemaDrift', Namespace: 'IngestionEngine', Threshold: 1 });
  expect(alarm.AlarmActions).toBeUndefined();
});

test('a file that cannot be read sets off one alarm for all sources together', () => {
  const alarm = properties(minimal, 'AWS::CloudWatch::Alarm', 'SchemaProfiling/ProfilingFailuresAlarm');
  expect(alarm).toMatchObject({ MetricName: 'ProfilingFailures', Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' });
  expect(alarm.Dimensions).toBeUndefined();
  expect(alarm.AlarmActions).toHaveLength(1);
});
