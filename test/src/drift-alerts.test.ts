import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { deployment, flat, logicalId, roleStatements, template } from './synth';
import { AlertWebhook } from '../../src';

const slack = (stack: Stack) => Secret.fromSecretNameV2(stack, 'Slack', 'slack-webhook');

test('the topic always has the same display name, and the physical name that the user gives', () => {
  template().hasResourceProperties('AWS::SNS::Topic', { DisplayName: 'schema-drift-alerts' });
  const [{ Properties }] = Object.values(template().findResources('AWS::SNS::Topic'));
  expect(Properties.TopicName).toBeUndefined();
  template({ operations: { topicName: 'shop-drift' } }).hasResourceProperties('AWS::SNS::Topic', { DisplayName: 'schema-drift-alerts', TopicName: 'shop-drift' });
});

test('there is only the topic if there are no webhooks', () => {
  const { ingestion } = deployment();
  expect(ingestion.driftAlerts).toMatchObject({ topic: expect.anything() });
  expect(ingestion.driftAlerts.notify).toBeUndefined();
  template().resourceCountIs('AWS::SNS::Subscription', 0);
});

describe('with a Slack webhook', () => {
  const of = template((stack) => ({ alertWebhooks: [AlertWebhook.slack(slack(stack), { secretField: 'url', allowPrivateAddress: true })] }));
  const notify = of.findResources('AWS::Lambda::Function')[logicalId(of, 'AWS::Lambda::Function', 'DriftAlerts/Notify')].Properties;
  const queueId = logicalId(of, 'AWS::SQS::Queue', 'DriftAlerts/Queue');
  const queue = of.findResources('AWS::SQS::Queue')[queueId].Properties;

  test('the function is given the secret, never the URL', () => {
    expect(JSON.parse(flat(notify.Environment.Variables.ALERT_WEBHOOKS))).toEqual([
      { kind: 'slack', secretArn: expect.stringMatching(/:secret:slack-webhook$/), secretField: 'url', allowPrivateAddress: true },
    ]);
    const read = roleStatements(of, 'DriftAlerts/NotifyRole').find(({ sid }) => sid === 'ReadWebhookUrls')!;
    expect(read).toMatchObject({ actions: ['secretsmanager:GetSecretValue'], resources: [expect.stringMatching(/:secret:slack-webhook-\?{6}$/)] });
  });

  test('the function can name the registry table in its messages, but may not use the table', () => {
    expect(notify.Environment.Variables.REGISTRY_TABLE).toEqual({ Ref: logicalId(of, 'AWS::DynamoDB::Table', 'SchemaRegistry/Table') });
    expect(roleStatements(of, 'DriftAlerts/NotifyRole').flatMap(({ actions }) => actions).filter((action) => action.startsWith('dynamodb:'))).toEqual([]);
  });

  test('an alert is tried ten times and hidden during each try, then kept in a queue that sets off an alarm', () => {
    const deadLetters = logicalId(of, 'AWS::SQS::Queue', 'DriftAlerts/DeadLetterQueue');
    expect(queue.RedrivePolicy).toEqual({ deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] }, maxReceiveCount: 10 });
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * notify.Timeout);
    expect(notify.Environment.Variables.ALERT_QUEUE_URL).toEqual({ Ref: queueId });
    of.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [deadLetters, 'QueueName'] } }],
      Threshold: 1,
    });
  });
});

test('the permission names the full ARN of a secret if it is known', () => {
  const of = template((stack) => ({ alertWebhooks: [AlertWebhook.slack(new Secret(stack, 'Slack'))] }));
  const [secret] = Object.keys(of.findResources('AWS::SecretsManager::Secret'));
  expect(roleStatements(of, 'DriftAlerts/NotifyRole').find(({ sid }) => sid === 'ReadWebhookUrls')!.resources).toEqual([`<${secret}>`]);
});

test('a URL in place of a secret is refused with an error that does not repeat the URL', () => {
  const url = 'https://hooks.slack.com/services/T0/B0/secret';
  let message = '';
  try {
    AlertWebhook.slack(url as never);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('expected a Secrets Manager secret, found a value of type string');
  expect(message).toContain('pass Secret.fromSecretNameV2(');
  expect(message).not.toContain(url);
});

test('a URL in place of a webhook is refused, too', () => {
  expect(() => deployment({ alertWebhooks: ['https://hooks.slack.com/services/T0/B0/secret'] as never }))
    .toThrow('alertWebhooks holds a value of type string; expected AlertWebhook.slack(secret)');
});
