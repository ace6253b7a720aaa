import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Aws, FileSystem, Stack, Token } from 'aws-cdk-lib';
import { deployment, MINIMAL } from './synth';
import { BlankRows, CsvEncoding, type CsvOptions, Headers, RaggedRows, SchemaOnReadIngestion, SourceFormat, type SourceProps } from '../../src';
import type { SourceConfigDocument } from '../../src/source-config';

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

describe('an object that declares a source', () => {
  test('may have other properties, even tokens and constructs', () => {
    const other = { owner: Aws.ACCOUNT_ID, stack: new Stack() };
    expect(declare({ ...json('orders'), ...other } as SourceProps)).not.toThrow();
  });

  test('may be of a class whose options are getters', () => {
    class Orders implements SourceProps {
      readonly sourceId = 'orders';
      get format() {
        return SourceFormat.JSON;
      }
    }
    expect(declare(new Orders())).not.toThrow();
  });

  test.each<[object, string]>([
    [{ csv: null }, 'csv is null; expected an object'],
    [{ csv: 'fill' }, 'csv is "fill"; expected an object'],
    [{ csv: { delimeter: ';' } }, 'csv has "delimeter"; expected only delimiter, quote, escape, comment, trim, blankRows, header, headers, columnNames, encoding, preambleLines, footerLines, raggedRows'],
    [{ typeHints: null }, 'typeHints is null; expected an object'],
    [{ typeHints: ['id'] }, 'typeHints is ["id"]; expected an object'],
  ])('may not have %j', (options, message) => {
    expect(declare({ ...csv({}), ...options } as SourceProps)).toThrow(`source 'orders': ${message}`);
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
    expect(declare(json('orders', [fieldPath]))).toThrow(`source 'orders': optionalFields has ${JSON.stringify(fieldPath)}, which is not a path`);
  });
});

const csv = (options: CsvOptions): SourceProps => ({ sourceId: 'orders', format: SourceFormat.CSV, csv: options });

describe('CSV options', () => {
  test.each<CsvOptions>([
    {}, { delimiter: '\t', header: false, encoding: CsvEncoding.LATIN_1, preambleLines: 0, footerLines: 1_000, raggedRows: RaggedRows.FILL },
    { delimiter: '^', quote: '', escape: '\\', comment: '//', trim: true, blankRows: BlankRows.KEEP, headers: Headers.REPAIR },
    { header: true, columnNames: ['a', 'b'] },
    { columnNames: ['a', 'b'] }, { header: false, columnNames: ['a'] },
  ])('may be %j', (options) => {
    expect(declare(csv(options))).not.toThrow();
  });

  test.each<[CsvOptions, string]>([
    [{ delimiter: ', ' }, 'csv.delimiter is ", "; expected one ASCII character that ends no line'],
    [{ delimiter: '§' }, 'csv.delimiter is "§"; expected one ASCII character'],
    [{ delimiter: '\n' }, 'csv.delimiter is "\\n"; expected one ASCII character that ends no line'],
    [{ delimiter: '"' }, 'csv.delimiter is "\\"", and so is the quote; give each a character of its own'],
    [{ delimiter: '|', quote: '|' }, 'csv.delimiter is "|", and so is the quote'],
    [{ quote: '""' }, 'csv.quote is "\\"\\""; expected one ASCII character that is no blank, or an empty text'],
    [{ quote: ' ' }, 'csv.quote is " "; expected one ASCII character that is no blank'],
    [{ quote: ';' }, 'csv.quote has ";", which may be the delimiter of a file; declare the delimiter too'],
    [{ escape: '' }, 'csv.escape is ""; expected one ASCII character that is no blank, such as a backslash'],
    [{ escape: '"' }, 'csv.escape is "\\"", and so is the quote; leave it out, because a quote within quotes is written twice anyway'],
    [{ escape: '^', delimiter: '^' }, 'csv.escape is "^", and so is the delimiter'],
    [{ comment: '' }, 'csv.comment is ""; expected 1 to 8 ASCII characters with which comments begin, such as #'],
    [{ comment: '123456789' }, 'csv.comment is "123456789"; expected 1 to 8 ASCII characters'],
    [{ comment: '§' }, 'csv.comment is "§"; expected 1 to 8 ASCII characters'],
    [{ comment: '"#' }, 'csv.comment is "\\"#", which begins with the quote; a row may begin with it too'],
    [{ comment: '\\#', escape: '\\' }, 'csv.comment is "\\\\#", which begins with the escape'],
    [{ comment: '||' }, 'csv.comment has "|", which may be the delimiter of a file; declare the delimiter too'],
    [{ trim: 'yes' as unknown as boolean }, 'csv.trim is "yes"; expected true or false'],
    [{ blankRows: 'drop' as BlankRows }, 'csv.blankRows is "drop"; expected skip or keep'],
    [{ headers: 'number' as Headers }, 'csv.headers is "number"; expected strict or repair'],
    [{ headers: Headers.REPAIR, columnNames: ['a'] }, 'csv.headers is "repair", but columnNames name the columns; leave one of them out'],
    [{ headers: Headers.REPAIR, header: false }, 'csv.headers is "repair", but no row names the columns (header is false)'],
    [{ preambleLines: 1.5 }, 'csv.preambleLines is 1.5; expected a whole number from 0 to 1000'],
    [{ footerLines: -1 }, 'csv.footerLines is -1; expected a whole number from 0 to 1000'],
    [{ columnNames: [] }, 'csv.columnNames is empty; list one name for each column'],
    [{ columnNames: ['a', ' '] }, 'csv.columnNames has the name " "; expected 1 to 512 characters'],
    [{ columnNames: ['a', Aws.REGION] }, 'csv.columnNames holds a token, known only at deployment; write it as plain text'],
    [{ columnNames: Token.asList({ Ref: 'Names' }) }, 'csv.columnNames holds a token'],
    [{ preambleLines: Token.asNumber({ Ref: 'Lines' }) }, 'csv.preambleLines holds a token'],
    [{ columnNames: ['Id', 'b', 'ID'] }, 'csv.columnNames has the name "ID" twice'],
    // As a plain JavaScript app may declare them.
    [{ encoding: 'utf-16' as CsvEncoding }, 'csv.encoding is "utf-16"; expected utf-8 or latin1'],
    [{ columnNames: 'a,b' as unknown as string[] }, 'csv.columnNames is "a,b"; expected a list of texts'],
  ])('may not be %j', (options, message) => {
    expect(declare(csv(options))).toThrow(`Stack/Ingestion/Sources: source 'orders': ${message}`);
  });

  test('are refused for a source of JSON', () => {
    expect(declare({ ...json('orders'), csv: {} })).toThrow("source 'orders': csv can be declared only if the format is CSV, but it is JSON");
  });
});

