/** The values of filled columns as the Parquet writer takes them: structs as objects, lists as arrays, maps as arrays of pairs. */

import type { FilledColumn } from '../filling/filled-columns';

/** @param names path → name of struct fields. */
export function parquetValues(filled: FilledColumn, names: ReadonlyMap<string, string>): unknown[] {
  const value = reader(filled, names);
  const { validity } = filled;
  return Array.from({ length: filled.rows }, (_, row) => (validity === undefined || isSet(validity, row) ? value(row) : null));
}

/** Reads one bit of an Arrow bitmap. */
function isSet(bits: Uint8Array, row: number): boolean {
  // eslint-disable-next-line no-bitwise -- Arrow packs eight rows into a byte
  return ((bits[row >> 3] >> (row & 7)) & 1) === 1;
}

function reader(filled: FilledColumn, names: ReadonlyMap<string, string>): (row: number) => unknown {
  const { kind, data, heap, keys, fields, element } = filled;
  switch (kind) {
    case 'BOOLEAN': return (row) => isSet(data as Uint8Array, row);
    case 'DECIMAL': {
      const halves = data as BigInt64Array;
      return (row) => halves[2 * row + 1] * 2n ** 64n + BigInt.asUintN(64, halves[2 * row]);
    }
    case 'TEXT': case 'JSON': {
      const text = Buffer.from(heap!.buffer, heap!.byteOffset, heap!.length);
      const offsets = data as Int32Array;
      return (row) => text.toString('utf8', offsets[row], offsets[row + 1]);
    }
    case 'STRUCT': {
      const members = fields.map((field) => [names.get(field.column.path)!, parquetValues(field, names)] as const);
      // A field may be called __proto__.
      return (row) => Object.fromEntries(members.map(([name, values]) => [name, values[row]]));
    }
    case 'LIST': case 'MAP': {
      const offsets = data as Int32Array;
      const values = parquetValues(element!, names);
      const texts = keys && parquetValues(keys, names);
      const items = texts === undefined ? values : values.map((each, i) => [texts[i], each]);
      return (row) => items.slice(offsets[row], offsets[row + 1]);
    }
    default: return (row) => data![row];
  }
}
