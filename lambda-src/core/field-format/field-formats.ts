/** Which fields of a source have a format, and the bytes of each format. */

import { type Format, encodeFormat } from './encode';
import type { ReadingConfig } from '../../../src/source-config';
import { decimalScale, type FieldType, decimalPrecision } from '../schema/field-type';
import type { Hints } from '../schema/hints';

/** A format, and the paths of the fields that are written in it; undefined for all other columns of a CSV file. */
export interface FieldFormats {
  readonly bytes: Buffer;
  readonly paths?: readonly string[];
}

/**
 * @param hints the types that the source declares; numbers of a field that is declared to be a decimal are counted as such. A reader that
 *   fills columns needs none.
 */
export function fieldFormats({ format, numbers, times, fields = {} }: ReadingConfig, hints: Hints = new Map()): readonly FieldFormats[] {
  const common: Format | undefined = format === 'csv' && (numbers !== undefined || times !== undefined) ? { number: numbers, time: times } : undefined;
  const decimals = [...hints].filter(([, type]) => type.startsWith('decimal('));
  const paths = new Set([...Object.keys(fields), ...decimals.map(([path]) => path)]);
  const types = new Map<string, FieldType>(decimals);
  const byBytes = new Map<string, { readonly bytes: Buffer; readonly paths: string[] }>();
  for (const path of paths) {
    const own = Object.hasOwn(fields, path) ? fields[path] : undefined;
    const type = types.get(path);
    const bytes = encodeFormat({
      ...common, ...own, ...type === undefined ? {} : { decimal: { precision: decimalPrecision(type), scale: decimalScale(type) } },
    });
    const key = bytes.toString('base64');
    const same = byBytes.get(key) ?? { bytes, paths: [] };
    byBytes.set(key, same);
    same.paths.push(path);
  }
  return [...byBytes.values(), ...common === undefined ? [] : [{ bytes: encodeFormat(common) }]];
}
