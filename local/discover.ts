import { dirname, join } from 'node:path';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { clientConfig } from './clients';
import type { DeployedStack } from './deploy';
import { cloudEnvironment } from './environment';
import { run } from './processes';
import { pythonOf } from './python';
import type { CloudAccess, Pipeline } from './state';

/** A resource of the ingestion construct. */
export interface FoundResource {
  /** Path below the construct, without the L1's own id: `RawZone/Bucket`. */
  readonly path: string;
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
}

/** Only the ingestion construct has a bucket with this path; the part before it is the construct's own path. */
const LANDMARK = /^(.+)\/RawZone\/Bucket\/Resource$/;

/**
 * The resources of the one ingestion construct in an app, by the construct paths in its templates.
 *
 * @throws Error if there is none, or more than one
 */
export function findConstruct(stacks: readonly DeployedStack[]): FoundResource[] {
  const resources = stacks.flatMap(({ name, template }) => Object.entries(template.Resources ?? {})
    .map(([logicalId, { Type, Metadata }]) => ({ stack: name, logicalId, type: Type, path: Metadata?.['aws:cdk:path'] ?? '' })));
  const constructs = resources.flatMap(({ type, path }) => (type === 'AWS::S3::Bucket' && LANDMARK.exec(path)?.[1]) || []);
  if (constructs.length !== 1) {
    throw new Error(`The app deploys ${constructs.length} ingestion pipelines${constructs.length ? ` (${constructs.join(', ')})` : ''}; `
      + 'the local cloud describes exactly one: instantiate SchemaOnReadIngestion once, with path metadata on.');
  }
  const prefix = `${constructs[0]}/`;
  return resources
    .filter(({ path }) => path.startsWith(prefix))
    .map((resource) => ({ ...resource, path: resource.path.slice(prefix.length).replace(/\/Resource$/, '') }));
}

/** Asks the emulator for the physical names of the deployed resources. */
export async function discover(stacks: readonly DeployedStack[], access: CloudAccess): Promise<Pipeline> {
  const found = findConstruct(stacks);
  const physicalIds = await physicalIdsOf(new Set(found.map(({ stack }) => stack)), access);
  const idOf = (resource: FoundResource) => physicalIds.get(`${resource.stack}/${resource.logicalId}`)!;
  const one = (type: string, path: string) => {
    const resource = found.find((candidate) => candidate.type === type && candidate.path === path);
    if (!resource) {
      throw new Error(`The pipeline has no ${path} (${type}).`);
    }
    return idOf(resource);
  };
  const stage = found.find(({ type, path }) => type === 'AWS::ApiGateway::Stage' && path.startsWith('IngestApi/'));
  if (!stage) {
    throw new Error('The pipeline has no API stage below IngestApi.');
  }

  return {
    apiUrl: `${access.endpointUrl}/restapis/${one('AWS::ApiGateway::RestApi', 'IngestApi/Api')}/${idOf(stage)}/_user_request_`,
    apiKeys: await apiKeys(found, idOf, access),
    rawBucket: one('AWS::S3::Bucket', 'RawZone/Bucket'),
    curatedBucket: one('AWS::S3::Bucket', 'CuratedZone/Bucket'),
    registryTable: one('AWS::DynamoDB::Table', 'SchemaRegistry/Table'),
    ledgerTable: one('AWS::DynamoDB::Table', 'SchemaRegistry/Ledger'),
    database: one('AWS::Glue::Database', 'CuratedZone/Database'),
    workgroup: one('AWS::Athena::WorkGroup', 'CuratedZone/Workgroup'),
    scheduleRule: one('AWS::Events::Rule', 'Promotion/Schedule'),
    launcherFunction: one('AWS::Lambda::Function', 'Promotion/Launcher'),
    topicArn: one('AWS::SNS::Topic', 'DriftAlerts/Topic'),
    resources: Object.fromEntries(found.map((resource) => [resource.path, idOf(resource)])),
  };
}

/** Reads the keys with the AWS command line, which the Spark environment has anyway. */
async function apiKeys(found: FoundResource[], idOf: (resource: FoundResource) => string, access: CloudAccess): Promise<Record<string, string>> {
  const aws = join(dirname(await pythonOf('spark')), 'aws');
  const output = await run(aws, ['apigateway', 'get-api-keys', '--include-values', '--output', 'json'], { env: cloudEnvironment(access.environment) });
  const { items } = JSON.parse(output) as { items: { id: string; value: string }[] };
  return Object.fromEntries(found.flatMap((resource) => {
    const source = /^Sources\/([^/]+)\/ApiKey$/.exec(resource.path)?.[1];
    const key = items.find(({ id }) => id === idOf(resource));
    return source && key ? [[source, key.value]] : [];
  }));
}

async function physicalIdsOf(stacks: Iterable<string>, access: CloudAccess): Promise<Map<string, string>> {
  const client = new CloudFormationClient(clientConfig(access));
  const ids = new Map<string, string>();
  for (const StackName of stacks) {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
      for (const { LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
        ids.set(`${StackName}/${LogicalResourceId}`, PhysicalResourceId!);
      }
    }
  }
  return ids;
}
