import { logicalId, properties, template } from './synth';

const minimal = template();
const mapping = () => Object.values(minimal.findResources('AWS::Lambda::EventSourceMapping'))
  .find(({ Properties }) => Properties.FunctionName.Ref === logicalId(minimal, 'AWS::Lambda::Function', 'DriftDecisions/Function'))!.Properties;

test('only changed and deleted versions wake the function, not new versions or heads', () => {
  expect(mapping().FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
    { eventName: ['MODIFY', 'REMOVE'], dynamodb: { Keys: { sk: { S: [{ prefix: 'version#' }] } } } },
  ]);
});

test('a decision that fails is tried again for ten minutes, then goes to the queue and blocks no other', () => {
  expect(mapping()).toMatchObject({
    BatchSize: 1,
    MaximumRecordAgeInSeconds: 600,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [logicalId(minimal, 'AWS::SQS::Queue', 'DriftDecisions/UndecidedQueue'), 'Arn'] } } },
  });
});

test('a decision that fails sets off an alarm', () => {
  expect(properties(minimal, 'AWS::CloudWatch::Alarm', 'DriftDecisions/ErrorsAlarm')).toMatchObject({
    MetricName: 'Errors',
    Namespace: 'AWS/Lambda',
    Threshold: 1,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: logicalId(minimal, 'AWS::Lambda::Function', 'DriftDecisions/Function') } }],
  });
});
