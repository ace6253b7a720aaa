import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { rootCertificates } from 'node:tls';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SmokePipeline } from './story';
import { findConstruct } from '../../local/discover';
import { exitOf, run } from '../../local/processes';
import { pythonOf } from '../../local/python';
import type { Pipeline } from '../../local/state';
import { API_BASE_PATH } from '../../src/contract';

const ROOT = path.join(__dirname, '..', '..');
const STACK = 'SchemaOnReadSmoke';

/** Where the test is allowed to deploy. */
export interface Consent {
  readonly account: string;
  readonly region: string;
}

/**
 * Reads from the environment where the test may deploy.
 *
 * @throws Error that says what to set, if the person who runs the test has not set a valid target
 */
export function consent(environment: NodeJS.ProcessEnv): Consent {
  const { SMOKE_TEST_DEPLOYS_TO: target } = environment;
  const [, account, region] = /^(\d{12})\/([a-z]{2}(?:-[a-z]+)+-\d)$/.exec(target ?? '') ?? [];
  if (account === undefined) {
    throw new Error('This test deploys to a real AWS account and costs money. To agree, set SMOKE_TEST_DEPLOYS_TO=<account id>/<region>, for example '
      + `111122223333/eu-central-1${target === undefined ? '' : `; it is '${target}'`}. With --local it runs on this machine and costs nothing`);
  }
  return { account, region };
}

/** @throws Error if the credentials belong to an account other than the agreed one */
export async function requireAccount({ account, region }: Consent): Promise<void> {
  const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  if (Account !== account) {
    throw new Error(`The credentials are of account ${Account}, and SMOKE_TEST_DEPLOYS_TO names ${account}; use credentials of that one`);
  }
}

/** Deploys `app.ts` with the CDK, and finds its resources. The account has to be bootstrapped. */
export async function deploy(target: Consent): Promise<SmokePipeline> {
  const assembly = mkdtempSync(path.join(tmpdir(), 'smoke-'));
  try {
    await cdk(target, 'deploy', STACK, '--require-approval', 'never', '--output', assembly);
    const template = JSON.parse(readFileSync(path.join(assembly, `${STACK}.template.json`), 'utf8'));
    return await find(target, template);
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}

/** Deletes the stack and all data in it. */
export function destroy(target: Consent): Promise<void> {
  return cdk(target, 'destroy', STACK, '--force');
}

async function cdk({ account, region }: Consent, ...args: string[]): Promise<void> {
  const command = [require.resolve('aws-cdk/bin/cdk'), ...args, '--app', 'npx tsx test/smoke/app.ts', '--progress', 'events'];
  const child = spawn(process.execPath, command, {
    cwd: ROOT, stdio: 'inherit', env: { ...process.env, AWS_REGION: region, CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region },
  });
  const code = await exitOf(child);
  if (code !== 0) {
    throw new Error(`cdk ${args[0]} ended with ${code}`);
  }
}

async function find({ region }: Consent, template: object): Promise<SmokePipeline> {
  const resources = findConstruct([{ name: STACK, template }]);
  const client = new CloudFormationClient({ region });
  const ids = new Map<string, string>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: STACK })) {
    for (const { LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
      ids.set(LogicalResourceId!, PhysicalResourceId!);
    }
  }
  const byPath = Object.fromEntries(resources.map(({ path: constructPath, logicalId }) => [constructPath, ids.get(logicalId)!]));
  return {
    state: namesOf(byPath, region, await apiKey(byPath['Sources/smoke-orders/ApiKey'], region)),
    authority: rootCertificates.join('\n'),
    athena: new AthenaClient({ region }),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
    lambda: new LambdaClient({ region }),
  };
}

/**
 * What the story needs to know about a deployment.
 *
 * @param ids physical ids by construct path
 * @throws Error if one is missing
 */
export function namesOf(ids: Readonly<Record<string, string>>, region: string, key: string): Pipeline {
  const at = (constructPath: string) => {
    if (ids[constructPath] === undefined) {
      throw new Error(`the deployment has no ${constructPath}`);
    }
    return ids[constructPath];
  };
  return {
    apiUrl: `https://${at('IngestApi/Api')}.execute-api.${region}.amazonaws.com/${at(`IngestApi/Api/DeploymentStage.${API_BASE_PATH}`)}`,
    apiKeys: { 'smoke-orders': key },
    rawBucket: at('RawZone/Bucket'),
    curatedBucket: at('CuratedZone/Bucket'),
    registryTable: at('SchemaRegistry/Table'),
    ledgerTable: at('SchemaRegistry/Ledger'),
    database: at('CuratedZone/Database'),
    workgroup: at('CuratedZone/Workgroup'),
    scheduleRule: at('Promotion/Schedule'),
    launcherFunction: at('Promotion/Launcher'),
    topicArn: at('DriftAlerts/Topic'),
    resources: ids,
  };
}

/** Reads the key with the AWS command line, which the tests have anyway. */
async function apiKey(id: string, region: string): Promise<string> {
  const aws = path.join(path.dirname(await pythonOf('spark')), 'aws');
  return (await run(aws, ['apigateway', 'get-api-key', '--api-key', id, '--include-value', '--query', 'value', '--output', 'text', '--region', region])).trim();
}
