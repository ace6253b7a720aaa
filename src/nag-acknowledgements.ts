import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { CuratedZone } from './curated-zone';
import type { DriftDecisions } from './drift-decisions';
import type { IngestApi } from './ingest-api';
import type { Promotion } from './promotion';
import type { RawZone } from './raw-zone';

interface Stages extends IConstruct {
  readonly rawZone: RawZone;
  readonly curatedZone: CuratedZone;
  readonly ingestApi: IngestApi;
  readonly driftDecisions: DriftDecisions;
  readonly promotion: Promotion;
}

const PREFIX = 'Objects come and go: the permission covers everything under one prefix.';
const NO_ARN = 'The action takes no resource.';

/** By statement id: why the statement names its resources by a pattern. cdk-nag reports the patterns of any statement that is not listed here. */
const WILDCARD_REASONS: { readonly [sid: string]: string } = {
  WriteRaw: PREFIX,
  ReadRaw: PREFIX,
  WriteReadingCopies: PREFIX,
  WriteQuarantine: PREFIX,
  ReadQuarantine: PREFIX,
  WriteReplays: 'The name of a replay says that it is one, and comes after its source, its day and its id.',
  ReadReadingCopies: PREFIX,
  ReadWriteProfiles: PREFIX,
  ReadWriteSchemas: PREFIX,
  WriteDeadLetter: PREFIX,
  DeleteRawVersion: PREFIX,
  Stage: PREFIX,
  ReadWriteManifests: PREFIX,
  Publish: PREFIX,
  WriteClusterLogs: PREFIX,
  KeepTables: 'The job creates one table for each source, all in one database.',
  ReadWebhookUrls: 'The ARN of a secret imported by name lacks the characters that Secrets Manager adds.',
  ListStreams: NO_ARN,
  PutMetrics: `${NO_ARN} A condition demands the namespace of this deployment.`,
  RunJobFlow: `${NO_ARN} A condition demands the tag of this deployment.`,
  ListClusters: NO_ARN,
  TagClusters: 'A cluster has no ARN before it exists; a condition demands the tag of this deployment.',
  EndClusters: 'Each run has a cluster of its own; a condition demands the tag of this deployment.',
  CreateCleanupRole: 'AWS names the service-linked role; a condition names the service.',
};

/** Construct id of the CDK's own function, one in each stack, that sets the notifications of buckets. */
const NOTIFICATIONS_HANDLER = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834';

/**
 * Acknowledges those findings of cdk-nag's AwsSolutions rules that users cannot mend, because the library owns the resource.
 *
 * Acknowledgements are metadata of constructs, so the library does not depend on cdk-nag.
 */
export function acknowledgeNagFindings(stages: Stages): void {
  acknowledgeWildcards(stages);
  const { rawZone, curatedZone, ingestApi, driftDecisions, promotion } = stages;
  for (const { bucket } of [rawZone, curatedZone]) {
    acknowledge(bucket, 'S1', 'Server access logs need a bucket, and the user decides on its cost and retention; CloudTrail data events record the same.');
  }
  const stage = ingestApi.api.deploymentStage;
  acknowledge(stage, 'APIG1', 'Access logs need a role that is set once for the whole account; a metric counts each file.');
  acknowledge(stage, 'APIG6', 'Execution logs need a role that is set once for the whole account.');
  acknowledge(stage, 'APIG3', 'The user decides whether senders need a web ACL, and can associate one with the stage.');
  acknowledge(ingestApi.api, 'APIG4', 'The API recognises senders by API key or AWS identity, as the user chose.');
  acknowledge(ingestApi.api, 'COG4', 'Senders are programs; they have no user pool.');
  acknowledge(driftDecisions.undecidedQueue, 'SQS3', 'It takes what another consumer gave up; the sweep empties it.');
  const vpc = promotion.node.tryFindChild('Vpc');
  if (vpc) {
    acknowledge(vpc, 'VPC7', 'The network has no route to the internet; the user can add flow logs and decides on their cost.');
  }
  acknowledge(promotion.serviceRole, managedPolicy('AmazonEMRServicePolicy_v2'),
    'EMR needs the permissions that AWS keeps current in this policy; they are limited to resources with a tag.');
  const notifications = Stack.of(stages).node.tryFindChild(NOTIFICATIONS_HANDLER);
  if (notifications) {
    acknowledge(notifications, managedPolicy('AWSLambdaBasicExecutionRole'), 'The CDK attaches this policy to its own function.');
  }
}

function acknowledgeWildcards(stages: IConstruct): void {
  const stack = Stack.of(stages);
  for (const policy of stages.node.findAll().filter((child) => child instanceof iam.Policy)) {
    const document = stack.resolve(policy.document) as { Statement: { Sid?: string; Resource: unknown }[] };
    for (const { Sid = '', Resource } of document.Statement) {
      const reason = WILDCARD_REASONS[Sid];
      const patterns = [Resource].flat().map(findingText).filter((text) => text.includes('*'));
      if (reason) {
        patterns.forEach((pattern) => acknowledge(policy, `IAM5[Resource::${pattern}]`, reason));
      }
    }
  }
}

/**
 * Writes the same metadata as `Validations.of(construct).acknowledge`. In the oldest supported aws-cdk-lib, that method
 * refuses ids with `::`, and the id of a finding with a pseudo parameter has one.
 */
function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`Annotation::AwsSolutions-${rule}`]: reason });
}

function managedPolicy(name: string): string {
  return `IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${name}]`;
}

/** A resource as cdk-nag writes it in the id of a finding: references in angle brackets. */
function findingText(resource: unknown): string {
  if (typeof resource !== 'object' || resource === null) {
    return `${resource}`;
  }
  const [[operation, operand]] = Object.entries(resource);
  switch (operation) {
    case 'Ref': return `<${operand}>`;
    case 'Fn::GetAtt': return `<${operand.join('.')}>`;
    case 'Fn::Join': return (operand[1] as unknown[]).map(findingText).join(operand[0]);
    // No resource with a pattern in its name is written in any other way.
    default: return '';
  }
}
