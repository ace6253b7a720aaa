import * as fc from 'fast-check';
import { ALGEBRA, anyType, families } from './support';
import { type Family, type FieldType, isWidening, join, physicalType } from '../../lambda-src/core/schema/field-type';

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
    ['decimal(9,2)', 'bigint', 'csv', 'decimal(18,2)'],
    ['decimal(9,2)', 'bigint(wide)', 'json', 'decimal(21,2)'],
    ['decimal(9,2)', 'decimal(4,4)', 'json', 'decimal(11,4)'],
    ['decimal(3,0)', 'bigint', 'csv', 'decimal(16,0)'],
    ['decimal(38,10)', 'decimal(9,2)', 'json', 'decimal(38,10)'],
    ['decimal(38,10)', 'decimal(38,11)', 'csv', 'string'],
    ['decimal(38,38)', 'bigint', 'json', 'json'],
    ['decimal(9,2)', 'double', 'csv', 'string'],
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

describe('a wider type', () => {
  test.each<[FieldType, FieldType]>([
    ['bigint', 'double'], ['bigint', 'decimal(19,0)'], ['bigint(wide)', 'decimal(38,0)'], ['decimal(19,0)', 'decimal(20,0)'], ['date', 'timestamp'],
    ['decimal(9,2)', 'decimal(10,2)'], ['decimal(9,2)', 'decimal(10,3)'], ['bigint', 'decimal(18,2)'], ['decimal(3,0)', 'decimal(16,0)'],
  ])('than %s is %s', (from, to) => {
    expect(isWidening(from, to)).toBe(true);
    expect(isWidening(to, from)).toBe(false);
  });

  test.each<[FieldType, FieldType]>([
    ['bigint(wide)', 'double'], ['bigint', 'string'], ['bigint', 'json'], ['string', 'json'], ['struct', 'json'], ['bigint', 'unknown'],
    ['decimal(9,2)', 'decimal(10,4)'], ['bigint', 'decimal(17,2)'], ['decimal(9,2)', 'double'],
  ])('than %s is not %s', (from, to) => {
    expect(isWidening(from, to)).toBe(false);
  });

  test('is above the other one along the join', () => {
    fc.assert(fc.property(types(2), ([family, [from, to]]) => {
      if (isWidening(from, to)) {
        expect(physicalType(join(from, to, family))).toBe(physicalType(to));
        expect(!isWidening(to, from) || physicalType(from) === physicalType(to)).toBe(true);
      }
    }), ALGEBRA);
  });
});
