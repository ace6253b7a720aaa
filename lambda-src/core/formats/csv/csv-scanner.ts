/** The CSV scanner (`scanner/csv/`) as the rest of the code sees it: the bytes after the header go in, a schema comes out. */

import type { Delimiter } from '../../../../src/contract';
import { memberPath } from '../../../../src/field-path';
import type { FieldFormats } from '../../field-format/field-formats';
import type { FieldEvidence, SchemaProfile } from '../../schema/schema-profile';
import { Bounds } from '../bounds';
import type { CsvColumns } from './header';
import type { CsvReading } from '../dialect';
import { namelessValue, raggedRow } from './row-fitter';
import { type CsvSyntax, csvSyntax } from './syntax';
import { type FaultPlace, FileFault } from '../fault';
import { FileScanner } from '../scanning/file-scanner';
import { readSketches } from '../scanning/scanned-sketches';
import { type ScannedValues, type ValuesLayout, joinedType, readCount, readValues } from '../scanning/scanned-values';
import { describeFault, faultName } from '../scanning/scanner-fault';
import { CSV_SCANNERS } from '../scanning/scanner-module';
import { type Exported, type ScannerConstants, type ScannerExports, ScannerInstances, type ScannerSource, ScannerWindow } from '../scanning/scanner-window';
import { type Seen, readSeen, seen } from '../scanning/seen';

interface CsvScannerExports extends ScannerExports {
  readonly column: Exported;
  readonly columns: Exported;
  readonly headers: Exported;
  readonly firstHeader: Exported;
  readonly blankRows: Exported;
  readonly firstBlankRow: Exported;
  begin(columns: number, nameless: number, fillsRows: boolean, sketches: number): void;
  setFormat(column: number, format: number): void;
  setSyntax(...codes: SyntaxCodes): void;
  setComment(bytes: number): void;
  setHeader(bytes: number): void;
}

interface CsvScannerConstants extends ScannerConstants, ValuesLayout {
  readonly COLUMN_BYTES: number;
  readonly CODES: number;
  readonly FIRST_CODE: number;
  readonly ZERO_LED: number;
  readonly PADDED: number;
  readonly FIRST_PADDED: number;
}

/** What `setSyntax` of a scanner takes: the delimiter, the quote, the escape character, whether blanks are taken off, and whether blank rows are kept. */
export type SyntaxCodes = [delimiter: number, quote: number, escape: number, trims: number, keepsBlankRows: number];

/** No byte: no character of the file is meant. */
const NO_BYTE = 256;

export function syntaxCodes({ delimiter, quote, escape, blanks, keepsBlankRows }: CsvSyntax): SyntaxCodes {
  const code = (character: string) => (character === '' ? NO_BYTE : character.charCodeAt(0));
  return [code(delimiter), code(quote), code(escape), blanks === '' ? 0 : 1, keepsBlankRows ? 1 : 0];
}

/** What was counted in one column. */
export interface ScannedColumn extends ScannedValues {
  /** Numbers such as 31e4, which may be codes. They are doubles too. */
  readonly codes?: Seen;
  /** Digits with a leading zero, at most 16 of them: identifiers. They are texts too. */
  readonly zeroLed: number;
  /** Cells without quotes that have a blank at their beginning or end. They are texts too. */
  readonly padded?: Seen;
}

export interface ScannedCsv {
  readonly schema: SchemaProfile;
  /** In the order of the header. */
  readonly columns: readonly ScannedColumn[];
  /** Rows of nothing but delimiters, which are no records. `first` is the number of the record after the first of them, if there is one. */
  readonly blankRows?: Seen;
  /** Rows that repeat the header. They are records too. */
  readonly headers?: Seen;
}

export interface CsvScanOptions extends CsvReading {
  /** Columns get sketches of their values, unless the file has more than `Bounds.SKETCHED_FIELDS` of them. */
  readonly sketches?: boolean;
  /** How values are written, if not as usual. */
  readonly fieldFormats?: readonly FieldFormats[];
  /** The header as it is written, without its line end. */
  readonly headerText?: Uint8Array;
  /** The paths of the only columns that are looked at. */
  readonly only?: ReadonlySet<string>;
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
  private readonly names: readonly string[];
  private readonly nameless: number;
  private readonly syntax: CsvSyntax;
  /** Which columns have a format. */
  private readonly formatted = new Set<number>();

