import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Aws, FileSystem, Stack, Token } from 'aws-cdk-lib';
import { deployment, MINIMAL } from './synth';
import {
  BlankRows, type CsvOptions, EpochUnit, Headers, RaggedRows, SchemaOnReadIngestion, SourceFormat, type SourceProps,
} from '../../src';
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
    {}, { delimiter: '\t', header: false, encoding: 'shift_jis', preambleLines: 0, footerLines: 1_000, raggedRows: RaggedRows.FILL },
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
    [{ encoding: 'sjis2' }, 'csv.encoding is "sjis2"; expected a label of the WHATWG Encoding Standard, such as utf-8, windows-1252 or shift_jis'],
    [{ encoding: 'replacement' }, 'csv.encoding is "replacement"; expected a label'],
    [{ columnNames: 'a,b' as unknown as string[] }, 'csv.columnNames is "a,b"; expected a list of texts'],
  ])('may not be %j', (options, message) => {
    expect(declare(csv(options))).toThrow(`Stack/Ingestion/Sources: source 'orders': ${message}`);
  });

  test('are refused for a source of JSON', () => {
    expect(declare({ ...json('orders'), csv: {} })).toThrow("source 'orders': csv can be declared only if the format is CSV, but it is JSON");
  });
});

describe('the shape of JSON', () => {
  const shaped = (options: Partial<SourceProps>) => declare({ ...json('orders'), ...options });

  test.each<Partial<SourceProps>>([
    { recordsAt: 'Records' }, { recordsAt: '' }, { recordsAt: '', keyColumn: 'id' }, { recordsAt: 'a.b\\.c', aroundColumns: ['a.d', 'a.bc', 'b'] },
    { recordsAt: 'a', keyColumn: 'k', aroundColumns: ['m.k'] }, { emptyArrayAsObject: ['a', 'b[].c{}'], alwaysArray: ['d', 'a.x'] },
    { aroundColumns: [], emptyArrayAsObject: [], alwaysArray: [] },
  ])('may be %j', (options) => {
    expect(shaped(options)).not.toThrow();
  });

  test.each<[Partial<SourceProps>, string]>([
    [{ recordsAt: 'a[]' }, 'recordsAt is "a[]"; expected names joined by dots, such as data.items, or the empty text for the top'],
    [{ recordsAt: 'a..b' }, 'recordsAt is "a..b"'],
    [{ recordsAt: 'a', keyColumn: '' }, 'keyColumn is ""; expected 1 to 512 characters'],
    [{ keyColumn: 'k' }, "keyColumn needs recordsAt, which says where the object of records is; the empty text ('') is the top"],
    [{ aroundColumns: ['a'] }, 'aroundColumns needs recordsAt'],
    [{ recordsAt: '', aroundColumns: ['a'] }, 'aroundColumns needs recordsAt'],
    [{ recordsAt: 'r', aroundColumns: ['a[]'] }, 'aroundColumns has "a[]"; expected names joined by dots, such as account or meta.symbol'],
    [{ recordsAt: 'd.r', aroundColumns: ['d'] }, 'aroundColumns has "d", but the records are at "d.r"; expected paths outside of that'],
    [{ recordsAt: 'r', aroundColumns: ['r.x'] }, 'aroundColumns has "r.x", but the records are at "r"'],
    [{ recordsAt: 'r', aroundColumns: ['a', 'a.b'] }, 'aroundColumns has "a.b" twice, or within another path; leave one out'],
    [{ recordsAt: 'r', keyColumn: 'Meta', aroundColumns: ['meta.k'] }, 'keyColumn is "Meta", which is the name of a column around the records, too'],
    [{ emptyArrayAsObject: [''] }, 'emptyArrayAsObject has ""; expected a path in a record, such as meta or items[].options'],
    [{ alwaysArray: ['a'], emptyArrayAsObject: ['a'] }, 'alwaysArray has "a", which emptyArrayAsObject has too'],
    [{ alwaysArray: 'a' as unknown as string[] }, 'alwaysArray is "a"; expected a list of texts'],
    [{ recordsAt: Aws.REGION }, 'recordsAt holds a token'],
    [{ format: SourceFormat.CSV, recordsAt: 'r', alwaysArray: ['a'] }, 'recordsAt can be declared only if the format is JSON, but it is CSV; leave it out; and alwaysArray can be'],
  ])('may not be %j', (options, message) => {
    expect(shaped(options)).toThrow(`source 'orders': ${message}`);
  });
});