describe('a null marker', () => {
  const marked = (...nullMarkers: string[]) => declare({ ...json('orders'), nullMarkers });

  test.each(['NA', '-', ' ', 'n/a, or none', 'é'.repeat(31)])('may be "%s"', (marker) => {
    expect(marked(marker)).not.toThrow();
  });

  test.each(['', 'a"b', 'a\nb', 'é'.repeat(32)])('may not be %j', (marker) => {
    expect(marked(marker)).toThrow(`nullMarkers has ${JSON.stringify(marker)}; expected 1 to 63 bytes of UTF-8, without quotation marks and control characters`);
  });

  test('may not be a token', () => {
    expect(marked(Aws.REGION)).toThrow('nullMarkers holds a token');
  });

  test('is one of at most a hundred', () => {
    expect(marked(...Array.from({ length: 101 }, (_, i) => `${i}`))).toThrow('nullMarkers has 101 texts; expected at most 100');
  });
});

describe('a type hint', () => {
  const hinted = (typeHints: Record<string, string>, format = SourceFormat.JSON) => declare({ sourceId: 'orders', format, typeHints });

  test.each<[Record<string, string>, SourceFormat?]>([
    [{ 'id': 'string', 'at': 'timestamp', 'labels': 'map', 'labels{}.x': 'json', 'm': 'map', 'm{}': 'double', 'a.b[]': 'decimal(38,0)' }],
    [{ 'o': 'struct', 'o.x': 'date' }], [{ 'constructor.x': 'date' }], [{ 'a\\.b': 'date' }, SourceFormat.CSV],
  ])('may be %j', (...[typeHints, format]) => {
    expect(hinted(typeHints, format)).not.toThrow();
  });

  test.each<[Record<string, string>, string, SourceFormat?]>([
    [{ 'a.': 'string' }, "typeHints['a.'] is not a path; expected one like"],
    [{ [Aws.REGION]: 'string' }, 'typeHints holds a token'],
    [{ a: 'int' }, "typeHints['a'] is \"int\", which is not a type; expected boolean, bigint, double, date, timestamp, string, map, struct, json or decimal(p,0)"],
    [{ a: 'decimal(18,0)' }, 'which is not a type'], [{ a: 'decimal(20,2)' }, 'which is not a type'], [{ a: 'array' }, 'which is not a type'],
    [{ a: 'map' }, "typeHints['a'] is \"map\", which a CSV cell cannot be; expected boolean", SourceFormat.CSV],
    [{ 'a.b': 'string' }, "typeHints['a.b'] names a path of several steps, but a CSV column is a single name", SourceFormat.CSV],
    [{ 'a': 'map', 'a.b': 'date' }, "typeHints['a.b'] is \"date\", but \"a\" is a map, whose values are \"a{}\""],
    [{ 'a': 'json', 'a.b[].c': 'date' }, "typeHints['a.b[].c'] is \"date\", but \"a\" is \"json\", below which there are no fields"],
    [{ 'a{}': 'string', 'a{}.b': 'date' }, 'but "a{}" is "string"'],
  ])('may not be %j', (...[typeHints, message, format]) => {
    expect(hinted(typeHints, format)).toThrow(message);
  });
});

describe('the share of bad records', () => {
  test.each([0, 0.01, 0.5])('may be %d', (maxBadRecordRatio) => {
    expect(declare({ ...json('orders'), maxBadRecordRatio })).not.toThrow();
  });

  test.each([-0.1, 0.51, 1, NaN])('may not be %d', (maxBadRecordRatio) => {
    expect(declare({ ...json('orders'), maxBadRecordRatio })).toThrow(`maxBadRecordRatio is ${maxBadRecordRatio}; expected a number from 0 to 0.5`);
  });
});

test('all faults of a source are reported at once', () => {
  expect(declare({ ...csv({ delimiter: '::', footerLines: -1 }), maxBadRecordRatio: 2 })).toThrow(/maxBadRecordRatio is .*; and csv.delimiter is .*; and csv.footerLines is /);
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