  /**
   * @param columns those of the header.
   * @param source of the bytes that will be pushed: what follows the header.
   */
  constructor(
    { names, nameless }: Pick<CsvColumns, 'names' | 'nameless'>, delimiter: Delimiter, private readonly source: ScannerSource,
    private readonly options: CsvScanOptions = {},
  ) {
    super();
    this.names = names;
    this.nameless = nameless;
    this.syntax = csvSyntax(delimiter, options);
    const isSketched = options.sketches && names.length <= Bounds.SKETCHED_FIELDS;
    this.window = new ScannerWindow(isSketched ? instances.sketching : instances.plain, FILLERS, source.start);
    this.scanner.begin(names.length, nameless, options.raggedRows === 'fill', names.length + 1);
    this.scanner.setSyntax(...syntaxCodes(this.syntax));
    this.scanner.setComment(this.window.write(Buffer.from(this.syntax.comment)));
    this.window.addMarkers(options.nullMarkers ?? []);
    if (options.headerText !== undefined) {
      this.scanner.setHeader(this.window.write(options.headerText));
    }
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
    const { only } = this.options;
    const columns: ScannedColumn[] = [];
    const fields = new Map<string, FieldEvidence>();
    this.names.forEach((name, i) => {
      const path = memberPath(undefined, name);
      if (only === undefined || only.has(path)) {
        const column = this.column(i);
        const { nulls, fitting } = column;
        columns.push(column);
        fields.set(path, {
          type: joinedType(column, [], 'csv'), values: records - nulls, nulls, parents: records, ...fitting === 0 ? {} : { fitting },
        });
      }
    });
    const headers = seen(this.scanner.headers.value, this.scanner.firstHeader.value);
    const blankRows = seen(this.scanner.blankRows.value, this.scanner.firstBlankRow.value);
    return { schema: { family: 'csv', records, fields }, columns, headers, blankRows };
  }

  private column(index: number): ScannedColumn {
    const { constants } = this.window;
    const row = this.scanner.columns.value + index * constants.COLUMN_BYTES;
    const memory = this.window.memory();
    const view = new DataView(memory.buffer, row);
    const values = readValues(memory, row, constants);
    // The order of texts is not that of times if they are written in another way.
    const isInOrder = !this.formatted.has(index) || values.dates + values.timestamps === 0;
    return {
      ...values,
      textRange: isInOrder ? values.textRange : undefined,
      sketches: readSketches(memory, row, constants),
      codes: readSeen(view, constants.CODES, constants.FIRST_CODE),
      zeroLed: readCount(view, constants.ZERO_LED),
      padded: readSeen(view, constants.PADDED, constants.FIRST_PADDED),
    };
  }

  /** All faults except those of the encoding are placed at the row. */
  protected fault(): FileFault {
    const name = faultName(this.scanner.fault.value, this.window.constants);
    const cell = this.scanner.column.value + 1;
    const { reason, detail } = describeFault(name, undefined);
    switch (name) {
      case 'RAGGED_ROW':
        return new FileFault(reason, raggedRow(cell, { ...this.syntax, width: this.names.length, nameless: this.nameless }), this.rowPlace());
      case 'VALUE_WITHOUT_NAME':
        return new FileFault(reason, namelessValue(this.names.length), this.rowPlace());
      case 'BYTE_AFTER_QUOTE':
      case 'UNCLOSED_QUOTE':
        return new FileFault(reason, `cell ${cell}: ${detail}`, this.rowPlace());
      default:
        return new FileFault(reason, detail, { byteOffset: this.source.sourceOffset(this.window.offsetOf(this.scanner.faultAt.value)) });
    }
  }

  protected tooLong(): FileFault {
    const isQuoted = this.window.pending === this.syntax.quote.charCodeAt(0);
    const hint = isQuoted ? `; the quote that opens cell ${this.scanner.column.value + 1} may lack its partner` : '';
    return new FileFault('record_too_long', `the row has more than ${Bounds.RECORD_BYTES} bytes${hint}`, this.rowPlace());
  }

  private rowPlace(): FaultPlace {
    return { byteOffset: this.source.sourceOffset(this.scanner.recordOffset.value), record: this.scanner.records.value + 1 };
  }
}
