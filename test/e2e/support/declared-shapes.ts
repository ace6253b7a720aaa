import { CSV_TYPE, JSON_TYPE, NDJSON_TYPE, type Shape } from './shapes';

/** What the ledger and `quarantine/` must hold of a file's bad records. */
export interface BadRecord {
  readonly number: number;
  readonly reason: string;
  readonly raw: string;
}

/** A file with some bad records. */
export interface ShapeWithBadRecords extends Shape {
  readonly badRecords: readonly BadRecord[];
}

function lines(...texts: string[]): Buffer {
  return Buffer.from(texts.join('\n'));
}

function numbered(count: number, line: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => line(index + 1));
}

/** Objects whose names are data. */
const MAPS: readonly Shape[] = [
  {
    name: 'maps of texts, maps of objects and amounts, all with hints, and then a file without maps',
    sourceId: 'hinted-maps',
    filename: 'pods.ndjson',
    contentType: NDJSON_TYPE,
    body: lines(
      '{"id":1,"amount":2,"labels":{"Team":"a","env":"prod"},"meters":{"m-1":{"Count":3,"unit":"kWh"}}}',
      '{"id":2,"amount":3,"labels":{"env":null},"meters":{}}'),
    // The next file has the same columns and no map.
    next: lines('{"id":3,"amount":4,"labels":null,"meters":null}'),
    select: ['id', 'amount', "labels['Team']", "labels['env']", 'cardinality(labels)', "meters['m-1'].count", "meters['m-1'].unit"],
    rows: [
      ['1', '2.0', 'a', 'prod', '2', '3', 'kWh'],
      ['2', '3.0', null, null, '1', null, null],
      ['3', '4.0', null, null, null, null, null],
    ],
  },
  {
    name: 'an object that is a map because of its hundred rare names, and then other names in it',
    sourceId: 'sparse-map',
    filename: 'sensors.ndjson',
    contentType: NDJSON_TYPE,
    body: lines(...numbered(100, (number) => `{"id":${number},"readings":{"s${number}":${number}}}`)),
    next: lines('{"id":101,"readings":{"new one":7,"s1":8}}'),
    select: ['count(*)', 'sum(cardinality(readings))', "max(readings['s17'])", "sum(readings['s1'])", "max(readings['new one'])"],
    rows: [['101', '102', '17', '9', '7']],
  },
];

export const WITH_BAD_RECORDS: readonly ShapeWithBadRecords[] = [
  {
    name: 'NDJSON with bad lines and null markers',
    sourceId: 'bad-lines',
    filename: 'states.ndjson',
    contentType: NDJSON_TYPE,
    body: lines('{"id":1,"state":"ok"}', '{"id":2,"state":"ø', '{"id":3,"state":"N/A"}', '[4]', '{"id":5,"state":"N/A?"}'),
    badRecords: [
      { number: 2, reason: 'malformed_json', raw: '{"id":2,"state":"ø' },
      { number: 4, reason: 'not_a_record', raw: '[4]' },
    ],
    select: ['id', 'state'],
    rows: [['1', 'ok'], ['3', null], ['5', 'N/A?']],
  },
  {
    name: 'a CSV with bad rows',
    sourceId: 'bad-rows',
    filename: 'people.csv',
    contentType: CSV_TYPE,
    body: lines('id,name', '1,Ada', '2', '3,Bob', '"4"x,Eve', '5,"two', 'lines"', ''),
    badRecords: [
      { number: 2, reason: 'ragged_row', raw: '2' },
      { number: 4, reason: 'malformed_csv', raw: '"4"x,Eve' },
    ],
    select: ['id', 'name'],
    rows: [['1', 'Ada'], ['3', 'Bob'], ['5', 'two\nlines']],
  },
];

