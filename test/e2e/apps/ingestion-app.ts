import { App, Aspects, Duration, type IAspect, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { AlertWebhook, RaggedRows, SchemaOnReadIngestion, SourceFormat } from '../../../src';

/**
 * An app as a user writes it, with the default synthesizer and no `env`. It has one source for each shape of file,
 * some with options, and one source for each history.
 *
 * The argument `<part of a policy's path>:<Sid>` makes another stack of it, without that one statement.
 */
const [, , omission] = process.argv;
const app = new App();
const stack = new Stack(app, omission === undefined ? 'IngestionUnderTest' : 'IngestionWithoutOneRight');
new SchemaOnReadIngestion(stack, 'Ingestion', {
  sources: [
    { sourceId: 'ndjson', format: SourceFormat.JSON },
    { sourceId: 'one-line-array', format: SourceFormat.JSON },
    { sourceId: 'pretty-array', format: SourceFormat.JSON },
    { sourceId: 'embedded-newlines', format: SourceFormat.CSV },
    { sourceId: 'semicolon-utf16', format: SourceFormat.CSV },
    { sourceId: 'gzip', format: SourceFormat.JSON },
    { sourceId: 'big-integers', format: SourceFormat.JSON },
    { sourceId: 'hinted-maps', format: SourceFormat.JSON, typeHints: { amount: 'double', labels: 'map', meters: 'map' } },
    { sourceId: 'sparse-map', format: SourceFormat.JSON },
    {
      sourceId: 'hinted-types',
      format: SourceFormat.JSON,
      typeHints: { code: 'string', day: 'date', seen: 'timestamp', amount: 'double', big: 'decimal(20,0)', note: 'json' },
    },
    {
      sourceId: 'report',
      format: SourceFormat.CSV,
      csv: { encoding: 'latin1', preambleLines: 3, footerLines: 1 },
      nullMarkers: ['-', 'n/a'],
    },
    {
      sourceId: 'headerless',
      format: SourceFormat.CSV,
      csv: { columnNames: ['Device Id', 'Reading', 'Unit'], raggedRows: RaggedRows.FILL },
    },
    { sourceId: 'hinted-csv', format: SourceFormat.CSV, csv: { delimiter: '|' }, typeHints: { Code: 'string', Amount: 'double' } },
    {
      sourceId: 'german-formats',
      format: SourceFormat.CSV,
      csv: { delimiter: ';' },
      numbers: { decimalSeparator: ',', groupSeparator: '.' },
      times: { patterns: ['dd.MM.yyyy', 'dd.MM.yyyy HH:mm'], zone: 'Europe/Berlin' },
    },
    { sourceId: 'bad-lines', format: SourceFormat.JSON, maxBadRecordRatio: 0.4, nullMarkers: ['N/A'] },
    { sourceId: 'bad-rows', format: SourceFormat.CSV, maxBadRecordRatio: 0.4 },
    { sourceId: 'nested-records', format: SourceFormat.JSON, recordsAt: 'data.readings', keyColumn: 'sensor', aroundColumns: ['site'] },
    { sourceId: 'replayed', format: SourceFormat.JSON, typeHints: { size: 'bigint' }, maxBadRecordRatio: 0.5 },
    { sourceId: 'removed-field', format: SourceFormat.JSON },
    { sourceId: 'rejected-drift', format: SourceFormat.CSV },
    { sourceId: 'open-drift', format: SourceFormat.JSON },
    { sourceId: 'told-drift', format: SourceFormat.JSON },
    { sourceId: 'edge', format: SourceFormat.JSON },
  ],
  schedule: Schedule.rate(Duration.hours(12)),
  alertWebhooks: [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack/drift-alerts'), { allowPrivateAddress: true })],
  removalPolicy: RemovalPolicy.DESTROY,
});

/** Leaves a statement out of a policy. The deployment is refused if there is no such statement. */
class WithoutStatement implements IAspect {
  removed = 0;

  constructor(private readonly pathPart: string, private readonly sid: string) {}

  visit(node: IConstruct): void {
    if (!(node instanceof CfnPolicy) || !node.node.path.includes(this.pathPart)) {
      return;
    }
    const document = Stack.of(node).resolve(node.policyDocument) as { Statement: { Sid?: string }[] };
    const kept = document.Statement.filter((statement) => statement.Sid !== this.sid);
    this.removed += document.Statement.length - kept.length;
    node.policyDocument = { ...document, Statement: kept };
  }
}

if (omission !== undefined) {
  const [pathPart, sid] = omission.split(':') as [string, string];
  const aspect = new WithoutStatement(pathPart, sid);
  Aspects.of(stack).add(aspect);
  app.synth();
  if (aspect.removed !== 1) {
    throw new Error(`${aspect.removed} statements ${sid} were found in policies under ${pathPart}, expected exactly one.`);
  }
}
