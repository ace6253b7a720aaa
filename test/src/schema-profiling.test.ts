import { Match, type Template } from 'aws-cdk-lib/assertions';
import { logicalId, template } from './synth';

const minimal = template();

function properties(of: Template, type: string, constructPath: string) {
  return of.findResources(type)[logicalId(of, type, constructPath)].Properties;
}

const profile = properties(minimal, 'AWS::Lambda::Function', 'SchemaProfiling/Function');
const queue = properties(minimal, 'AWS::SQS::Queue', 'SchemaProfiling/Queue');
const arnOf = (type: string, constructPath: string) => ({ 'Fn::GetAtt': [logicalId(minimal, type, constructPath), 'Arn'] });

describe('a file', () => {
  test('is the only message of a batch, and bursts leave concurrency for the ingest function', () => {
    minimal.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arnOf('AWS::SQS::Queue', 'SchemaProfiling/Queue'),
      FunctionName: { Ref: logicalId(minimal, 'AWS::Lambda::Function', 'SchemaProfiling/Function') },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('is held by an attempt for longer than the function can run, and its message is hidden even longer', () => {
    const attemptSeconds = Number(profile.Environment.Variables.ATTEMPT_MILLIS) / 1000;
    expect(attemptSeconds).toBe(profile.Timeout + 60);
    expect(queue.VisibilityTimeout).toBe(profile.Timeout + 90);
  });

  test('is set aside after ten receipts and kept for two weeks', () => {
    expect(queue.RedrivePolicy).toEqual({ deadLetterTargetArn: arnOf('AWS::SQS::Queue', 'SchemaProfiling/DeadLetterQueue'), maxReceiveCount: 10 });
    expect(properties(minimal, 'AWS::SQS::Queue', 'SchemaProfiling/DeadLetterQueue').MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });
});

describe('a decision', () => {
  const stream = () => Object.values(minimal.findResources('AWS::Lambda::EventSourceMapping'))
    .find(({ Properties }) => Properties.StartingPosition)!.Properties;

  test('starts with a change of a version item, not with a new version or a change of head', () => {
    expect(stream().FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['MODIFY', 'REMOVE'], dynamodb: { Keys: { sk: { S: [{ prefix: 'version#' }] } } } },
    ]);
  });

  test('that fails is tried again for ten minutes, and is then left to the sweep so that it does not block others', () => {
    const undecided = logicalId(minimal, 'AWS::SQS::Queue', 'SchemaProfiling/UndecidedQueue');
    expect(stream()).toMatchObject({
      BatchSize: 1,
      MaximumRecordAgeInSeconds: 600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [undecided, 'Arn'] } } },
    });
    const sweep = properties(minimal, 'AWS::Lambda::Function', 'SchemaProfiling/Sweep');
    expect(sweep.Environment.Variables.DECIDE_FAILURE_QUEUE_URL).toEqual({ Ref: undecided });
  });
});

test('the sweep runs every five minutes and ends before the next begins', () => {
  const sweep = logicalId(minimal, 'AWS::Lambda::Function', 'SchemaProfiling/Sweep');
  minimal.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(5 minutes)',
    Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [sweep, 'Arn'] } })],
  });
  expect(minimal.findResources('AWS::Lambda::Function')[sweep].Properties.Timeout).toBeLessThan(5 * 60);
});

test('the sweep knows what it needs to watch runs', () => {
  const launcher = properties(minimal, 'AWS::Lambda::Function', 'Promotion/Launcher').Environment.Variables;
  expect(properties(minimal, 'AWS::Lambda::Function', 'SchemaProfiling/Sweep').Environment.Variables).toMatchObject({
    CLUSTER_NAME_PREFIX: launcher.CLUSTER_NAME_PREFIX,
    MAX_RUN_MINUTES: '60',
  });
});

test('drift fires an alarm that posts nothing, because the drift message is already on the topic', () => {
  const alarm = properties(minimal, 'AWS::CloudWatch::Alarm', 'SchemaProfiling/SchemaDriftAlarm');
  expect(alarm).toMatchObject({ MetricName: 'BreakingSchemaDrift', Namespace: 'IngestionEngine', Threshold: 1 });
  expect(alarm.AlarmActions).toBeUndefined();
});

test('a search that should have ended an hour ago fires an alarm, which watches the latest of all searches', () => {
  expect(properties(minimal, 'AWS::CloudWatch::Alarm', 'SchemaProfiling/SearchOverdueAlarm')).toMatchObject({
    MetricName: 'SearchOverdueMinutes', Statistic: 'Maximum', Threshold: 60, EvaluationPeriods: 1, TreatMissingData: 'notBreaching',
  });
});

test('a file that cannot be read fires an alarm, which watches the total of all sources', () => {
  const alarm = properties(minimal, 'AWS::CloudWatch::Alarm', 'SchemaProfiling/ProfilingFailuresAlarm');
  expect(alarm).toMatchObject({ MetricName: 'ProfilingFailures', Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' });
  expect(alarm.Dimensions).toBeUndefined();
  expect(alarm.AlarmActions).toHaveLength(1);
});
