import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { flat, template } from './synth';
import { AlertWebhook } from '../../src';
import { Metric } from '../../src/contract';

const props = (stack: Stack) => ({ alertWebhooks: [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack'))] });
const of = template(props);
const alarms = Object.entries(of.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => ({ id, ...Properties }));

test('every alarm says what is wrong and names its section in the operations manual', () => {
  const manual = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
  const anchors = [...manual.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^a-z0-9 -]/g, '').replace(/ /g, '-'));
  for (const { AlarmDescription } of alarms) {
    const [, anchor] = /^[A-Z].*\. Runbook: https:\/\/.*\/docs\/operations\.md#([a-z-]+)$/.exec(AlarmDescription) ?? [];
    expect(anchors).toContain(anchor);
  }
});

test('every alarm defines what missing data means', () => {
  alarms.forEach(({ TreatMissingData }) => expect(['breaching', 'notBreaching']).toContain(TreatMissingData));
});

test('the dashboard shows every alarm', () => {
  const [{ Properties }] = Object.values(of.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.parse(flat(Properties.DashboardBody));
  const [status] = body.widgets.filter(({ type }: { type: string }) => type === 'alarm');
  expect(status.properties.alarms.sort()).toEqual(alarms.map(({ id }) => `<${id}.Arn>`).sort());
});

test('all of the pipeline\'s own metrics are in the namespace that the user chose', () => {
  const named = template((stack: Stack) => ({ ...props(stack), operations: { metricNamespace: 'Shop' } }));
  const own = new Set<string>(Object.values(Metric));
  const namespaces = Object.values(named.findResources('AWS::CloudWatch::Alarm'))
    .flatMap(({ Properties }) => [Properties, ...(Properties.Metrics ?? []).flatMap(({ MetricStat }: any) => MetricStat?.Metric ?? [])])
    .filter(({ MetricName }) => own.has(MetricName)).map(({ Namespace }) => Namespace);
  expect(new Set(namespaces)).toEqual(new Set(['Shop']));
  const environments = Object.values(named.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.Environment?.Variables.METRIC_NAMESPACE);
  expect(new Set(environments.filter((namespace) => namespace))).toEqual(new Set(['Shop']));
  const [{ Properties }] = Object.values(named.findResources('AWS::CloudWatch::Dashboard'));
  expect(flat(Properties.DashboardBody)).not.toContain('IngestionEngine');
});

test('no function logs in the JSON format, in which CloudWatch would find no embedded metrics', () => {
  const functions = Object.values(of.findResources('AWS::Lambda::Function')).filter(({ Metadata }) => Metadata['aws:cdk:path'].startsWith('Stack/Ingestion/'));
  expect(functions).toHaveLength(6);
  functions.forEach(({ Properties }) => expect(Properties.LoggingConfig.LogFormat).toBe('Text'));
});
