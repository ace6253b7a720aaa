/** Made-up files that are read as their senders mean them once their source says how they are written. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldTypes } from '../../lambda-src/core/schema/schema-profile';
import type { ReadingConfig } from '../../src/source-config';
import { profileOf } from '../formats/support';

const FILES = join(__dirname, 'with-options');

interface Expected {
  readonly declared: Partial<ReadingConfig>;
  readonly columns: Record<string, string>;
  readonly records: number;
}

const EVENT = { eventName: 'string', eventTime: 'string' };
const EMPLOYEE: Expected = { declared: { recordsAt: '', keyColumn: 'id' }, columns: { id: 'string', name: 'string', age: 'bigint' }, records: 3 };
const DAY: Omit<Expected, 'records'> = {
  declared: { recordsAt: 'series', keyColumn: 'day', aroundColumns: ['meta.symbol'], typeHints: { day: 'date' } },
  columns: { 'day': 'date', 'meta': 'struct', 'meta.symbol': 'string', 'open': 'string', 'close': 'string' },
};
const ORDER = { emptyArrayAsObject: ['meta'], alwaysArray: ['lines'] };

const CASES: Record<string, Expected> = {
  '22a_records.json': { declared: { recordsAt: 'Records' }, columns: { eventVersion: 'string', ...EVENT }, records: 2 },
  // Without the option it is one record, and longer than a record may be.
  '22c_records_17mb.json.gz': {
    declared: { recordsAt: 'Records' },
    columns: { ...EVENT, 'requestParameters': 'struct', 'requestParameters.bucketName': 'string', 'requestParameters.key': 'string', 'pad': 'string' },
    records: 36_000,
  },
  '22e_geo.geojson': {
    declared: { recordsAt: 'features' },
    columns: {
      'type': 'string',
      'properties': 'struct',
      'properties.id': 'bigint',
      'geometry': 'struct',
      'geometry.type': 'string',
      'geometry.coordinates': 'array',
      'geometry.coordinates[]': 'json',
    },
    records: 4,
  },
  '23a_keyed_day1.json': EMPLOYEE,
  '23b_keyed_day2.json': EMPLOYEE,
  '23d_dates_keys_1.json': { ...DAY, records: 19 },
  '23e_dates_keys_2.json': { ...DAY, records: 19 },
  '32b_php_full.json': {
    declared: ORDER, columns: { 'id': 'bigint', 'meta': 'struct', 'meta.color': 'string', 'lines': 'array', 'lines[]': 'struct', 'lines[].n': 'bigint' }, records: 1,
  },
  '32c_php_empty.json': { declared: ORDER, columns: { id: 'bigint', meta: 'struct', lines: 'array' }, records: 1 },
  '35a_sjis.csv': { declared: { format: 'csv', csv: { encoding: 'shift_jis' } }, columns: { 商品: 'string', 数量: 'bigint' }, records: 2 },
  '36b_price_empty.json': { declared: { nullMarkers: [''] }, columns: { sku: 'string', price: 'double', qty: 'bigint' }, records: 3 },
};

test.each(Object.entries(CASES))('%s', async (filename, { declared, columns, records }) => {
  const content = readFileSync(join(FILES, filename));
  for (const sizes of content.length > 10_000 ? [undefined, [65_537]] : [undefined, [1, 7]]) {
    const { schema, records: found } = await profileOf(content, declared.format ?? 'json', sizes, { filename, ...declared });
    expect({ records: found, columns: Object.fromEntries(fieldTypes(schema)) }).toEqual({ records, columns });
  }
});

test('without the option, a file whose only record is too long is a dead letter', async () => {
  const content = readFileSync(join(FILES, '22c_records_17mb.json.gz'));
  await expect(profileOf(content, 'json')).rejects.toMatchObject({ reason: 'record_too_long' });
});
