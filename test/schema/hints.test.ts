import { profile } from './support';
import type { Family, FieldType } from '../../lambda-src/core/schema/field-type';
import { withHints } from '../../lambda-src/core/schema/hints';
import type { FieldEvidence, SchemaProfile } from '../../lambda-src/core/schema/schema-profile';

function hinted(evidence: Partial<FieldEvidence> & { type: FieldType }, hint: FieldType, family: Family = 'json'): FieldType {
  const seen: SchemaProfile = { ...profile({}, family), fields: new Map([['a', { values: 10, nulls: 0, parents: 10, ...evidence }]]) };
  return withHints(seen, new Map([['a', hint]])).fields.get('a')!.type;
}

test.each<[FieldType, FieldType, FieldType]>([
  ['bigint', 'string', 'string'], ['boolean', 'string', 'string'], ['string', 'string', 'string'],
  ['bigint', 'double', 'double'], ['double', 'double', 'double'], ['bigint(wide)', 'double', 'bigint(wide)'], ['string', 'double', 'string'],
  ['bigint', 'decimal(20,0)', 'decimal(20,0)'], ['bigint(wide)', 'decimal(20,0)', 'decimal(20,0)'], ['decimal(25,0)', 'decimal(20,0)', 'decimal(25,0)'],
  ['double', 'bigint', 'double'], ['bigint', 'bigint', 'bigint'], ['bigint', 'boolean', 'bigint'], ['string', 'timestamp', 'string'],
  ['struct', 'map', 'map'], ['array', 'map', 'array'], ['struct', 'struct', 'struct'], ['struct', 'string', 'struct'],
  ['struct', 'json', 'json'], ['bigint', 'json', 'json'], ['json', 'json', 'json'],
  ['unknown', 'timestamp', 'timestamp'], ['unknown', 'string', 'string'], ['unknown', 'map', 'unknown'],
])('of a JSON field that shows %s, the hint %s makes %s', (type, hint, expected) => {
  expect(hinted({ type }, hint)).toBe(expected);
});

test.each<[FieldType, number, FieldType]>([
  ['double', 10, 'decimal(9,2)'], ['string', 10, 'decimal(9,2)'], ['double', 9, 'double'], ['bigint', 9, 'bigint'],
])('of %s, of which %i of 10 values are such decimals, the hint decimal(9,2) makes %s', (type, fitting, expected) => {
  expect(hinted({ type, fitting }, 'decimal(9,2)')).toBe(expected);
});

test('makes text of mixed scalars, and does not change values that are mixed with objects or arrays', () => {
  expect(hinted({ type: 'json', scalars: true }, 'string')).toBe('string');
  expect(hinted({ type: 'json', scalars: false }, 'string')).toBe('json');
});

test('makes dates and timestamps of JSON strings if all of them look like that', () => {
  expect(hinted({ type: 'string', temporal: 'date' }, 'date')).toBe('date');
  expect(hinted({ type: 'string', temporal: 'date' }, 'timestamp')).toBe('timestamp');
  expect(hinted({ type: 'string', temporal: 'timestamp' }, 'timestamp')).toBe('timestamp');
  expect(hinted({ type: 'string', temporal: 'timestamp' }, 'date')).toBe('string');
});

test.each<[FieldType, FieldType, FieldType]>([
  ['bigint', 'string', 'string'], ['date', 'timestamp', 'timestamp'], ['timestamp', 'date', 'timestamp'], ['bigint', 'double', 'double'], ['string', 'double', 'string'],
])('of a CSV column that shows %s, the hint %s makes %s', (type, hint, expected) => {
  expect(hinted({ type }, hint, 'csv')).toBe(expected);
});

test('leaves nothing below a field that is kept as text', () => {
  const seen = profile({ 'a': 'struct', 'a.x': 'bigint', 'b': 'string' });
  expect([...withHints(seen, new Map([['a', 'json']])).fields.keys()]).toEqual(['a', 'b']);
});
