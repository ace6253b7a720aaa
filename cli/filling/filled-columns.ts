/** The columns of a read schema in the memory of a filling scanner: how they get there, and how they are read. */

import type { ColumnKind, FillModule } from './fill-module';
import { type FieldType, decimalPrecision, decimalScale } from '../../lambda-src/core/schema/field-type';
import type { ReadColumn } from '../columns/read-columns';

/** Where one column is. */
interface PlacedColumn {
  readonly kind: ColumnKind;
  readonly column: ReadColumn;
  readonly address: number;
  readonly fields: readonly PlacedColumn[];
  readonly element?: PlacedColumn;
}

/** A filled column in Arrow's layout. All arrays are views of memory that changes with the next step of the scanner. */
export interface FilledColumn {
  readonly kind: ColumnKind;
  readonly column: ReadColumn;
  readonly rows: number;
  /** Bit n is 1 if row n is not null; undefined if no row is null. */
  readonly validity?: Uint8Array;
  /**
   * By kind: BIGINT and TIMESTAMP (milliseconds) have a BigInt64Array, DOUBLE a Float64Array, DATE (days) an Int32Array, DECIMAL a
   * BigInt64Array of low and high halves, BOOLEAN a Uint8Array of bits, and TEXT, JSON, LIST and MAP an Int32Array of offsets, one more
   * than there are rows. A STRUCT has none.
   */
  readonly data?: BigInt64Array | Float64Array | Int32Array | Uint8Array;
  /** TEXT and JSON: the bytes of all texts. */
  readonly heap?: Uint8Array;
  /** MAP: the keys, which are TEXT. */
  readonly keys?: FilledColumn;
  /** STRUCT: one column for each field, with as many rows. */
  readonly fields: readonly FilledColumn[];
  /** LIST: the elements. MAP: the values. */
  readonly element?: FilledColumn;
}

/** The columns of some records. Valid until the scanner goes on. */
export interface RowGroup {
  readonly rows: number;
  /** In the order of the read schema. */
  readonly columns: readonly FilledColumn[];
}

const KINDS: Readonly<Partial<Record<FieldType, ColumnKind>>> = {
  'boolean': 'BOOLEAN',
  'bigint': 'BIGINT',
  'bigint(wide)': 'BIGINT',
  'double': 'DOUBLE',
  'date': 'DATE',
  'timestamp': 'TIMESTAMP',
  'string': 'TEXT',
  'json': 'JSON',
  'struct': 'STRUCT',
  'array': 'LIST',
  'map': 'MAP',
};

export class FilledColumns {
  private readonly placed: readonly PlacedColumn[];
  /** By raw name: the columns of the record that have one value. */
  private readonly cells: ReadonlyMap<string, number>;

  /** By path: every column, and everything in it. */
  readonly addresses = new Map<string, number>();

  /** @param fullBytes about how many bytes of columns make a row group. */
  constructor(private readonly module: FillModule, columns: readonly ReadColumn[], fullBytes: number) {
    const record = module.exports.beginColumns(fullBytes);
    this.placed = columns.map((column) => this.place(record, column));
    const single = this.placed.filter(({ element, fields }) => element === undefined && fields.length === 0);
    this.cells = new Map(single.map(({ column, address }) => [column.name, address]));
  }

  /** The address of the column of the record that has this raw name and one value; 0 if there is none. */
  addressOf(name: string): number {
    return this.cells.get(name) ?? 0;
  }

  /** The path of the column at the address. */
  pathOf(address: number): string | undefined {
    return [...this.addresses].find(([, at]) => at === address)?.[0];
  }

  /** What the columns hold now. */
  read(): RowGroup {
    const rows = this.module.get('ROWS');
    this.module.exports.finishColumns();
    return { rows, columns: this.placed.map((placed) => this.filled(placed)) };
  }

  private place(parent: number, column: ReadColumn): PlacedColumn {
    const { type, name } = column;
    const kind = KINDS[type] ?? 'DECIMAL';
    const bytes = Buffer.from(name);
    this.module.write(bytes);
    const [precision, scale] = kind === 'DECIMAL' ? [decimalPrecision(type), decimalScale(type)] : [0, 0];
    const address = this.module.exports.addColumn(parent, this.module.constants[`KIND_${kind}`], precision, scale, bytes.length);
    this.addresses.set(column.path, address);
    return {
      kind,
      column,
      address,
      fields: column.fields.map((field) => this.place(address, field)),
      element: column.element && this.place(address, column.element),
    };
  }

  private filled({ kind, column, address, fields, element }: PlacedColumn): FilledColumn {
    const own = { kind, column, ...this.buffers(kind, address) };
    return {
      ...own,
      keys: kind === 'MAP' ? this.keys(column, this.field(address, 'COLUMN_KEY')) : undefined,
      fields: fields.map((field) => this.filled(field)),
      element: element && this.filled(element),
    };
  }

  private keys(map: ReadColumn, address: number): FilledColumn {
    const column: ReadColumn = { path: map.path, name: '', type: 'string', fields: [] };
    return { kind: 'TEXT', column, ...this.buffers('TEXT', address), fields: [] };
  }

  private buffers(kind: ColumnKind, address: number): Pick<FilledColumn, 'rows' | 'validity' | 'data' | 'heap'> {
    const { bytes } = this.module;
    const rows = this.field(address, 'COLUMN_ROWS');
    const at = (field: 'COLUMN_VALIDITY' | 'COLUMN_HEAP', length: number) => {
      const start = this.field(address, field);
      return bytes.subarray(start, start + length);
    };
    return {
      rows,
      validity: this.field(address, 'COLUMN_NULLS') === 0 ? undefined : at('COLUMN_VALIDITY', Math.ceil(rows / 8)),
      data: dataOf(kind, bytes.buffer as ArrayBuffer, this.field(address, 'COLUMN_DATA'), rows),
      heap: kind === 'TEXT' || kind === 'JSON' ? at('COLUMN_HEAP', this.field(address, 'COLUMN_HEAP_BYTES')) : undefined,
    };
  }

  private field(
    address: number,
    field: 'COLUMN_ROWS' | 'COLUMN_NULLS' | 'COLUMN_VALIDITY' | 'COLUMN_DATA' | 'COLUMN_HEAP' | 'COLUMN_HEAP_BYTES' | 'COLUMN_KEY',
  ): number {
    return this.module.words.getUint32(address + this.module.constants[field], true);
  }
}

function dataOf(kind: ColumnKind, memory: ArrayBuffer, address: number, rows: number): FilledColumn['data'] {
  switch (kind) {
    case 'STRUCT': return undefined;
    case 'BIGINT': case 'TIMESTAMP': return new BigInt64Array(memory, address, rows);
    case 'DECIMAL': return new BigInt64Array(memory, address, 2 * rows);
    case 'DOUBLE': return new Float64Array(memory, address, rows);
    case 'DATE': return new Int32Array(memory, address, rows);
    case 'BOOLEAN': return new Uint8Array(memory, address, Math.ceil(rows / 8));
    default: return new Int32Array(memory, address, rows + 1);
  }
}
