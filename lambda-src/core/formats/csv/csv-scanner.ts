/** The CSV scanner (`scanner/csv/`) as the rest of the code sees it: the bytes after the header go in, a schema comes out. */

import type { Delimiter } from '../../../../src/contract';
import { memberPath } from '../../../../src/field-path';
import type { FieldFormats } from '../../field-format/field-formats';
import type { FieldEvidence, SchemaProfile } from '../../schema/schema-profile';
import { Bounds } from '../bounds';
import type { CsvReading } from '../dialect';
import { type FaultPlace, FileFault } from '../fault';
import { shown } from '../fault-text';
import { FileScanner } from '../scanning/file-scanner';
import { readSketches } from '../scanning/scanned-sketches';
import { type ScannedValues, type ValuesLayout, joinedType, readValues } from '../scanning/scanned-values';
import { describeFault, faultName } from '../scanning/scanner-fault';
import { CSV_SCANNERS } from '../scanning/scanner-module';
import { type Exported, type ScannerConstants, type ScannerExports, ScannerInstances, type ScannerSource, ScannerWindow } from '../scanning/scanner-window';

interface CsvScannerExports extends ScannerExports {
  readonly column: Exported;
  readonly columns: Exported;
  begin(columns: number, delimiter: number, fillsRows: boolean, sketches: number): void;
  setFormat(column: number, format: number): void;
}

interface CsvScannerConstants extends ScannerConstants, ValuesLayout {
  readonly COLUMN_BYTES: number;
}

/** What was counted in one column. */
export type ScannedColumn = ScannedValues;

export interface ScannedCsv {
  readonly schema: SchemaProfile;
  /** In the order of the header. */
  readonly columns: readonly ScannedColumn[];
}

export interface CsvScanOptions extends CsvReading {
  /** Columns get sketches of their values, unless the file has more than `Bounds.SKETCHED_FIELDS` of them. */
  readonly sketches?: boolean;
  /** How values are written, if not as usual. */
  readonly fieldFormats?: readonly FieldFormats[];
}

/** The filler after the input: line feeds end a plain cell, and quotes end a quoted cell. */
const FILLERS = [[0x0a, 16], [0x22, 0]] as const;

const instances = {
  plain: new ScannerInstances<CsvScannerExports, CsvScannerConstants>(CSV_SCANNERS.plain),
  sketching: new ScannerInstances<CsvScannerExports, CsvScannerConstants>(CSV_SCANNERS.sketching),
};

/** Reads the rows after the header of one file. */
export class CsvScanner extends FileScanner<CsvScannerExports, CsvScannerConstants, ScannedCsv> {
  protected readonly window: ScannerWindow<CsvScannerExports, CsvScannerConstants>;
  /** Which columns have a format. */
  private readonly formatted = new Set<number>();

  /**
   * @param names of the columns, in order.
   * @param source of the bytes that will be pushed: what follows the header.
   */
  constructor(
    private readonly names: readonly string[], private readonly delimiter: Delimiter, private readonly source: ScannerSource,
    options: CsvScanOptions = {},
  ) {
    super();
    const isSketched = options.sketches && names.length <= Bounds.SKETCHED_FIELDS;
    this.window = new ScannerWindow(isSketched ? instances.sketching : instances.plain, FILLERS, source.start);
    this.scanner.begin(names.length, delimiter.charCodeAt(0), options.raggedRows === 'fill', names.length + 1);
    this.window.addMarkers(options.nullMarkers ?? []);
    this.setFormats(options.fieldFormats ?? []);
  }

  private setFormats(formats: readonly FieldFormats[]): void {
    if (formats.length === 0) {
      return;
    }
    const byPath = new Map<string | undefined, number>();
    for (const { bytes, paths } of formats) {
      const address = this.window.addFormat(bytes);
      (paths ?? [undefined]).forEach((path) => byPath.set(path, address));
    }
    this.names.forEach((name, i) => {
      const address = byPath.get(memberPath(undefined, name)) ?? byPath.get(undefined);
      if (address !== undefined) {
        this.scanner.setFormat(i, address);
        this.formatted.add(i);
      }
    });
  }

  protected result(): ScannedCsv {
    const records = this.scanner.records.value;
    const columns = this.names.map((_, i) => this.column(i));
    const fields = new Map<string, FieldEvidence>();
    this.names.forEach((name, i) => {
      const { nulls, fitting } = columns[i];
      fields.set(memberPath(undefined, name), {
        type: joinedType(columns[i], [], 'csv'), values: records - nulls, nulls, parents: records, ...fitting === 0 ? {} : { fitting },
      });
    });
    return { schema: { family: 'csv', records, fields }, columns };
  }

  private column(index: number): ScannedColumn {
    const { constants } = this.window;
    const row = this.scanner.columns.value + index * constants.COLUMN_BYTES;
    const memory = this.window.memory();
    const values = readValues(memory, row, constants);
    // The order of texts is not that of times if they are written in another way.
    const isInOrder = !this.formatted.has(index) || values.dates + values.timestamps === 0;
    return { ...values, textRange: isInOrder ? values.textRange : undefined, sketches: readSketches(memory, row, constants) };
  }

  /** All faults except those of the encoding are placed at the row. */
  protected fault(): FileFault {
    const name = faultName(this.scanner.fault.value, this.window.constants);
    const cell = this.scanner.column.value + 1;
    const { reason, detail } = describeFault(name, undefined);
    switch (name) {
      case 'RAGGED_ROW':
        return new FileFault(reason, `the row has ${cell} cells, the header has ${this.names.length} (delimiter ${shown(this.delimiter)}); `
          + 'a cell that holds the delimiter or a line end must be quoted', this.rowPlace());
      case 'BYTE_AFTER_QUOTE':
      case 'UNCLOSED_QUOTE':
        return new FileFault(reason, `cell ${cell}: ${detail}`, this.rowPlace());
      default:
        return new FileFault(reason, detail, { byteOffset: this.source.sourceOffset(this.window.offsetOf(this.scanner.faultAt.value)) });
    }
  }

  protected tooLong(): FileFault {
    const isQuoted = this.window.pending === '"'.charCodeAt(0);
    const hint = isQuoted ? `; the quote that opens cell ${this.scanner.column.value + 1} may lack its partner` : '';
    return new FileFault('record_too_long', `the row has more than ${Bounds.RECORD_BYTES} bytes${hint}`, this.rowPlace());
  }

  private rowPlace(): FaultPlace {
    return { byteOffset: this.source.sourceOffset(this.scanner.recordOffset.value), record: this.scanner.records.value + 1 };
  }
}
