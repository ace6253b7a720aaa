import { Annotations, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** S3 and SNS put messages into encrypted queues, CloudWatch into the encrypted topic. */
const SERVICES = ['s3', 'sns', 'cloudwatch'];

/**
 * Lets the services that carry messages use a customer key. Without that they drop messages, and nothing reports it.
 *
 * The policy of an imported key is out of reach: there the statements to add are printed.
 */
export function letServicesUseKey(scope: Construct, key: kms.IKey): void {
  const statement = new iam.PolicyStatement({
    sid: 'CarryIngestionMessages',
    principals: SERVICES.map((service) => new iam.ServicePrincipal(`${service}.amazonaws.com`)),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    // A key policy means its own key by this. It has no condition on the source, which not every service states to KMS:
    // who may send is said by the policies of queues and topic.
    resources: ['*'],
  });
  if (Resource.isOwnedResource(key)) {
    key.addToResourcePolicy(statement);
    return;
  }
  Annotations.of(scope).addWarningV2('schema-on-read-ingestion:importedKey',
    `The policy of the imported key ${key.keyArn} cannot be changed from here. Without this statement S3, SNS and CloudWatch drop `
    + `messages silently: ${JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()))}`);
}
