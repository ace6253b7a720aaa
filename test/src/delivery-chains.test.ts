/**
 * Checks every link of the chains that carry messages: if one is missing, AWS drops messages and reports nothing.
 */
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { deployment, logicalId, MINIMAL, type Props, type Statement, statements, template, testApp } from './synth';
import { AlertWebhook, SchemaOnReadIngestion } from '../../src';

const webhooks = (stack: Stack) => [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack'))];
const plain: Props = (stack) => ({ alertWebhooks: webhooks(stack) });
const encrypted: Props = (stack) => ({ alertWebhooks: webhooks(stack), encryptionKey: new Key(stack, 'Key') });

const allows = (policy: Statement[], service: string, action: string) => policy.filter(({ effect, principal, actions }) =>
  effect === 'Allow' && [principal?.Service].flat().includes(`${service}.amazonaws.com`) && actions.includes(action));

function queuePolicy(of: Template, queue: string): Statement[] {
  return Object.values(of.findResources('AWS::SQS::QueuePolicy'))
    .filter(({ Properties }) => Properties.Queues.some(({ Ref }: { Ref: string }) => Ref === queue))
    .flatMap(({ Properties }) => statements(Properties.PolicyDocument));
}

const topicPolicy = (of: Template) => Object.values(of.findResources('AWS::SNS::TopicPolicy')).flatMap(({ Properties }) => statements(Properties.PolicyDocument));
const keyPolicy = (of: Template) => Object.values(of.findResources('AWS::KMS::Key')).flatMap(({ Properties }) => statements(Properties.KeyPolicy));

describe.each([['without a customer key', plain], ['with a customer key', encrypted]])('%s', (_, props) => {
  const of = template(props);
  const topic = logicalId(of, 'AWS::SNS::Topic', 'DriftAlerts/Topic');
  const alertQueue = logicalId(of, 'AWS::SQS::Queue', 'DriftAlerts/Queue');
  const fileQueue = logicalId(of, 'AWS::SQS::Queue', 'SchemaProfiling/Queue');

  test('an alarm reaches the topic', () => {
    const alarms = Object.values(of.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmActions);
    expect(alarms.filter((actions) => actions)).not.toHaveLength(0);
    for (const actions of alarms.filter((each) => each)) {
      expect(actions).toEqual([{ Ref: topic }]);
    }
    const [allowed] = allows(topicPolicy(of), 'cloudwatch', 'sns:Publish');
    expect(allowed.resources).toEqual([`<${topic}>`]);
    expect(allowed.conditions).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
  });

  test('a message of the topic reaches the queue, and from there the function', () => {
    of.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sqs', TopicArn: { Ref: topic }, Endpoint: { 'Fn::GetAtt': [alertQueue, 'Arn'] } });
    const [allowed] = allows(queuePolicy(of, alertQueue), 'sns', 'sqs:SendMessage');
    expect(allowed.conditions).toEqual({ ArnEquals: { 'aws:SourceArn': { Ref: topic } } });
    of.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: { 'Fn::GetAtt': [alertQueue, 'Arn'] } });
  });

  test('a file in the bucket reaches the queue, whose policy is there first, and from there the function', () => {
    const bucket = logicalId(of, 'AWS::S3::Bucket', 'RawZone/Bucket');
    of.hasResource('Custom::S3BucketNotifications', {
      Properties: {
        BucketName: { Ref: bucket },
        NotificationConfiguration: {
          QueueConfigurations: [{
            Events: ['s3:ObjectCreated:*'],
            Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'raw/' }] } },
            QueueArn: { 'Fn::GetAtt': [fileQueue, 'Arn'] },
          }],
        },
      },
      DependsOn: Match.arrayWith([logicalId(of, 'AWS::SQS::QueuePolicy', 'SchemaProfiling/Queue/Policy')]),
    });
    const [allowed] = allows(queuePolicy(of, fileQueue), 's3', 'sqs:SendMessage');
    expect(allowed.conditions).toMatchObject({ ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [bucket, 'Arn'] } } });
    of.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: { 'Fn::GetAtt': [fileQueue, 'Arn'] }, BatchSize: 1 });
  });

  test('no queue or topic is encrypted with an AWS managed key, which S3, SNS and CloudWatch may not use', () => {
    const queues = Object.values(of.findResources('AWS::SQS::Queue')).map(({ Properties }) => Properties);
    const [{ Properties: { KmsMasterKeyId: topicKey } }] = Object.values(of.findResources('AWS::SNS::Topic'));
    const [key] = Object.keys(of.findResources('AWS::KMS::Key'));
    if (key) {
      expect(topicKey).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
      queues.forEach(({ KmsMasterKeyId }) => expect(KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key, 'Arn'] }));
    } else {
      expect(topicKey).toBeUndefined();
      queues.forEach((queue) => expect(queue).toMatchObject({ SqsManagedSseEnabled: true }));
    }
  });

  test('every queue and the topic refuse plain HTTP', () => {
    const denied = (policy: Statement[]) => policy.some(({ effect, conditions }) =>
      effect === 'Deny' && (conditions?.Bool as Record<string, string>)?.['aws:SecureTransport'] === 'false');
    expect(denied(topicPolicy(of))).toBe(true);
    for (const queue of Object.keys(of.findResources('AWS::SQS::Queue'))) {
      expect(denied(queuePolicy(of, queue))).toBe(true);
    }
  });
});

describe('a customer key', () => {
  test.each(['s3', 'sns', 'cloudwatch'])('lets %s carry messages', (service) => {
    const policy = keyPolicy(template(encrypted));
    expect(allows(policy, service, 'kms:Decrypt')).not.toHaveLength(0);
    expect(allows(policy, service, 'kms:GenerateDataKey*')).not.toHaveLength(0);
  });

  test('may live in another stack', () => {
    const app = testApp();
    const keys = new Stack(app, 'Keys');
    const stack = new Stack(app, 'Stack');
    new SchemaOnReadIngestion(stack, 'Ingestion', { ...MINIMAL, alertWebhooks: webhooks(stack), encryptionKey: new Key(keys, 'Key') });
    expect(allows(keyPolicy(Template.fromStack(keys)), 'sns', 'kms:Decrypt')).toHaveLength(1);
    expect(() => app.synth()).not.toThrow();
  });

  test('that is imported cannot be changed by the CDK, so synth prints the statement that its policy needs', () => {
    const arn = 'arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f';
    const { stack } = deployment((scope) => ({ encryptionKey: Key.fromKeyArn(scope, 'Key', arn) }));
    Annotations.fromStack(stack).hasWarning('/Stack/Ingestion', Match.stringLikeRegexp(
      `CDK cannot change the policy of the imported key ${arn}.*"Action":\\["kms:Decrypt","kms:GenerateDataKey\\*"\\].*"s3.amazonaws.com".*"sns.amazonaws.com".*"cloudwatch.amazonaws.com"`));
  });
});
