import * as fc from 'fast-check';
import { ALGEBRA, anyType, families } from './support';
import { type Family, type FieldType, isReadableAs, isWidening, join, physicalType } from '../../lambda-src/core/schema/field-type';

const types = (count: number) => families
  .chain((family) => fc.tuple(fc.constant(family), fc.array(anyType(family), { minLength: count, maxLength: count })));

describe('the join of two types', () => {
  test('is commutative, associative and idempotent, with unknown at the bottom', () => {
    fc.assert(fc.property(types(3), ([family, [a, b, c]]) => {
      expect(join(a, b, family)).toBe(join(b, a, family));
      expect(join(join(a, b, family), c, family)).toBe(join(a, join(b, c, family), family));
      expect(join(a, a, family)).toBe(a);
      expect(join(a, 'unknown', family)).toBe(a);
    }), ALGEBRA);
  });

  test('absorbs types that it already contains, in any order of the values', () => {
    fc.assert(fc.property(types(5), ([family, values]) => {
      const all = values.reduce((x, y) => join(x, y, family));
      expect([...values].reverse().reduce((x, y) => join(x, y, family))).toBe(all);
      for (const value of values) {
        expect(join(all, value, family)).toBe(all);
      }
    }), ALGEBRA);
  });

  test.each<[FieldType, FieldType, Family, FieldType]>([
    ['bigint', 'double', 'json', 'double'],
    ['bigint', 'bigint(wide)', 'json', 'bigint(wide)'],
    ['bigint(wide)', 'double', 'json', 'json'],
    ['bigint(wide)', 'double', 'csv', 'string'],
    ['bigint(wide)', 'decimal(19,0)', 'json', 'decimal(19,0)'],
    ['decimal(19,0)', 'decimal(38,0)', 'json', 'decimal(38,0)'],
    ['decimal(20,0)', 'decimal(19,0)', 'csv', 'decimal(20,0)'],
    ['decimal(19,0)', 'double', 'csv', 'string'],
    ['date', 'timestamp', 'csv', 'timestamp'],
    ['date', 'bigint', 'csv', 'string'],
    ['boolean', 'bigint', 'json', 'json'],
    ['string', 'bigint', 'json', 'json'],
    ['struct', 'array', 'json', 'json'],
    ['struct', 'map', 'json', 'map'],
    ['json', 'string', 'json', 'json'],
  ])('of %s and %s in %s is %s', (a, b, family, expected) => {
    expect(join(a, b, family)).toBe(expected);
  });
});

describe('reading a file judged under one type as another', () => {
  test.each<[FieldType, FieldType]>([
    ['unknown', 'json'], ['unknown', 'struct'], ['string', 'string'], ['bigint', 'bigint(wide)'], ['bigint(wide)', 'bigint'],
    ['bigint', 'double'], ['bigint', 'decimal(19,0)'], ['bigint(wide)', 'decimal(38,0)'], ['decimal(19,0)', 'decimal(20,0)'],
    ['date', 'timestamp'],
  ])('%s as %s is possible', (from, to) => {
    expect(isReadableAs(from, to)).toBe(true);
  });

  test.each<[FieldType, FieldType]>([
    ['bigint(wide)', 'double'], ['decimal(20,0)', 'decimal(19,0)'], ['double', 'bigint'], ['bigint', 'string'], ['bigint', 'json'],
    ['string', 'json'], ['struct', 'json'], ['timestamp', 'date'], ['decimal(19,0)', 'bigint'], ['bigint', 'unknown'],
  ])('%s as %s is not', (from, to) => {
    expect(isReadableAs(from, to)).toBe(false);
  });

  test('goes only upwards along the join', () => {
    fc.assert(fc.property(types(2), ([family, [from, to]]) => {
      if (isReadableAs(from, to)) {
        expect(physicalType(join(from, to, family))).toBe(physicalType(to));
      }
      if (isWidening(from, to)) {
        expect(isReadableAs(from, to) && !isReadableAs(to, from) || physicalType(from) === physicalType(to)).toBe(true);
      }
    }), ALGEBRA);
  });
});
