import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { logicalId, roleStatements, type Statement, template } from './synth';
import { AlertWebhook } from '../../src';

const ROLES = [
  'IngestApi/FunctionRole',
  'SchemaProfiling/FunctionRole',
  'DriftDecisions/FunctionRole',
  'Sweep/FunctionRole',
  'DriftAlerts/NotifyRole',
  'Promotion/LauncherRole',
  'Promotion/InstanceRole',
  'Promotion/ServiceRole',
];

const props = (stack: Stack) => ({ alertWebhooks: [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack'))] });
const plain = template(props);
const encrypted = template((stack) => ({ ...props(stack), encryptionKey: new Key(stack, 'Key') }));

/** Permissions of each role, by the ids of its statements. A new permission has to be added here. */
const RIGHTS: Record<string, string[]> = {
  'IngestApi/FunctionRole': ['ReadApiKeys', 'ReadSourceConfig', 'WriteLogs', 'WriteRaw'],
  'SchemaProfiling/FunctionRole': [
    'ConsumeFiles', 'DeleteRawVersion', 'LedgerTransactions', 'ListRawZone', 'PublishAlerts', 'ReadRaw', 'ReadSourceConfig', 'ReadWriteProfiles',
    'ReadWriteSchemas', 'RegistryTransactions', 'WriteDeadLetter', 'WriteLogs', 'WriteQuarantine', 'WriteReadingCopies',
  ],
  'DriftDecisions/FunctionRole': [
    'FollowRegistry', 'KeepUndecided', 'LedgerTransactions', 'ListStreams', 'PublishAlerts', 'ReadSourceConfig', 'ReadWriteSchemas',
    'RegistryTransactions', 'WriteLogs',
  ],
  'Sweep/FunctionRole': [
    'ConsumeUndecided', 'EndClusters', 'FindUnsentAlerts', 'LedgerTransactions', 'ListClusters', 'ListRawVersions', 'PublishAlerts', 'QueueFiles',
    'ReadQuarantine', 'ReadSourceConfig', 'ReadWriteSchemas', 'RegistryTransactions', 'WriteLogs', 'WriteReplays',
  ],
  'DriftAlerts/NotifyRole': ['ConsumeAlerts', 'ReadWebhookUrls', 'WriteLogs'],
  'Promotion/LauncherRole': [
    'CreateCleanupRole', 'EndClusters', 'LedgerTransactions', 'ListClusters', 'PassInstanceRole', 'PassServiceRole', 'PublishAlerts',
    'ReadSourceConfig', 'ReadWriteSchemas', 'RegistryTransactions', 'RunJobFlow', 'TagClusters', 'WriteLogs',
  ],
  'Promotion/InstanceRole': [
    'KeepTables', 'LedgerTransactions', 'ListCuratedZone', 'ListRawZone', 'MarkPromoted', 'Publish', 'PutMetrics', 'ReadJob', 'ReadRaw',
    'ReadReadingCopies', 'ReadRegistry', 'ReadSourceConfig', 'ReadWriteManifests', 'ReadWriteSchemas', 'Stage', 'WriteClusterLogs',
  ],
  'Promotion/ServiceRole': ['PassInstanceRole'],
};

/** Statements whose actions do not take a resource. */
const WITHOUT_RESOURCE: Record<string, string> = {
  ListStreams: 'dynamodb:ListStreams',
  ListClusters: 'elasticmapreduce:ListClusters',
  RunJobFlow: 'elasticmapreduce:RunJobFlow',
  PutMetrics: 'cloudwatch:PutMetricData',
};

describe.each(ROLES)('%s', (role) => {
  test('has exactly these statements', () => {
    const sids = roleStatements(plain, role).map(({ sid }) => sid);
    expect(sids.sort()).toEqual(RIGHTS[role]);
  });

  test.each([['without', plain], ['with', encrypted]])('has no wildcard action and no two statements with the same id, %s a customer key', (_, of) => {
    const found = roleStatements(of, role);
    expect(found.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    expect(found.filter(({ effect }) => effect !== 'Allow')).toEqual([]);
    expect(new Set(found.map(({ sid }) => sid)).size).toBe(found.length);
  });

  test('names all resources only for an action that takes none', () => {
    const unlimited = roleStatements(plain, role).filter(({ resources }) => resources.includes('*'));
    expect(unlimited.map(({ sid, actions }) => [sid, actions])).toEqual(unlimited.map(({ sid }) => [sid, [WITHOUT_RESOURCE[sid]]]));
  });
});

test('every role of the deployment is tested here', () => {
  const ids = Object.entries(plain.findResources('AWS::IAM::Role')).filter(([, { Metadata }]) => Metadata['aws:cdk:path'].startsWith('Stack/Ingestion/')).map(([id]) => id);
  expect(ids.sort()).toEqual(ROLES.map((role) => logicalId(plain, 'AWS::IAM::Role', role)).sort());
});

test('every role but EMR\'s own may use a customer key, because only EMR\'s own uses nothing that is encrypted', () => {
  const users = ROLES.filter((role) => roleStatements(encrypted, role).some(({ sid }) => sid === 'UseKey'));
  expect(users).toEqual(ROLES.filter((role) => role !== 'Promotion/ServiceRole'));
});

const statement = (role: string, sid: string, of: Template = plain): Statement => roleStatements(of, role).find((each) => each.sid === sid)!;

test('no role may delete an item of the registry', () => {
  const registry = `<${logicalId(plain, 'AWS::DynamoDB::Table', 'SchemaRegistry/Table')}.Arn>`;
  const deleters = ROLES.flatMap((role) => roleStatements(plain, role))
    .filter(({ resources, actions }) => resources.includes(registry) && actions.includes('dynamodb:DeleteItem'));
  expect(deleters).toEqual([]);
});

test('the job may change only promoted_at in the registry', () => {
  const registry = `<${logicalId(plain, 'AWS::DynamoDB::Table', 'SchemaRegistry/Table')}.Arn>`;
  const writes = roleStatements(plain, 'Promotion/InstanceRole')
    .filter(({ resources, actions }) => resources.includes(registry) && actions.some((action) => /Put|Update|Delete|Write/.test(action)));
  expect(writes).toEqual([expect.objectContaining({
    sid: 'MarkPromoted',
    actions: ['dynamodb:UpdateItem'],
    conditions: {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['source_id', 'sk', 'promoted_at'] },
      'StringEqualsIfExists': { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
    },
  })]);
});

test('only the profiler may delete raw objects, and no role may delete curated ones', () => {
  const curated = `<${logicalId(plain, 'AWS::S3::Bucket', 'CuratedZone/Bucket')}.Arn>`;
  const deletes = ROLES.flatMap((role) => roleStatements(plain, role)
    .filter(({ actions }) => actions.some((action) => action.startsWith('s3:Delete')))
    .map(({ sid, resources }) => ({ role, sid, resources })));
  expect(deletes).toEqual([
    { role: 'SchemaProfiling/FunctionRole', sid: 'DeleteRawVersion', resources: [expect.stringMatching(/\/raw\/\*$/)] },
    { role: 'Promotion/InstanceRole', sid: 'Stage', resources: [`${curated}/staging/*`] },
  ]);
});

test('the job may report metrics only into its own namespace', () => {
  const of = template({ operations: { metricNamespace: 'Shop' } });
  expect(statement('Promotion/InstanceRole', 'PutMetrics', of).conditions).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Shop' } });
});

test('clusters must be started with the deployment\'s tag, and only clusters with that tag may be ended', () => {
  const start = statement('Promotion/LauncherRole', 'RunJobFlow').conditions!.StringEquals;
  const tag = start['aws:RequestTag/schema-on-read-ingestion:deployment'];
  expect(start).toEqual({
    'aws:RequestTag/schema-on-read-ingestion:deployment': expect.stringContaining('Stack'),
    'aws:RequestTag/for-use-with-amazon-emr-managed-policies': 'true',
  });
  for (const role of ['Promotion/LauncherRole', 'Sweep/FunctionRole']) {
    expect(statement(role, 'EndClusters').conditions).toEqual({ StringEquals: { 'aws:ResourceTag/schema-on-read-ingestion:deployment': tag } });
  }
});

test('roles may be passed only to EMR and EC2', () => {
  const passed = (sid: string) => statement('Promotion/LauncherRole', sid);
  expect(passed('PassServiceRole')).toMatchObject({
    resources: [`<${logicalId(plain, 'AWS::IAM::Role', 'Promotion/ServiceRole')}.Arn>`],
    conditions: { StringLike: { 'iam:PassedToService': 'elasticmapreduce.amazonaws.com*' } },
  });
  expect(passed('PassInstanceRole')).toMatchObject({
    resources: [`<${logicalId(plain, 'AWS::IAM::Role', 'Promotion/InstanceRole')}.Arn>`],
    conditions: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
  });
});
