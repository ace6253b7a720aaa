import { Match } from 'aws-cdk-lib/assertions';
import { logicalId, properties, template } from './synth';

const minimal = template();
const functionId = logicalId(minimal, 'AWS::Lambda::Function', 'Sweep/Function');
const sweep = properties(minimal, 'AWS::Lambda::Function', 'Sweep/Function');
const alarm = (name: string) => properties(minimal, 'AWS::CloudWatch::Alarm', `Sweep/${name}`);

test('the sweep runs every five minutes and ends before the next begins', () => {
  minimal.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(5 minutes)',
    Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [functionId, 'Arn'] } })],
  });
  expect(sweep.Timeout).toBeLessThan(5 * 60);
});

test('the sweep knows the queue of files, and the queue of decisions that were not carried out', () => {
  expect(sweep.Environment.Variables).toMatchObject({
    PROFILE_QUEUE_URL: { Ref: logicalId(minimal, 'AWS::SQS::Queue', 'SchemaProfiling/Queue') },
    DECIDE_FAILURE_QUEUE_URL: { Ref: logicalId(minimal, 'AWS::SQS::Queue', 'DriftDecisions/UndecidedQueue') },
  });
});

test('the sweep finds runs by the names that the launcher gives them', () => {
  const launcher = properties(minimal, 'AWS::Lambda::Function', 'Promotion/Launcher').Environment.Variables;
  expect(sweep.Environment.Variables).toMatchObject({
    CLUSTER_NAME_PREFIX: launcher.CLUSTER_NAME_PREFIX,
    MAX_RUN_MINUTES: '60',
  });
});

test('a sweep that fails for a quarter of an hour sets off an alarm', () => {
  expect(alarm('ErrorsAlarm')).toMatchObject({
    MetricName: 'Errors',
    Namespace: 'AWS/Lambda',
    Period: 300,
    Threshold: 1,
    EvaluationPeriods: 3,
    TreatMissingData: 'notBreaching',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionId } }],
  });
});

test('a search that should have ended an hour ago sets off an alarm, whichever search is the latest', () => {
  expect(alarm('SearchOverdueAlarm')).toMatchObject({
    MetricName: 'SearchOverdueMinutes', Statistic: 'Maximum', Threshold: 60, EvaluationPeriods: 1, TreatMissingData: 'notBreaching',
  });
});
