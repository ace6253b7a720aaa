/** The kinds of values that a file has at one path: how many of each, and in which record the first. */

import type { ScannedColumn } from '../formats/csv/csv-scanner';
import type { ScannedPath } from '../formats/json/scanned-path';
import { integerType } from '../formats/scanning/scanned-values';
import { type Family, type FieldType, join } from '../schema/field-type';

export interface Kind {
  /** The type that the values of this kind alone would have. */
  readonly type: FieldType;
  readonly count: number;
  /** Number of the record among those that the scanner read. */
  readonly first: number;
}

export function kindsOf(values: ScannedPath | ScannedColumn, objects: 'struct' | 'map' = 'struct'): Kind[] {
  const { firsts } = values;
  const all: Array<[FieldType, number, number?]> = [
    ['boolean', values.booleans, firsts.booleans],
    [values.integerRange === undefined ? 'bigint' : integerType(values.integerRange), values.integers, firsts.integers],
    [`decimal(${values.bigDigits},0)`, values.bigIntegers, firsts.bigIntegers],
    ['double', values.doubles, firsts.doubles],
    ['json', values.unholdable, firsts.unholdable],
    ['string', values.texts, firsts.texts],
    ['date', values.dates, firsts.dates],
    ['timestamp', values.timestamps, firsts.timestamps],
  ];
  if ('objects' in values) {
    all.push([objects, values.objects, values.firstObject], ['array', values.arrays, values.firstArray]);
  }
  return all.filter(([, count]) => count > 0).map(([type, count, first]) => ({ type, count, first: first! }));
}

/** The kinds taken as one. */
export function together(kinds: readonly Kind[], family: Family): Kind {
  return kinds.reduce((a, b) => ({ type: join(a.type, b.type, family), count: a.count + b.count, first: Math.min(a.first, b.first) }));
}
