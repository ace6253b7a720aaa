import type { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Program, programOfFunction, programOfJob, rightsOf } from './aws-calls';
import { logicalId, roleStatements, template } from './synth';
import { AlertWebhook } from '../../src';

const props = (stack: Stack) => ({ alertWebhooks: [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack'))] });
const plain = template(props);

/** The handler of each function, by the function's construct path. */
const FUNCTIONS = {
  'IngestApi/Function': 'ingest',
  'SchemaProfiling/Function': 'profile',
  'DriftDecisions/Function': 'decide',
  'Sweep/Function': 'sweep',
  'DriftAlerts/Notify': 'notify',
  'Promotion/Launcher': 'launch',
} as const;

/** What AWS itself does with the role of a function: it writes logs and polls the event source. */
function callsOfLambda(functionPath: string): string[] {
  const id = logicalId(plain, 'AWS::Lambda::Function', functionPath);
  const mappings = Object.values(plain.findResources('AWS::Lambda::EventSourceMapping')).filter(({ Properties }) => Properties.FunctionName.Ref === id);
  return [
    'logs:CreateLogStream', 'logs:PutLogEvents',
    ...mappings.flatMap(({ Properties: { EventSourceArn: { 'Fn::GetAtt': [, attribute] }, DestinationConfig } }) => [
      ...attribute === 'StreamArn'
        ? ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams']
        : ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      ...DestinationConfig ? ['sqs:SendMessage'] : [],
    ]),
  ];
}

/**
 * What a cluster does with the role of its machines, besides the job's own calls. EMR reads the bootstrap action and writes logs, and the
 * bootstrap action reads the job and its wheels. Spark itself does not use S3.
 */
const CALLS_OF_A_CLUSTER = ['s3:GetObject', 's3:PutObject'];

/** EMR starts the machines with their profile. AWS's managed policy allows everything else that it does. */
const CALLS_OF_EMR = ['iam:PassRole'];

const NOTHING: Program = { calls: [], transactionKinds: [] };

const ROLES: ReadonlyArray<readonly [role: string, program: Program, platform: string[]]> = [
  ...Object.entries(FUNCTIONS).map(([path, handler]) => [`${path}Role`, programOfFunction(handler), callsOfLambda(path)] as const),
  ['Promotion/InstanceRole', programOfJob(), CALLS_OF_A_CLUSTER],
  ['Promotion/ServiceRole', NOTHING, CALLS_OF_EMR],
];

const granted = (role: string) => new Set(roleStatements(plain, role).flatMap(({ actions }) => actions));

describe.each(ROLES)('%s', (role, program, platform) => {
  const { needs, uses } = rightsOf(program);

  test('allows every call of its program', () => {
    expect([...new Set([...needs, ...platform])].filter((action) => !granted(role).has(action))).toEqual([]);
  });

  test('allows only what a call of its program uses', () => {
    expect([...granted(role)].filter((action) => !uses.has(action) && !platform.includes(action))).toEqual([]);
  });
});

test('every role of the deployment is compared with its program', () => {
  const ids = Object.entries(plain.findResources('AWS::IAM::Role')).filter(([, { Metadata }]) => Metadata['aws:cdk:path'].startsWith('Stack/Ingestion/')).map(([id]) => id);
  expect(ids.sort()).toEqual(ROLES.map(([role]) => logicalId(plain, 'AWS::IAM::Role', role)).sort());
});

test('a customer key adds only the permission to use the key', () => {
  const encrypted = template((stack) => ({ ...props(stack), encryptionKey: new Key(stack, 'Key') }));
  for (const [role] of ROLES) {
    expect(roleStatements(encrypted, role).map(({ sid }) => sid).filter((sid) => sid !== 'UseKey').sort())
      .toEqual(roleStatements(plain, role).map(({ sid }) => sid).sort());
  }
});

test('the expected calls are found in the programs', () => {
  const operations = (program: Program) => new Set(program.calls.map(({ service, operation }) => `${service}:${operation}`));
  expect(operations(programOfFunction('ingest'))).toEqual(new Set(['s3:PutObject', 's3:GetObject', 'ssm:GetParameters']));
  expect(operations(programOfFunction('notify'))).toEqual(new Set(['secrets-manager:GetSecretValue', 'sqs:ChangeMessageVisibility']));
  expect(operations(programOfFunction('launch'))).toContain('emr:ListClusters');
  expect(programOfFunction('launch').transactionKinds).toEqual(['Put', 'Update', 'Delete', 'ConditionCheck']);
  const job = programOfJob();
  expect([...operations(job)]).toEqual(expect.arrayContaining([
    's3:GetObject', 's3:UploadPartCopy', 'dynamodb:Query', 'dynamodb:TransactWriteItems', 'glue:BatchCreatePartition', 'cloudwatch:PutMetricData',
  ]));
  expect(job.transactionKinds).toEqual(['Put', 'Update', 'Delete', 'ConditionCheck']);
});