describe('a null marker', () => {
  const marked = (...nullMarkers: string[]) => declare({ ...json('orders'), nullMarkers });

  test.each(['', 'NA', '-', ' ', 'n/a, or none', 'é'.repeat(31)])('may be "%s"', (marker) => {
    expect(marked(marker)).not.toThrow();
  });

  test.each(['a"b', 'a\nb', 'é'.repeat(32)])('may not be %j', (marker) => {
    expect(marked(marker)).toThrow(`nullMarkers has ${JSON.stringify(marker)}; expected at most 63 bytes of UTF-8, without quotation marks and control characters`);
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
    [{ 'id': 'string', 'at': 'timestamp', 'labels': 'map', 'labels{}.x': 'json', 'm': 'map', 'm{}': 'double', 'a.b[]': 'decimal(38,0)', 'c': 'decimal(9,2)' }],
    [{ 'o': 'struct', 'o.x': 'date' }], [{ 'constructor.x': 'date' }], [{ 'a\\.b': 'date' }, SourceFormat.CSV],
  ])('may be %j', (...[typeHints, format]) => {
    expect(hinted(typeHints, format)).not.toThrow();
  });

  test.each<[Record<string, string>, string, SourceFormat?]>([
    [{ 'a.': 'string' }, "typeHints['a.'] is not a path; expected one like"],
    [{ [Aws.REGION]: 'string' }, 'typeHints holds a token'],
    [{ a: 'int' }, "typeHints['a'] is \"int\", which is not a type; expected boolean, bigint, double, date, timestamp, string, map, struct, json or decimal(p,s)"],
    [{ a: 'decimal(39,0)' }, 'which is not a type'], [{ a: 'decimal(5,6)' }, 'which is not a type'], [{ a: 'array' }, 'which is not a type'],
    [{ a: 'map' }, "typeHints['a'] is \"map\", which a CSV cell cannot be; expected boolean", SourceFormat.CSV],
    [{ 'a.b': 'string' }, "typeHints['a.b'] names a path of several steps, but a CSV column is a single name", SourceFormat.CSV],
    [{ 'a': 'map', 'a.b': 'date' }, "typeHints['a.b'] is \"date\", but \"a\" is a map, whose values are \"a{}\""],
    [{ 'a': 'json', 'a.b[].c': 'date' }, "typeHints['a.b[].c'] is \"date\", but \"a\" is \"json\", below which there are no fields"],
    [{ 'a{}': 'string', 'a{}.b': 'date' }, 'but "a{}" is "string"'],
  ])('may not be %j', (...[typeHints, message, format]) => {
    expect(hinted(typeHints, format)).toThrow(message);
  });
});

