import { Annotations, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** S3 and SNS send messages to encrypted queues; CloudWatch publishes to the encrypted topic. */
const SERVICES = ['s3', 'sns', 'cloudwatch'];

/**
 * Lets the services that carry messages use a customer key. Without this they drop messages, and nothing reports it.
 *
 * The CDK cannot change the policy of an imported key; for such a key, a warning prints the statement that its owner must add.
 */
export function letServicesUseKey(scope: Construct, key: kms.IKey): void {
  const statement = new iam.PolicyStatement({
    sid: 'CarryIngestionMessages',
    principals: SERVICES.map((service) => new iam.ServicePrincipal(`${service}.amazonaws.com`)),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    // In a key policy, this means the key itself. There is no condition on the source, because not every service tells KMS
    // its source. The policies of the queues and the topic say who may send.
    resources: ['*'],
  });
  if (Resource.isOwnedResource(key)) {
    key.addToResourcePolicy(statement);
    return;
  }
  Annotations.of(scope).addWarningV2('schema-on-read-ingestion:importedKey',
    `The CDK cannot change the policy of the imported key ${key.keyArn}. Without this statement, S3, SNS and CloudWatch drop `
    + `messages silently: ${JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()))}`);
}
