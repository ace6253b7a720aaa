/** What the scanner counted at one JSON path. */

import type { FieldType } from '../../schema/field-type';
import { type ScannedValues, joinedType, mergeValues, scalarCount } from '../scanning/scanned-values';

/** The formats that all texts of a path may have in common. `date-time` is a date or a timestamp. */
export const TEXT_FORMATS = ['date', 'date-time', 'uuid', 'digits'] as const;
export type TextFormat = typeof TEXT_FORMATS[number];

export interface ScannedPath extends ScannedValues {
  readonly objects: number;
  readonly arrays: number;
  readonly formats: readonly TextFormat[];
  /** Whether its objects are maps. */
  readonly isMap: boolean;
}

/** The counts of both rows together. */
export function mergePaths(a: ScannedPath, b: ScannedPath): ScannedPath {
  return {
    ...mergeValues(a, b),
    objects: a.objects + b.objects,
    arrays: a.arrays + b.arrays,
    formats: a.texts === 0 ? b.formats : b.texts === 0 ? a.formats : a.formats.filter((format) => b.formats.includes(format)),
    isMap: a.isMap || b.isMap,
  };
}

/** How often there was a value that is not null. */
export function valueCount(row: ScannedPath): number {
  return scalarCount(row) + row.objects + row.arrays;
}

export function typeOf(row: ScannedPath): FieldType {
  const nested: FieldType[] = [];
  if (row.objects > 0) {
    nested.push(row.isMap ? 'map' : 'struct');
  }
  if (row.arrays > 0) {
    nested.push('array');
  }
  return joinedType(row, nested, 'json');
}
