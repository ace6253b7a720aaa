import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Aws, FileSystem, Stack } from 'aws-cdk-lib';
import { deployment, MINIMAL } from './synth';
import { SchemaOnReadIngestion, SourceFormat, SourceProps } from '../../src';
import { SourceConfigDocument } from '../../src/contract';

const json = (sourceId: string, optionalFields?: string[]): SourceProps => ({ sourceId, format: SourceFormat.JSON, optionalFields });
const declare = (...sources: SourceProps[]) => () => deployment({ sources });

describe('a source id', () => {
  test.each(['ab', 'orders', 'order-lines-2', 'a'.repeat(63)])('may be %s', (sourceId) => {
    expect(declare(json(sourceId))).not.toThrow();
  });

  test.each(['a', 'Orders', '2orders', 'orders-', 'order_lines', 'orders/eu', '', 'a'.repeat(64)])('may not be "%s"', (sourceId) => {
    expect(declare(json(sourceId))).toThrow(`sourceId '${sourceId}' is not valid; it has 2 to 63 lower-case letters`);
  });

  test('may not be a token, because it names constructs and keys', () => {
    expect(declare(json(`orders-${Aws.REGION}`))).toThrow('Stack/Ingestion/Sources: a sourceId is a token');
  });

  test('may not occur twice', () => {
    expect(declare(json('orders'), json('customers'), json('orders'))).toThrow("sourceId 'orders' occurs twice");
  });
});

test('a deployment without sources is refused with an example of one', () => {
  expect(declare()).toThrow("sources is empty; list at least one, for example { sourceId: 'orders'");
});

describe('an optional field', () => {
  test.each(['nickname', 'customer.phone', 'items[].discount', 'prices{}.net', 'matrix[][]', 'a\\.b', '\\e', 'Größe (cm)'])('may be the path %s', (fieldPath) => {
    expect(declare(json('orders', [fieldPath]))).not.toThrow();
  });

  test.each(['', 'a..b', '.a', 'a.', 'items[0]', 'a[', 'a\\', 'a\\b'])('may not be "%s"', (fieldPath) => {
    expect(declare(json('orders', [fieldPath]))).toThrow(`source 'orders' lists the optional field '${fieldPath}', which is no path`);
  });
});

describe('the configuration document', () => {
  const sources: SourceProps[] = [json('orders', ['nickname']), { sourceId: 'customers', format: SourceFormat.CSV }];

  function documentOf(props: SourceProps[]): { text: string; hash: string } {
    const { stack, ingestion } = deployment({ sources: props });
    const asset = ingestion.sources.node.findChild('Config') as unknown as { assetPath: string; assetHash: string };
    return { text: fs.readFileSync(asset.assetPath, 'utf8'), hash: stack.resolve(asset.assetHash) };
  }

  test('tells the functions all that was declared', () => {
    const document: SourceConfigDocument = JSON.parse(documentOf(sources).text);
    expect(document).toEqual({
      sources: [
        { sourceId: 'orders', format: 'json', optionalFields: ['nickname'] },
        { sourceId: 'customers', format: 'csv', optionalFields: [] },
      ],
    });
  });

  test('changes its hash with its content alone', () => {
    expect(documentOf(sources).hash).toBe(documentOf(sources).hash);
    expect(documentOf(sources).hash).not.toBe(documentOf(sources.slice(0, 1)).hash);
  });

  test('leaves nothing behind in the temporary folder once it is staged', () => {
    const folders = jest.spyOn(FileSystem, 'mkdtemp');
    const app = new App({ outdir: FileSystem.mkdtemp('staged'), analyticsReporting: false });
    new SchemaOnReadIngestion(new Stack(app, 'Stack'), 'Ingestion', { ...MINIMAL, sources });
    const [, written] = folders.mock.results.map(({ value }) => value as string);
    expect(path.basename(written)).toMatch(/^source-config/);
    expect(fs.existsSync(written)).toBe(false);
  });
});
