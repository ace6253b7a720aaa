import { gzipSync } from 'node:zlib';

/** A file of one shape, and the rows that SQL must show for its source. */
export interface Shape {
  /** What is special about the file. */
  readonly name: string;
  readonly sourceId: string;
  readonly filename: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** A file of the same name that arrives when the schema of the first one is known. */
  readonly next?: Buffer;
  /** SQL expressions, in the order of `rows`; the first one orders the rows. */
  readonly select: readonly string[];
  /** Each value as Athena writes it; null where there is none. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export const JSON_TYPE = 'application/json';
export const NDJSON_TYPE = 'application/x-ndjson';
export const CSV_TYPE = 'text/csv';

/** Text as little-endian UTF-16 with a byte order mark: what spreadsheets export as "Unicode text". */
function utf16(text: string): Buffer {
  return Buffer.from('\ufeff' + text, 'utf16le');
}

/** Files of sources that declare nothing about them. */
export const SHAPES: readonly Shape[] = [
  {
    name: 'NDJSON with CRLF, a blank line, no newline at the end, nested fields and a field that only some records have',
    sourceId: 'ndjson',
    filename: 'orders.ndjson',
    contentType: NDJSON_TYPE,
    body: Buffer.from([
      '{"id":1,"Name":"Ærø","price":1.5,"paid":true,"tags":["a","b"],"owner":{"City":"København","zip":null}}',
      '',
      '{"id":2,"Name":"line\\nbreak \\u2028 \\"quoted\\"","price":2,"paid":false,"tags":[],"owner":{"City":"Malmö","zip":"00211"},"note":"rare"}',
    ].join('\r\n')),
    select: ['id', 'name', 'price', 'paid', 'tags[1]', 'tags[2]', 'owner.city', 'owner.zip', 'note'],
    rows: [
      ['1', 'Ærø', '1.5', 'true', 'a', 'b', 'København', null, null],
      ['2', 'line\nbreak \u2028 "quoted"', '2.0', 'false', null, null, 'Malmö', '00211', 'rare'],
    ],
  },
  {
    name: 'a JSON array on one line',
    sourceId: 'one-line-array',
    filename: 'levels.json',
    contentType: JSON_TYPE,
    body: Buffer.from('[{"id":1,"level":0.1},{"id":2,"level":-2.5},{"id":3,"level":null}]'),
    select: ['id', 'level'],
    rows: [['1', '0.1'], ['2', '-2.5'], ['3', null]],
  },
  {
    name: 'a pretty-printed JSON array with structs in arrays and braces in strings',
    sourceId: 'pretty-array',
    filename: 'baskets.json',
    contentType: JSON_TYPE,
    body: Buffer.from(JSON.stringify([
      { basket: 'b-1', items: [{ sku: 'x{1}', count: 3 }, { sku: '],[', count: 4 }] },
      { basket: 'b-2', items: [{ sku: '\\', count: 5 }] },
    ], undefined, 4)),
    select: ['basket', 'items[1].sku', 'items[1].count', 'items[2].sku', 'items[2].count'],
    rows: [['b-1', 'x{1}', '3', '],[', '4'], ['b-2', '\\', '5', null, null]],
  },
  {
    name: 'a CSV with newlines, quotes and commas in its cells, leading zeros and ISO dates',
    sourceId: 'embedded-newlines',
    filename: 'addresses.csv',
    contentType: CSV_TYPE,
    body: Buffer.from('No,Customer No.,Address,Since\n1,007,"1 High St\nFlat ""B""\r\nLeeds, UK",2024-02-29\n2,0042,,2023-12-31\n'),
    select: ['no', 'customer_no', 'address', 'cast(since as varchar)'],
    rows: [
      ['1', '007', '1 High St\nFlat "B"\r\nLeeds, UK', '2024-02-29'],
      ['2', '0042', null, '2023-12-31'],
    ],
  },
  {
    name: 'a CSV with semicolons in UTF-16',
    sourceId: 'semicolon-utf16',
    filename: 'peaks.csv',
    contentType: CSV_TYPE,
    body: utf16('Gipfel;Höhe;Anteil\r\nZugspitze;2962;1,5\r\nGroßglockner;3798;"2;5"\r\n'),
    select: ['gipfel', 'hohe', 'anteil'],
    // A text with a decimal comma is not a number, so it stays a text.
    rows: [['Großglockner', '3798', '2;5'], ['Zugspitze', '2962', '1,5']],
  },
  {
    name: 'a gzip file whose name and headers do not say so',
    sourceId: 'gzip',
    filename: 'events',
    contentType: NDJSON_TYPE,
    body: gzipSync(Array.from({ length: 1000 }, (_, index) => JSON.stringify({ event: index + 1, kind: index % 2 ? 'odd' : 'even' }) + '\n').join('')),
    select: ['count(*)', 'sum(event)', "count(CASE WHEN kind = 'odd' THEN 1 END)"],
    rows: [['1000', '500500', '500']],
  },
  {
    name: 'integers beyond 2^53, beyond 64 bits, and of 30 digits',
    sourceId: 'big-integers',
    filename: 'ids.json',
    contentType: JSON_TYPE,
    body: Buffer.from(
      '[{"row":1,"id":9007199254740993,"wide":18446744073709551617,"huge":123456789012345678901234567891},'
      + '{"row":2,"id":-9223372036854775808,"wide":-1,"huge":0}]'),
    select: ['row', 'id', 'wide', 'huge'],
    rows: [
      ['1', '9007199254740993', '18446744073709551617', '123456789012345678901234567891'],
      ['2', '-9223372036854775808', '-1', '0'],
    ],
  },
];
