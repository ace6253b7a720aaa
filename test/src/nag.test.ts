import { Duration, type Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { deployment, type Props } from './synth';
import { AlertWebhook, IngestAuth } from '../../src';

function findings(stack: Stack): string[] {
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map((resource) =>
    `${ruleName} ${(resource as unknown as { constructPath: string }).constructPath}`));
}

const webhooks = (stack: Stack) => [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack'))];

test.each<[string, Props]>([
  ['the five-line deployment', {}],
  ['one with webhooks and a customer key', (stack) => ({ alertWebhooks: webhooks(stack), encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }) })],
  ['one whose senders have AWS identities', { ingestAuth: IngestAuth.iam() }],
])('AwsSolutions finds nothing in %s that is not acknowledged with a reason', (_, props) => {
  expect(findings(deployment(props).stack)).toEqual([]);
});

test('only findings about the library\'s own resources are acknowledged; the user\'s findings stay', () => {
  const { stack } = deployment((scope) => ({ promotion: { vpc: new Vpc(scope, 'Network') } }));
  new Bucket(stack, 'Mine');
  new Queue(stack, 'Jobs', { visibilityTimeout: Duration.minutes(1) });
  expect(findings(stack)).toEqual(expect.arrayContaining([
    'AwsSolutions-S1 Stack/Mine/Resource',
    'AwsSolutions-SQS3 Stack/Jobs/Resource',
    'AwsSolutions-VPC7 Stack/Network/Resource',
  ]));
});
