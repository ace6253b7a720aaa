/** What the smoke test deploys: the five-line deployment, which deletes everything when it is destroyed. */
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { SchemaOnReadIngestion, SourceFormat } from '../../src';

const stack = new Stack(new App(), 'SchemaOnReadSmoke', { description: 'Smoke test of schema-on-read-ingestion; may be deleted at any time' });
new SchemaOnReadIngestion(stack, 'Ingestion', {
  sources: [{ sourceId: 'smoke-orders', format: SourceFormat.JSON }],
  // The test starts its runs itself.
  schedule: Schedule.rate(Duration.days(1)),
  removalPolicy: RemovalPolicy.DESTROY,
  operations: { metricNamespace: 'SchemaOnReadSmoke' },
});
