/** What filled columns hold, as plain values. */

import type { PlainRow } from './plain-rows';
import { type PlainValue, doubleDigits } from './plain-values';
import type { FilledColumn, RowGroup } from '../../../cli/filling/filled-columns';

export function rowsOf({ rows, columns }: RowGroup): PlainRow[] {
  const values = columns.map((column) => valuesOf(column));
  columns.forEach((column) => expectRows(column, rows));
  return Array.from({ length: rows }, (_, row) => values.map((column) => column[row]));
}

function expectRows({ column, rows }: FilledColumn, expected: number): void {
  if (rows !== expected) {
    throw new Error(`the column ${column.path} has ${rows} rows, expected ${expected}`);
  }
}

/** Otherwise the column holds what belongs to another row group. */
function expectFirstOffset({ kind, column, data }: FilledColumn): void {
  if (['TEXT', 'JSON', 'LIST', 'MAP'].includes(kind) && data![0] !== 0) {
    throw new Error(`the offsets of the column ${column.path} begin with ${data![0]}`);
  }
}

function valuesOf(filled: FilledColumn): PlainValue[] {
  expectFirstOffset(filled);
  const value = reader(filled);
  return Array.from({ length: filled.rows }, (_, row) => (isValid(filled, row) ? value(row) : null));
}

function isValid({ validity }: FilledColumn, row: number): boolean {
  return validity === undefined || bit(validity, row);
}

function bit(bits: Uint8Array, row: number): boolean {
  return Math.floor(bits[Math.floor(row / 8)] / 2 ** (row % 8)) % 2 === 1;
}

function reader(filled: FilledColumn): (row: number) => PlainValue {
  const { kind, fields, element, keys } = filled;
  switch (kind) {
    case 'BIGINT': case 'TIMESTAMP': {
      const data = filled.data as BigInt64Array;
      return (row) => String(data[row]);
    }
    case 'DECIMAL': {
      const data = filled.data as BigInt64Array;
      return (row) => String(data[2 * row + 1] * 2n ** 64n + BigInt.asUintN(64, data[2 * row]));
    }
    case 'DOUBLE': {
      const data = filled.data as Float64Array;
      return (row) => doubleDigits(data[row]);
    }
    case 'DATE': {
      const data = filled.data as Int32Array;
      return (row) => String(data[row]);
    }
    case 'BOOLEAN': return (row) => bit(filled.data as Uint8Array, row);
    case 'TEXT': case 'JSON': {
      const { heap } = filled;
      const offsets = filled.data as Int32Array;
      return (row) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(heap!.subarray(offsets[row], offsets[row + 1]));
    }
    case 'STRUCT': {
      fields.forEach((field) => expectRows(field, filled.rows));
      const values = fields.map(valuesOf);
      return (row) => values.map((field) => field[row]);
    }
    case 'LIST': {
      const offsets = filled.data as Int32Array;
      expectRows(element!, offsets[filled.rows]);
      const values = valuesOf(element!);
      return (row) => values.slice(offsets[row], offsets[row + 1]);
    }
    case 'MAP': {
      const offsets = filled.data as Int32Array;
      expectRows(element!, offsets[filled.rows]);
      expectRows(keys!, offsets[filled.rows]);
      const [names, values] = [valuesOf(keys!), valuesOf(element!)];
      return (row) => names.slice(offsets[row], offsets[row + 1]).map((name, i) => [name, values[offsets[row] + i]]);
    }
  }
}
