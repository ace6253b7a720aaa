/** What the scanner counted at one JSON path. */

import type { FieldType } from '../../schema/field-type';
import { type ScannedValues, joinedType, mergeValues, scalarCount } from '../scanning/scanned-values';
import type { Seen } from '../scanning/seen';

/** The formats that all texts of a path may have in common. `date-time` is a date or a timestamp. */
export const TEXT_FORMATS = ['date', 'date-time', 'uuid', 'digits'] as const;
export type TextFormat = typeof TEXT_FORMATS[number];

export interface ScannedPath extends ScannedValues {
  readonly objects: number;
  readonly arrays: number;
  readonly firstObject?: number;
  readonly firstArray?: number;
  readonly formats: readonly TextFormat[];
  /** Whether its objects are maps. */
  readonly isMap: boolean;
}

/**
 * What was counted at a path with a format.
 *
 * @param row the values as they are.
 * @param formatted the values that fit the format, as what they are by it. They count if there are no others.
 */
export function byFormat(row: ScannedPath, formatted: ScannedValues): ScannedPath {
  const { fitting } = formatted;
  // Texts that ISO 8601 alone would take for dates may be none by the format, in whose zone they do not exist.
  const formats = row.formats.filter((format) => format !== 'date' && format !== 'date-time');
  if (scalarCount(formatted) - formatted.unholdable !== valueCount(row)) {
    return { ...row, ...zonesOf(formats, row), formats, fitting };
  }
  const { nulls, objects, arrays, firstObject, firstArray, isMap, lengthRange } = row;
  // The order of texts is not that of times.
  const textRange = formatted.dates + formatted.timestamps === 0 ? row.textRange : undefined;
  return { ...formatted, nulls, objects, arrays, firstObject, firstArray, formats: [], isMap, lengthRange, textRange };
}

/** The counts of both rows together. */
export function mergePaths(a: ScannedPath, b: ScannedPath): ScannedPath {
  const merged = mergeValues(a, b);
  const formats = a.texts === 0 ? b.formats : b.texts === 0 ? a.formats : a.formats.filter((format) => b.formats.includes(format));
  return {
    ...merged,
    ...zonesOf(formats, merged),
    objects: a.objects + b.objects,
    arrays: a.arrays + b.arrays,
    firstObject: least(a.firstObject, b.firstObject),
    firstArray: least(a.firstArray, b.firstArray),
    formats,
    isMap: a.isMap || b.isMap,
  };
}

/**
 * Times with and without an offset are counted as long as all texts are times: the counts mean something only if that stays so. What is a
 * time by the format of its path is no text.
 */
export function zonesOf(formats: readonly TextFormat[], { texts, zoned, unzoned }: ScannedValues): { zoned?: Seen; unzoned?: Seen } {
  return texts === 0 || formats.includes('date-time') ? { zoned, unzoned } : { zoned: undefined, unzoned: undefined };
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? a ?? b : Math.min(a, b);
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