describe('a format of numbers and times', () => {
  const formatted = (options: object, format = SourceFormat.CSV) => declare({ sourceId: 'orders', format, ...options });

  test.each<[object, SourceFormat?]>([
    [{ numbers: { decimalSeparator: ',', groupSeparator: '.' }, times: { patterns: ['dd.MM.yyyy'], zone: 'Europe/Berlin' } }],
    [{ numbers: { currency: 'CHF', groupSeparator: '’' }, times: { zone: '-09:30' } }],
    [{ times: { patterns: ['dd/MM/yyyy', 'dd/MM/yy', 'MMM d, yyyy', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 'yyyy-MM-dd'] } }],
    [{ fields: { day: { time: { patterns: ['yyyyMMdd'] } }, at: { epoch: EpochUnit.SECONDS } }, typeHints: { at: 'timestamp' } }],
    [{ fields: { 'l[].at': { epoch: EpochUnit.MILLISECONDS }, 'm{}': { number: { percent: true } } }, typeHints: { m: 'map' } }, SourceFormat.JSON],
  ])('may be %j', (...[options, format]) => {
    expect(formatted(options, format)).not.toThrow();
  });

  test.each<[object, string, SourceFormat?]>([
    [{ numbers: {} }, 'numbers is {}; expected an object with at least one of decimalSeparator, groupSeparator'],
    [{ numbers: { separator: ',' } }, 'numbers has "separator"; expected only decimalSeparator, groupSeparator, trailingMinus, percent, currency'],
    [{ numbers: { decimalSeparator: ';' } }, 'numbers.decimalSeparator is ";"; expected . or ,'],
    [{ numbers: { groupSeparator: '.' } }, 'numbers.groupSeparator is ".", which also stands before the decimals; declare another decimalSeparator'],
    [{ numbers: { groupSeparator: '-' } }, 'numbers.groupSeparator is "-"; expected one of'],
    [{ numbers: { percent: 'yes' } }, 'numbers.percent is "yes"; expected true or false'],
    [{ numbers: { currency: 'US dollar' } }, 'numbers.currency is "US dollar"; expected a sign or a code'],
    [{ numbers: { percent: true } }, 'numbers can be declared only if the format is CSV', SourceFormat.JSON],
    [{ times: { patterns: [] } }, 'times.patterns is []; expected a list of 1 to 20 texts'],
    [{ times: { patterns: ['YYYY-MM-dd'] } }, 'has "YYYY-MM-dd", which has YYYY, which is no field; expected yyyy, yy'],
    [{ times: { patterns: ['dd.MM'] } }, 'has "dd.MM", which has no year; expected a year, a month and a day'],
    [{ times: { patterns: ['d.M.yyyy yy'] } }, 'which has the year twice'],
    [{ times: { patterns: ['yyyy-MM-dd mm'] } }, 'which has the minute without the hour'],
    [{ times: { patterns: ['yyyy-MM-dd hh:mm'] } }, 'which has h without a, or a without h'],
    [{ times: { patterns: ['dMyyyy'] } }, 'which has the day in one or two digits before another digit'],
    [{ times: { patterns: ["yyyy-MM-dd 'at HH"] } }, 'which has a quote that is never closed'],
    [{ times: { patterns: ['dd/MM/yyyy', 'MM/dd/yyyy'] } }, 'times.patterns can read "02/01/2003" in two ways'],
    [{ times: { patterns: ['yyyy-dd-MM'] } }, 'in two ways, by two patterns or by one and ISO 8601'],
    [{ times: { patterns: ['yyyyMMdd'] } }, 'has "yyyyMMdd", whose texts may also be numbers; declare it in fields'],
    [{ times: { patterns: ["dd.MM.yyyy HH:mm 'UTC'"], zone: 'Europe/Berlin' } }, 'which ends with the name of UTC, but times are in the zone "Europe/Berlin"'],
    [{ times: { zone: 'Mars/Olympus' } }, 'times.zone is "Mars/Olympus"; expected UTC, an offset such as +02:00'],
    [{ times: { zone: '+18:30' } }, 'times.zone is "+18:30"'],
    [{ fields: [] }, 'fields is []; expected an object'],
    [{ fields: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, { epoch: EpochUnit.SECONDS }])) }, 'fields has too many formats: 101 fields'],
    [{ fields: { a: {} } }, "fields['a'] is {}; expected an object with exactly one of number, time, epoch"],
    [{ fields: { a: { epoch: EpochUnit.SECONDS, time: { zone: 'UTC' } } } }, 'expected an object with exactly one of number, time, epoch'],
    [{ fields: { a: { epoch: 'days' } } }, "fields['a'] has the epoch \"days\"; expected seconds or milliseconds"],
    [{ fields: { a: { number: { groupSeparator: 'x' } } } }, "fields['a'] has a number.groupSeparator that is \"x\"; expected one of"],
    [{ fields: { 'a.b': { epoch: EpochUnit.SECONDS } } }, "fields['a.b'] names a path of several steps"],
    [{ fields: { 'm{}': { epoch: EpochUnit.SECONDS } } }, 'is for the values of a map; declare the type hint map for "m"', SourceFormat.JSON],
    [{ fields: { a: { epoch: EpochUnit.SECONDS } }, typeHints: { a: 'bigint' } }, 'has the format epoch, but the type hint "bigint"'],
    [{ fields: { a: { time: { zone: Aws.REGION } } } }, 'fields holds a token'],
  ])('may not be %j', (...[options, message, format]) => {
    expect(formatted(options, format)).toThrow(message);
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
