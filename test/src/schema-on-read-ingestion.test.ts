import * as fs from 'node:fs';
import * as path from 'node:path';
import { type App, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { deployment, MINIMAL, type Props, template, testApp } from './synth';
import { AlertWebhook, IngestAuth, SchemaOnReadIngestion, SourceFormat } from '../../src';

const many = (count: number) => Array.from({ length: count }, (_, index) => ({ sourceId: `source-${index}`, format: SourceFormat.CSV }));

const VARIANTS: [string, Props][] = [
  ['the five-line deployment', {}],
  ['a deployment with another choice for every option', (stack) => ({
    ingestAuth: IngestAuth.iam(),
    alertWebhooks: [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack'))],
    encryptionKey: new Key(stack, 'Key'),
    removalPolicy: RemovalPolicy.DESTROY,
    promotion: { vpc: new Vpc(stack, 'Network', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false }), releaseLabel: 'emr-7.12.0' },
    operations: { metricNamespace: 'Shop', topicName: 'shop-drift' },
  })],
];

describe.each(VARIANTS)('%s', (_, props) => {
  test('has the template that was last reviewed', () => {
    // Hashes of assets change with every line of a handler and say nothing about the constructs.
    const text = JSON.stringify(template(props).toJSON(), undefined, 2).replace(/[0-9a-f]{64}/g, '<asset>');
    expect(JSON.parse(text)).toMatchSnapshot();
  });

  test('passes CloudFormation\'s own validation', () => {
    const app = testApp(true);
    deployment(props, undefined, app);
    const { directory } = app.synth();
    const report = path.join(directory, 'validation-report.json');
    const found = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : { pluginReports: [] };
    expect(found.pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations)).toEqual([]);
  });
});

test('the logical ids of resources with data have not changed: another id would replace the users\' data', () => {
  const stateful = new Set(['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::Glue::Database', 'AWS::ApiGateway::RestApi', 'AWS::ApiGateway::ApiKey', 'AWS::SNS::Topic']);
  const found = Object.entries(template().toJSON().Resources as Record<string, { Type: string }>)
    .filter(([, { Type }]) => stateful.has(Type)).map(([id, { Type }]) => `${Type} ${id}`);
  expect(found.sort()).toEqual([
    'AWS::ApiGateway::ApiKey IngestionSourcesordersApiKeyF8F31E96',
    'AWS::ApiGateway::RestApi IngestionIngestApi78FAC7E6',
    'AWS::DynamoDB::Table IngestionSchemaRegistryLedgerB97C63CE',
    'AWS::DynamoDB::Table IngestionSchemaRegistryTable3B84161E',
    'AWS::Glue::Database IngestionCuratedZoneDatabaseF97E3BC4',
    'AWS::S3::Bucket IngestionCuratedZoneBucketBAA4187A',
    'AWS::S3::Bucket IngestionRawZoneBucketA9FF5062',
    'AWS::SNS::Topic IngestionDriftAlertsTopicD5F2FC4F',
  ]);
});

describe('two deployments', () => {
  const pair = (namespaces: [string?, string?], second: (app: App) => Stack) => {
    const app = testApp();
    const first = new Stack(app, 'First');
    [first, second(app)].forEach((stack, index) =>
      new SchemaOnReadIngestion(stack, `Ingestion${index}`, { ...MINIMAL, operations: { metricNamespace: namespaces[index] } }));
  };

  test('may not have the same metric namespace, because their alarms would count each other\'s files', () => {
    expect(() => pair([], (app) => new Stack(app, 'Second'))).toThrow(
      "Second/Ingestion1: First/Ingestion0 has the same metric namespace 'IngestionEngine', so their alarms would count each other's files; set operations.metricNamespace");
  });

  test('may have different namespaces', () => {
    expect(() => pair(['Shop', 'Fleet'], (app) => new Stack(app, 'Second'))).not.toThrow();
  });

  test('may have the same namespace in different regions, and in stages without a fixed environment', () => {
    expect(() => pair([], (app) => new Stack(app, 'Second', { env: { account: '111122223333', region: 'eu-central-1' } }))).not.toThrow();
    expect(() => pair([], (app) => new Stack(new Stage(app, 'Production'), 'Second'))).not.toThrow();
  });
});

test.each(['', 'AWS/Lambda', 'a b', 'x'.repeat(256), "it's"])('the metric namespace may not be "%s"', (metricNamespace) => {
  expect(() => deployment({ operations: { metricNamespace } })).toThrow(`operations.metricNamespace '${metricNamespace}' is not valid`);
});

describe('many sources', () => {
  test('lead to a warning while a stack can still hold them', () => {
    const warnings = (count: number) => Annotations.fromStack(deployment({ sources: many(count) }).stack)
      .findWarning('/Stack/Ingestion', Match.stringLikeRegexp('sources are declared; with API keys, each takes two'));
    expect(warnings(50)).toHaveLength(0);
    expect(warnings(51)).toHaveLength(1);
  });

  test('lead to an error with a way out if a stack cannot hold them', () => {
    const { stack } = deployment({ sources: many(200) });
    expect(() => (stack.node.root as App).synth()).toThrow(/Stack Stack has \d{3} resources, but CloudFormation accepts 500. 200 sources are declared.*IngestAuth.iam\(\)/);
  });

  test('fit into a stack with IAM, because a source then takes no resource', () => {
    const { stack } = deployment({ sources: many(200), ingestAuth: IngestAuth.iam() });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
