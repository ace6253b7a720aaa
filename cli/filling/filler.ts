/** Fills columns with the records of files: bytes go in, row groups come out. The job's `reading/` does the same in Python. */

import type { FillFaultName, FillModule } from './fill-module';
import { FilledColumns, type RowGroup } from './filled-columns';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import { syntaxCodes } from '../../lambda-src/core/formats/csv/csv-scanner';
import { csvSyntax } from '../../lambda-src/core/formats/csv/syntax';
import { describeFault, faultName } from '../../lambda-src/core/formats/scanning/scanner-fault';
import { PATIENT_FROM_BYTES, PIECE_BYTES } from '../../lambda-src/core/formats/scanning/scanner-window';
import { plannedText } from '../../lambda-src/core/formats/stored/planned-text';
import type { PlannedFormat, ReadingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import { memberPath } from '../../src/field-path';
import type { ReadColumn } from '../columns/read-columns';

/** The file does not hold what its plan and the read schema say. */
export class FillFault extends Error {
  /**
   * @param fault `RECORD_TOO_LONG` if a record does not fit into the window.
   * @param record number of the record, from 1.
   */
  constructor(readonly fault: FillFaultName | 'RECORD_TOO_LONG', readonly record: number, detail: string) {
    super(`record ${record}: ${detail}`);
    this.name = 'FillFault';
  }
}

export class Filler {
  private readonly columns: FilledColumns;
  /** How many records of the current file were read. */
  records = 0;

  /** @param fullBytes about how many bytes of columns make a row group. */
  constructor(private readonly module: FillModule, columns: readonly ReadColumn[], fullBytes: number) {
    this.columns = new FilledColumns(module, columns, fullBytes);
  }

  /**
   * Reads one file. Its last records stay in the columns, together with those of the next file.
   *
   * @returns each row group as soon as it is full. It is valid until the next one is asked for.
   * @throws FillFault. FileFault if the stored bytes cannot be unpacked or decoded.
   */
  async* read(bytes: AsyncIterable<Uint8Array>, plan: ReadingPlan): AsyncGenerator<RowGroup> {
    this.begin(plan);
    let carried = 0;
    let worthwhile = 0;
    for await (const chunk of plannedText(bytes, plan)) {
      for (let at = 0; at < chunk.length;) {
        const piece = chunk.subarray(at, at + Math.min(PIECE_BYTES, this.module.constants.WINDOW_CAPACITY - carried));
        if (piece.length === 0) {
          throw this.fault('RECORD_TOO_LONG', `it has more than ${carried} bytes`);
        }
        this.module.write(piece, carried);
        at += piece.length;
        carried += piece.length;
        if (carried < worthwhile && carried < this.module.constants.WINDOW_CAPACITY) {
          continue;
        }
        yield* this.scan(carried, false);
        carried = this.module.get('CARRIED');
        worthwhile = carried > PATIENT_FROM_BYTES ? 2 * carried : 0;
      }
    }
    yield* this.scan(carried, true);
    this.records = this.module.records;
  }

  /** The records that are in the columns after the last file; undefined if there are none. */
  rest(): RowGroup | undefined {
    return this.module.get('ROWS') === 0 ? undefined : this.columns.read();
  }

  private begin(plan: ReadingPlan): void {
    const { exports } = this.module;
    exports.clearFormats();
    const byPath = this.formatsByPath(plan.field_formats ?? []);
    if (this.module.format === 'csv') {
      this.beginCsv(plan, byPath);
    } else {
      this.columns.addresses.forEach((column, path) => exports.setFormat(column, byPath.get(path) ?? 0));
    }
    exports.clearMarkers();
    for (const marker of plan.null_markers ?? []) {
      exports.addMarker(this.put(marker));
    }
    this.module.set('DEPTH', Bounds.DEPTH);
    this.module.set('BEGINS', 1);
  }

  private beginCsv(plan: ReadingPlan, formats: ReadonlyMap<string | undefined, number>): void {
    const { delimiter, columns, nameless = 0, fills, quote, escape, comment, trims, keeps_blank_rows: keeps } = plan;
    const { exports } = this.module;
    const names = columns!;
    const table = exports.setForm(names.length, nameless, fills ? 1 : 0);
    names.forEach((name, i) => {
      this.module.words.setUint32(table + 8 * i, this.columns.addressOf(name), true);
      this.module.words.setUint32(table + 8 * i + 4, formats.get(memberPath(undefined, name)) ?? formats.get(undefined) ?? 0, true);
    });
    const syntax = csvSyntax(delimiter!, { quote, escape, comment, trim: trims, blankRows: keeps ? 'keep' : 'skip' });
    exports.setSyntax(...syntaxCodes(syntax));
    exports.setComment(this.put(syntax.comment));
  }

  /** The addresses of the formats. The one for all other columns has no path. */
  private formatsByPath(formats: readonly PlannedFormat[]): ReadonlyMap<string | undefined, number> {
    const byPath = new Map<string | undefined, number>();
    for (const { format, fields } of formats) {
      const bytes = Buffer.from(format, 'base64');
      this.module.write(bytes);
      const address = this.module.exports.addFormat(bytes.length);
      (fields ?? [undefined]).forEach((path) => byPath.set(path, address));
    }
    return byPath;
  }

  /** Writes the text to the front of the window, and returns how many bytes it has. */
  private put(text: string): number {
    const bytes = Buffer.from(text);
    this.module.write(bytes);
    return bytes.length;
  }

  /** Scans the first `bytes` bytes of the window. */
  private* scan(bytes: number, final: boolean): Generator<RowGroup> {
    this.step(bytes, final);
    while (this.module.get('FULL') !== 0) {
      yield this.columns.read();
      this.module.exports.clearColumns();
      this.step(this.module.get('CARRIED'), final);
    }
  }

  private step(bytes: number, final: boolean): void {
    this.module.set('END', this.module.constants.WINDOW + bytes);
    this.module.set('FINAL', final ? 1 : 0);
    this.module.exports.step();
    this.module.set('BEGINS', 0);
    const code = this.module.get('FAULT');
    if (code !== 0) {
      throw this.faultOf(code);
    }
  }

  private faultOf(code: number): FillFault {
    const { MISFIT, NO_COLUMN } = this.module.constants;
    if (code === MISFIT) {
      return this.fault('MISFIT', `a value does not fit its column, ${this.columns.pathOf(this.module.get('FAULT_COLUMN')) ?? 'which is unknown'}`);
    }
    if (code === NO_COLUMN) {
      return this.fault('NO_COLUMN', 'a value is at a path that has no column');
    }
    const name = faultName(code, { ...this.module.constants, PATH_REFUSED: 0 });
    return this.fault(name, describeFault(name, undefined).detail);
  }

  private fault(name: FillFault['fault'], detail: string): FillFault {
    return new FillFault(name, this.module.records + 1, detail);
  }
}
