/** A filling scanner as WebAssembly gives it: `scanner/README.md` explains what it exports. */

import { FILLING_MODULES } from './filling-module';
import type { SyntaxCodes } from '../../lambda-src/core/formats/csv/csv-scanner';
import type { FaultName } from '../../lambda-src/core/formats/scanning/scanner-fault';
import { compiled, constantsOf, instantiated } from '../../lambda-src/core/formats/scanning/web-assembly';
import type { Family } from '../../lambda-src/core/schema/field-type';

interface FillExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  beginColumns(fullBytes: number): number;
  addColumn(parent: number, kind: number, precision: number, scale: number, nameBytes: number): number;
  clearMarkers(): void;
  addMarker(bytes: number): void;
  clearFormats(): void;
  addFormat(bytes: number): number;
  /** JSON only. */
  setFormat(column: number, format: number): void;
  /** CSV only. */
  setForm(columns: number, nameless: number, fills: number): number;
  /** CSV only. */
  setSyntax(...codes: SyntaxCodes): void;
  /** CSV only. */
  setComment(bytes: number): void;
  step(): void;
  finishColumns(): void;
  clearColumns(): void;
}

/** What a column holds. */
export type ColumnKind = 'STRUCT' | 'LIST' | 'MAP' | 'TEXT' | 'JSON' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'DATE' | 'TIMESTAMP' | 'DECIMAL';

/** What is wrong with a file, or with what it holds if it is read under this schema. */
export type FillFaultName = FaultName | 'MISFIT' | 'NO_COLUMN';

/** Addresses, offsets, kinds and codes. */
type FillConstants = Readonly<Record<
  | `KIND_${ColumnKind}` | FillFaultName
  | 'WINDOW' | 'WINDOW_CAPACITY' | 'CONTROL'
  | 'BEGINS' | 'END' | 'FINAL' | 'DEPTH'
  | 'CARRIED' | 'FAULT' | 'FAULT_COLUMN' | 'FULL' | 'ROWS' | 'RECORDS'
  | 'COLUMN_ROWS' | 'COLUMN_NULLS' | 'COLUMN_VALIDITY' | 'COLUMN_DATA' | 'COLUMN_HEAP' | 'COLUMN_HEAP_BYTES' | 'COLUMN_KEY',
  number
>>;

const modules = new Map<Family, object>();

function moduleOf(format: Family): object {
  const module = modules.get(format) ?? compiled(FILLING_MODULES[format]);
  modules.set(format, module);
  return module;
}

/** One instance with its memory, which grows. It fills one set of columns at a time. */
export class FillModule {
  readonly exports: FillExports;
  readonly constants: FillConstants;
  private memory?: { readonly bytes: Uint8Array; readonly words: DataView };

  constructor(readonly format: Family) {
    this.exports = instantiated<FillExports>(moduleOf(format));
    this.constants = constantsOf<FillConstants>(this.exports);
  }

  /** The memory as it is now. Take it again after every call. */
  get bytes(): Uint8Array {
    return this.views.bytes;
  }

  get words(): DataView {
    return this.views.words;
  }

  /** Writes bytes to the window, after the first `at` bytes there. */
  write(bytes: Uint8Array, at = 0): void {
    this.bytes.set(bytes, this.constants.WINDOW + at);
  }

  /** A field of the control block. */
  get(field: 'CARRIED' | 'FAULT' | 'FAULT_COLUMN' | 'FULL' | 'ROWS'): number {
    return this.words.getUint32(this.constants.CONTROL + this.constants[field], true);
  }

  /** How many records of the file were read. */
  get records(): number {
    return this.words.getFloat64(this.constants.CONTROL + this.constants.RECORDS, true);
  }

  set(field: 'BEGINS' | 'END' | 'FINAL' | 'DEPTH', value: number): void {
    this.words.setUint32(this.constants.CONTROL + this.constants[field], value, true);
  }

  private get views() {
    const { buffer } = this.exports.memory;
    if (this.memory?.bytes.buffer !== buffer) {
      this.memory = { bytes: new Uint8Array(buffer), words: new DataView(buffer) };
    }
    return this.memory!;
  }
}
