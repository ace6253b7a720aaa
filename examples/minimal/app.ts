import { App, Stack } from 'aws-cdk-lib';
import { SchemaOnReadIngestion, SourceFormat } from '../../src';

const stack = new Stack(new App(), 'Minimal');
new SchemaOnReadIngestion(stack, 'Ingestion', {
  sources: [{ sourceId: 'orders', format: SourceFormat.JSON }],
});
