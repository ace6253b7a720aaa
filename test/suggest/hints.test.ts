import { hintsFor } from '../../cli/suggest/hints';
import { optionalFieldsOf } from '../../cli/suggest/optional-fields';
import { risksOf } from '../../cli/suggest/risks';
import type { Family, FieldType } from '../../lambda-src/core/schema/field-type';
import { type FieldEvidence, type SchemaProfile, mergeProfiles } from '../../lambda-src/core/schema/schema-profile';

function schema(records: number, fields: Record<string, FieldType | Partial<FieldEvidence>>, family: Family = 'csv'): SchemaProfile {
  return {
    family,
    records,
    fields: new Map(Object.entries(fields).map(([path, seen]) => (
      [path, { type: 'bigint', values: records, nulls: 0, parents: records, ...typeof seen === 'string' ? { type: seen } : seen }]
    ))),
  };
}

const hints = (profile: SchemaProfile, digits: Record<string, number> = {}) => Object.fromEntries(
  hintsFor(profile, new Map(Object.entries(digits))).map(({ path, type }) => [path, type]),
);

describe('a type hint', () => {
  test('keeps codes of digits as texts', () => {
    expect(hints(schema(5, { 'sku': 'string', 'zip': 'bigint', 'PostalCode': 'bigint', 'phone_number': 'bigint', 'ZIP Code': 'string' })))
      .toEqual({ zip: 'string', PostalCode: 'string', phone_number: 'string' });
  });

  test('gives amounts and measures room for decimals', () => {
    expect(hints(schema(5, { day: 'date', unitPrice: 'bigint', Amount_2: 'bigint', max_temp: 'bigint', total: 'double', year: 'bigint' })))
      .toEqual({ unitPrice: 'double', Amount_2: 'double', max_temp: 'double' });
  });

  test('lets references be doubles in small CSV files, but not keys, other formats, larger files, or columns that were empty already', () => {
    expect(hints(schema(5, { order: 'bigint', customer_id: 'bigint' }))).toEqual({ customer_id: 'double' });
    expect(hints(schema(5, { customer_id: 'bigint', order: 'bigint' }))).toEqual({});
    expect(hints(schema(5, { order: 'bigint', customer_id: 'bigint' }, 'json'))).toEqual({});
    expect(hints(schema(5_000, { order: 'bigint', customer_id: 'bigint' }))).toEqual({});
    expect(hints(schema(5, { order: 'bigint', customer_id: { values: 4, nulls: 1 } }))).toEqual({});
  });

  test('keeps long ids as texts', () => {
    expect(hints(schema(5, { id: 'bigint(wide)', other: 'bigint' }), { id: 19 })).toEqual({ id: 'string' });
    expect(hints(schema(5, { id: 'bigint' }), { id: 15 })).toEqual({});
  });

  test('is for fields with values only, wherever they are', () => {
    expect(hints(schema(5, { 'a': 'array', 'a[]': 'struct', 'a[].price': 'bigint', 'price': { type: 'bigint', values: 0, nulls: 5 } }, 'json')))
      .toEqual({ 'a[].price': 'double' });
  });
});

describe('a field is optional', () => {
  const optional = (...files: SchemaProfile[]) => optionalFieldsOf(files, files.reduce(mergeProfiles)).map(({ path }) => path);

  test('if a file lacks it, but not if the file has no place for it', () => {
    expect(optional(schema(5, { a: 'bigint', b: 'bigint' }), schema(5, { a: 'bigint' }))).toEqual(['b']);
    const nested = schema(5, { 'a': 'bigint', 'o': 'struct', 'o.x': 'bigint' }, 'json');
    expect(optional(nested, schema(5, { a: 'bigint' }, 'json'))).toEqual(['o']);
    expect(optional(nested, schema(0, {}, 'json'))).toEqual([]);
  });

  test('if so few records have it that a small file is likely to lack it', () => {
    const rare = (values: number, records: number) => schema(records, { a: 'bigint', b: { values } }, 'json');
    expect(optional(rare(1, 3))).toEqual(['b']);
    expect(optional(rare(900, 1_000))).toEqual([]);
    expect(optional(rare(900, 1_000), rare(2, 2))).toEqual(['b']);
  });

  test('unless it is within a map or is an element', () => {
    expect(optional(schema(5, { 'm': 'map', 'm{}': 'struct', 'm{}.x': { values: 1 } }, 'json'))).toEqual([]);
    expect(optional(schema(5, { 'a': 'array', 'a[]': { values: 1 } }, 'json'), schema(5, { a: 'array' }, 'json'))).toEqual([]);
  });
});

test('what the next file could break is said by kind, in a stable order', () => {
  const profile = schema(200, {
    qty: 'bigint', n: { type: 'unknown', values: 0, nulls: 200 }, mix: 'json', at: { type: 'string', temporal: 'timestamp' }, rare: { type: 'string', values: 2 },
  }, 'json');
  expect(risksOf(profile, new Set(), new Set()).map((risk) => risk.split(':')[0])).toEqual(['n', 'rare', 'qty', 'mix', 'at', 'rare']);
  expect(risksOf(profile, new Set(['qty', 'mix', 'at', 'rare']), new Set(['rare'])).map((risk) => risk.split(':')[0])).toEqual(['n']);
  expect(risksOf(schema(1, { a: 'string' }), new Set(), new Set())).toEqual(['Only 1 record was seen. More files make the suggestion better.']);
});