/** Files of sources that declare something about them, and files with maps. */
export const DECLARED_SHAPES: readonly Shape[] = [
  ...MAPS,
  {
    name: 'JSON with a hint for each field',
    sourceId: 'hinted-types',
    filename: 'entries.json',
    contentType: JSON_TYPE,
    body: lines(
      '{"id":1,"code":1.10,"day":"2024-02-29","seen":"2024-02-29T08:00:00.123456+02:00","amount":2,"big":5,"note":{"b":[1.50]}}',
      '{"id":2,"code":"007","day":"0001-01-01","seen":"1969-12-31","amount":3,"big":6,"note":"x"}',
      '{"id":3,"code":false,"day":null,"seen":null,"amount":null,"big":null,"note":null}'),
    // Milliseconds, because the text of a timestamp depends on the machine's time zone.
    select: ['id', 'code', 'cast(day as varchar)', 'epoch_ms(seen)', 'amount', 'big', 'note'],
    rows: [
      ['1', '1.10', '2024-02-29', String(Date.UTC(2024, 1, 29, 6, 0, 0, 123)), '2.0', '5', '{"b":[1.50]}'],
      ['2', '007', '0001-01-01', String(Date.UTC(1969, 11, 31)), '3.0', '6', '"x"'],
      ['3', 'false', null, null, null, null, null],
    ],
  },
  {
    name: 'a CSV in Latin-1 with null markers and lines around the table',
    sourceId: 'report',
    filename: 'prices.csv',
    contentType: CSV_TYPE,
    // \x80 and \x96 are the euro sign and a dash in windows-1252.
    body: Buffer.from([
      'Übersicht, Stand 29.02.2024, "vorläufig', '', 'in \x80',
      'Ort;Höhe;Preis in \x80;Bemerkung',
      'Köln;53;-;"n/a"',
      'München;519;12.5;\x96',
      'Summe;572', '',
    ].join('\r\n'), 'latin1'),
    select: ['ort', 'hohe', 'preis_in_eur', 'bemerkung'],
    rows: [['Köln', '53', null, null], ['München', '519', '12.5', '–']],
  },
  {
    name: 'a CSV without a header, with rows that are too short and too long',
    sourceId: 'headerless',
    filename: 'meters.csv',
    contentType: CSV_TYPE,
    body: lines('007,1.5,kWh', '008,2', '009,3,,,', ''),
    select: ['device_id', 'reading', 'unit'],
    rows: [['007', '1.5', 'kWh'], ['008', '2.0', null], ['009', '3.0', null]],
  },
  {
    name: 'a CSV with hints and a declared delimiter that is rarer than another',
    sourceId: 'hinted-csv',
    filename: 'codes.csv',
    contentType: CSV_TYPE,
    body: lines('Code|Amount|Name, first, last', '1.10|2|Ada, King, of', '7|3|Bob, , ', ''),
    select: ['code', 'amount', 'name_first_last'],
    rows: [['1.10', '2.0', 'Ada, King, of'], ['7', '3.0', 'Bob, , ']],
  },
  {
    name: 'a CSV with decimal commas, groups of digits, and days and times that are written in another way',
    sourceId: 'german-formats',
    filename: 'bookings.csv',
    contentType: CSV_TYPE,
    body: lines('Tag;Zeit;Betrag', '31.12.2023;31.12.2023 23:30;1.234,56', '01.06.2024;01.06.2024 08:00;-7', ''),
    select: ['cast(tag as varchar)', 'epoch_ms(zeit)', 'betrag'],
    rows: [
      ['2023-12-31', String(Date.UTC(2023, 11, 31, 22, 30)), '1234.56'],
      ['2024-06-01', String(Date.UTC(2024, 5, 1, 6)), '-7.0'],
    ],
  },
  {
    name: 'JSON whose records are an object somewhere in the file, with a column for their keys and one for what is around them',
    sourceId: 'nested-records',
    filename: 'readings.json',
    contentType: JSON_TYPE,
    body: lines(
      '{"site":"north","data":{"unit":"kWh","readings":{"s-1":{"value":1.5},"s-2":{"value":2}}}}',
      '{"site":"south","data":{"readings":{"s-1":{"value":null}}}}'),
    select: ["site || ' ' || sensor", 'site', 'sensor', 'value'],
    rows: [['north s-1', 'north', 's-1', '1.5'], ['north s-2', 'north', 's-2', '2.0'], ['south s-1', 'south', 's-1', null]],
  },
  ...WITH_BAD_RECORDS,
];
