import type { DeployedStack } from '../../local/deploy';
import { findConstruct } from '../../local/discover';

function stack(name: string, resources: Record<string, [type: string, path: string]>): DeployedStack {
  return {
    name,
    template: {
      Resources: Object.fromEntries(Object.entries(resources).map(([id, [Type, path]]) => [id, { Type, Metadata: { 'aws:cdk:path': path } }])),
    },
  };
}

const PIPELINE = {
  Raw: ['AWS::S3::Bucket', 'Stage/App/Deep/Ingestion/RawZone/Bucket/Resource'],
  Key: ['AWS::ApiGateway::ApiKey', 'Stage/App/Deep/Ingestion/Sources/orders/ApiKey/Resource'],
} satisfies Record<string, [string, string]>;

test('the construct is found anywhere in the app, and its resources by their paths below it', () => {
  const other = stack('Other', { Bucket: ['AWS::S3::Bucket', 'Other/Bucket/Resource'], Bare: ['AWS::SNS::Topic', ''] });
  expect(findConstruct([other, stack('App', PIPELINE)]).map(({ logicalId, path }) => [logicalId, path])).toEqual([
    ['Raw', 'RawZone/Bucket'],
    ['Key', 'Sources/orders/ApiKey'],
  ]);
});

test('resources of a neighbour whose id begins like that of the construct do not belong to the construct', () => {
  const found = findConstruct([stack('App', { ...PIPELINE, Next: ['AWS::SNS::Topic', 'Stage/App/Deep/IngestionTwo/Topic/Resource'] })]);
  expect(found.map(({ logicalId }) => logicalId)).not.toContain('Next');
});

test('an app without a pipeline, or with two, is refused with a message that says what to do', () => {
  expect(() => findConstruct([stack('App', {})])).toThrow(/deploys 0 ingestion pipelines.*exactly one/);
  const second: Record<string, [string, string]> = { Raw: ['AWS::S3::Bucket', 'Second/Ingestion/RawZone/Bucket/Resource'] };
  expect(() => findConstruct([stack('App', PIPELINE), stack('Second', second)])).toThrow(/2 ingestion pipelines \(Stage\/App\/Deep\/Ingestion, Second\/Ingestion\)/);
});
