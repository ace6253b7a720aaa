import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Aws, FileSystem, Stack } from 'aws-cdk-lib';
import { deployment, MINIMAL } from './synth';
import { CsvEncoding, type CsvOptions, RaggedRows, SchemaOnReadIngestion, SourceFormat, type SourceProps } from '../../src';
import type { SourceConfigDocument } from '../../src/contract';

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

const csv = (options: CsvOptions): SourceProps => ({ sourceId: 'orders', format: SourceFormat.CSV, csv: options });

describe('CSV options', () => {
  test.each<CsvOptions>([
    {}, { delimiter: '\t', header: false, encoding: CsvEncoding.LATIN_1, preambleLines: 0, footerLines: 1_000, raggedRows: RaggedRows.FILL },
    { columnNames: ['a', 'b'] }, { header: false, columnNames: ['a'] },
  ])('may be %j', (options) => {
    expect(declare(csv(options))).not.toThrow();
  });

  test.each<[CsvOptions, string]>([
    [{ delimiter: ':' }, 'has the CSV delimiter ":"; expected one of , ; | or a tab'],
    [{ delimiter: ', ' }, 'has the CSV delimiter ", "'],
    [{ preambleLines: 1.5 }, 'has preambleLines: 1.5; expected a whole number from 0 to 1000'],
    [{ footerLines: -1 }, 'has footerLines: -1; expected a whole number from 0 to 1000'],
    [{ header: true, columnNames: ['a'] }, 'has columnNames and header: true; leave columnNames out'],
    [{ columnNames: [] }, 'has no name in columnNames'],
    [{ columnNames: ['a', ' '] }, "has the column name ' '; expected 1 to 512 characters"],
    [{ columnNames: ['a', Aws.REGION] }, `has the column name '${Aws.REGION}'; expected 1 to 512 characters that are known at synth`],
    [{ columnNames: ['Id', 'b', 'ID'] }, "has the column name 'ID' twice"],
  ])('may not be %j', (options, message) => {
    expect(declare(csv(options))).toThrow(`Stack/Ingestion/Sources: source 'orders' ${message}`);
  });

  test('are refused for a source of JSON', () => {
    expect(declare({ ...json('orders'), csv: {} })).toThrow("source 'orders' has csv options, but its format is JSON");
  });
});

describe('a null marker', () => {
  const marked = (...nullMarkers: string[]) => declare({ ...json('orders'), nullMarkers });

  test.each(['NA', '-', ' ', 'n/a, or none', 'é'.repeat(31)])('may be "%s"', (marker) => {
    expect(marked(marker)).not.toThrow();
  });

  test.each(['', 'a"b', 'a\nb', 'é'.repeat(32), Aws.REGION])('may not be %j', (marker) => {
    expect(marked(marker)).toThrow('expected 1 to 63 bytes without quotation marks and control characters');
  });

  test('is one of at most a hundred', () => {
    expect(marked(...Array.from({ length: 101 }, (_, i) => `${i}`))).toThrow('has 101 null markers; expected at most 100');
  });
});

describe('a type hint', () => {
  const hinted = (typeHints: Record<string, string>, format = SourceFormat.JSON) => declare({ sourceId: 'orders', format, typeHints });

  test.each<[Record<string, string>, SourceFormat?]>([
    [{ 'id': 'string', 'at': 'timestamp', 'labels': 'map', 'labels{}.x': 'json', 'm': 'map', 'm{}': 'double', 'a.b[]': 'decimal(38,0)' }],
    [{ 'o': 'struct', 'o.x': 'date' }], [{ 'a\\.b': 'date' }, SourceFormat.CSV],
  ])('may be %j', (...[typeHints, format]) => {
    expect(hinted(typeHints, format)).not.toThrow();
  });

  test.each<[Record<string, string>, string, SourceFormat?]>([
    [{ 'a.': 'string' }, "has the type hint 'a.': 'string', whose path is none"],
    [{ a: 'int' }, "has the type hint 'a': 'int', which is no type; expected boolean, bigint, double, date, timestamp, string, map, struct, json or decimal(p,0)"],
    [{ a: 'decimal(18,0)' }, 'which is no type'], [{ a: 'decimal(20,2)' }, 'which is no type'], [{ a: 'array' }, 'which is no type'],
    [{ a: 'map' }, "has the type hint 'a': 'map', but a CSV cell is never map", SourceFormat.CSV],
    [{ 'a.b': 'string' }, "has the type hint 'a.b': 'string', but a CSV column is a single name", SourceFormat.CSV],
    [{ 'a': 'map', 'a.b': 'date' }, "has the type hint 'a.b': 'date', but 'a' is a map, whose values are 'a{}'"],
    [{ 'a': 'json', 'a.b[].c': 'date' }, "but also 'a': 'json', below which there are no fields"],
    [{ 'a{}': 'string', 'a{}.b': 'date' }, "but also 'a{}': 'string'"],
  ])('may not be %j', (...[typeHints, message, format]) => {
    expect(hinted(typeHints, format)).toThrow(message);
  });
});

describe('the share of bad records', () => {
  test.each([0, 0.01, 0.5])('may be %d', (maxBadRecordRatio) => {
    expect(declare({ ...json('orders'), maxBadRecordRatio })).not.toThrow();
  });

  test.each([-0.1, 0.51, 1, NaN])('may not be %d', (maxBadRecordRatio) => {
    expect(declare({ ...json('orders'), maxBadRecordRatio })).toThrow(`has maxBadRecordRatio: ${maxBadRecordRatio}; expected a number from 0 to 0.5`);
  });
});

test('all faults of a source are reported at once', () => {
  expect(declare({ ...csv({ delimiter: ':', footerLines: -1 }), maxBadRecordRatio: 2 })).toThrow(/delimiter.*; and it has footerLines.*; and it has maxBadRecordRatio/);
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

  test('tells them how files are to be read', () => {
    const options = { csv: { delimiter: '|', raggedRows: RaggedRows.FILL }, nullMarkers: ['NA'], typeHints: { id: 'string' }, maxBadRecordRatio: 0.1 };
    const document: SourceConfigDocument = JSON.parse(documentOf([{ sourceId: 'orders', format: SourceFormat.CSV, ...options }]).text);
    expect(document.sources).toEqual([{
      sourceId: 'orders', format: 'csv', optionalFields: [], ...options, csv: { delimiter: '|', raggedRows: 'fill' },
    }]);
  });

  test('changes its hash only with its content', () => {
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
