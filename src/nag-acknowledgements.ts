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

const PREFIX = 'Objects come and go: the permission is for all under one prefix.';
const NO_ARN = 'The action takes no resource; conditions narrow it where there are any.';

/** Why a statement names its resources by a pattern, by statement id. A statement that is not listed is reported. */
const WILDCARD_REASONS: { readonly [sid: string]: string } = {
  WriteRaw: PREFIX,
  ReadRaw: PREFIX,
  WriteCanonical: PREFIX,
  WriteQuarantine: PREFIX,
  ReadCanonical: PREFIX,
  ReadWriteProfiles: PREFIX,
  ReadWriteSchemas: PREFIX,
  WriteDeadLetter: PREFIX,
  DeleteRawVersion: PREFIX,
  Stage: PREFIX,
  ReadWriteManifests: PREFIX,
  Publish: PREFIX,
  WriteClusterLogs: PREFIX,
  KeepTables: 'The job creates one table for each source in the one database.',
  ReadWebhookUrls: 'The ARN of a secret known by name lacks the characters that Secrets Manager adds.',
  ListStreams: NO_ARN,
  PutMetrics: NO_ARN,
  RunJobFlow: NO_ARN,
  ListClusters: NO_ARN,
  TagClusters: 'A cluster has no ARN before it exists; a condition demands the tag of this deployment.',
  EndClusters: 'Each run has a cluster of its own; a condition demands the tag of this deployment.',
  CreateCleanupRole: 'AWS names the service-linked role; a condition names the service.',
};

/** Id that the CDK gives the function, one in a stack, that tells buckets where to send events. */
const NOTIFICATIONS_HANDLER = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834';

/**
 * Answers cdk-nag's AwsSolutions rules for what the library owns and its users cannot reach.
 *
 * cdk-nag itself is not needed: acknowledgements are metadata of constructs.
 */
export function acknowledgeNagFindings(stages: Stages): void {
  acknowledgeWildcards(stages);
  const { rawZone, curatedZone, ingestApi, driftDecisions, promotion } = stages;
  for (const { bucket } of [rawZone, curatedZone]) {
    acknowledge(bucket, 'S1', 'Server access logs need a bucket whose cost and retention the user decides; CloudTrail data events record the same.');
  }
  const stage = ingestApi.api.deploymentStage;
  acknowledge(stage, 'APIG1', 'Access logs need a role that is set once for the whole account; the function counts each file.');
  acknowledge(stage, 'APIG6', 'Execution logs need a role that is set once for the whole account.');
  acknowledge(stage, 'APIG3', 'Whether the senders need a web ACL is for the user to say; one can be associated with the stage.');
  acknowledge(ingestApi.api, 'APIG4', 'Senders are known by API key or by AWS identity, as the user chose.');
  acknowledge(ingestApi.api, 'COG4', 'Senders are programs, which have no user pool.');
  acknowledge(driftDecisions.undecidedQueue, 'SQS3', 'It takes what another consumer gave up, and the sweep empties it.');
  const vpc = promotion.node.tryFindChild('Vpc');
  if (vpc) {
    acknowledge(vpc, 'VPC7', 'The network has no way to the internet; flow logs can be added to it at the cost that the user decides.');
  }
  acknowledge(promotion.serviceRole, managedPolicy('AmazonEMRServicePolicy_v2'),
    'EMR needs what AWS keeps current in this policy; it is limited to what carries a tag.');
  const notifications = Stack.of(stages).node.tryFindChild(NOTIFICATIONS_HANDLER);
  if (notifications) {
    acknowledge(notifications, managedPolicy('AWSLambdaBasicExecutionRole'), 'The CDK gives its own function this role.');
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
 * Writes what `Validations.of(construct).acknowledge` writes: that method of the oldest aws-cdk-lib supported refuses ids
 * that hold `::`, as those of findings with a pseudo parameter do.
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
    // Of no resource that has a pattern in its name.
    default: return '';
  }
}
