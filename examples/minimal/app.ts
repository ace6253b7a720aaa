import { App, Duration, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { SchemaOnReadIngestion, SourceFormat } from '../../src';

const stack = new Stack(new App(), 'Minimal');
new SchemaOnReadIngestion(stack, 'Ingestion', {
  sources: [{ sourceId: 'orders', format: SourceFormat.JSON }],
  schedule: Schedule.rate(Duration.hours(1)),
});
