/** The beginning of a CSV file, up to where the scanner takes over. */

import { Bounds } from '../bounds';
import type { CsvBeginning } from './form';
import { type CsvColumns, assertIsNoJson, columnsBy } from './header';
import { endOfLines } from './margins';
import { RowBorders } from './row-borders';
import { CsvRows } from './rows';
import { type SeparatorLine, separatorLine } from './separator-line';
import { type CsvSyntax, csvSyntax } from './syntax';
import type { Delimiter } from '../../../../src/contract';
import type { CsvForm, CsvReading } from '../dialect';
import { type FaultPlace, FileFault } from '../fault';
import { HeldBytes } from '../held-bytes';
import { decodeUtf8 } from '../stored/decode';
import { TextChunk } from '../stored/text-chunk';
import type { Utf8File } from '../stored/utf8-file';

export interface CsvHead {
  readonly form: CsvForm;
  readonly separatorLine?: SeparatorLine;
  readonly columns: CsvColumns;
  /** The header as it is written, without its line end; as it would be written, if the source declares names. */
  readonly headerText?: Uint8Array;
  /** The bytes read so far, from the first record on. */
  readonly rest: Uint8Array;
  /** Offset of `rest` in the UTF-8. */
  readonly offset: number;
}

/** The form of a file is found by this many characters at its beginning. The number is fixed, so that the chunks cannot matter. */
export const HEAD_CHARS = 64 * 1024;

/** This many bytes hold these characters, and show whether there are more: a UTF-16 code unit takes at most three bytes. */
const HEAD_BYTES = 3 * HEAD_CHARS + 1;

/** Finds how a file with this beginning is written. @throws FileFault */
export type FormFinder = (beginning: CsvBeginning) => Promise<CsvForm> | CsvForm;

/**
 * Reads as much from the chunks as is needed to find the form and the columns.
 *
 * @throws FileFault
 */
export async function readHead(
  chunks: AsyncIterator<Uint8Array>, { start, sourceOffset }: Utf8File, reading: CsvReading, findForm: FormFinder,
): Promise<CsvHead> {
  const held = new HeldBytes();
  const read = async (): Promise<Uint8Array | undefined> => {
    const next = await chunks.next();
    if (next.done === true) {
      return undefined;
    }
    held.add(next.value);
    return next.value;
  };
  while (held.length < HEAD_BYTES && await read() !== undefined) {
    ;
  }

  const startPlace = { byteOffset: sourceOffset(start) };
  const head = held.take();
  held.add(head);
  // Decoded leniently: the reader of the header or of the rows finds bytes that are not UTF-8, and reports their place.
  const text = head.toString('utf8');
  const beginning = beginningOf(text, startPlace, reading);
  const form = await findForm(beginning);
  const row = new FirstRow(csvSyntax(form.delimiter, reading));
  // Readers skip lines without any character, and every byte that follows keeps its offset.
  if (beginning.separatorLine !== undefined) {
    head.fill('\n', beginning.separatorLine.start, beginning.separatorLine.end);
  }
  head.fill('\n', 0, endOfLines(head, form.preambleLines ?? 0));

  for (let chunk: Uint8Array | undefined = head; chunk !== undefined && !row.isCompleteWith(chunk); chunk = await read()) {
    if (held.length > Bounds.RECORD_BYTES) {
      throw new FileFault('record_too_long', `the header has more than ${Bounds.RECORD_BYTES} bytes`, startPlace);
    }
  }
  const bytes = held.take();
  const columns = readColumns(bytes.subarray(0, row.end), form, { start, sourceOffset }, reading);
  const taken = columns.isRecord ? row.start : row.end;
  return {
    form,
    separatorLine: beginning.separatorLine,
    columns,
    headerText: headerText(bytes.subarray(row.start, row.end), columns, form.delimiter, reading),
    rest: bytes.subarray(taken),
    offset: start + taken,
  };
}

/**
 * @param text at least the beginning of a file.
 * @throws FileFault
 */
export function beginningOf(text: string, place: FaultPlace, { columnNames }: CsvReading): CsvBeginning {
  const head = text.slice(0, HEAD_CHARS);
  if (columnNames === undefined) {
    assertIsNoJson(head, place);
  }
  const line = separatorLine(head, place);
  return { text: line === undefined ? head : head.slice(line.end), isWhole: text.length <= HEAD_CHARS, place, separatorLine: line };
}

function readColumns(
  bytes: Uint8Array, { delimiter, header }: CsvForm, { start, sourceOffset }: Pick<Utf8File, 'start' | 'sourceOffset'>, reading: CsvReading,
): CsvColumns {
  try {
    const { text, used } = decodeUtf8(bytes, start);
    if (used < bytes.length) {
      throw new FileFault('invalid_encoding', 'the file ends within a character', { byteOffset: start + used });
    }
    const rows = new CsvRows(delimiter, reading);
    for (const row of rows.push(new TextChunk(text, start))) {
      return columnsBy(row, header, reading);
    }
    for (const row of rows.end()) {
      return columnsBy(row, header, reading);
    }
  } catch (error) {
    if (!(error instanceof FileFault)) {
      throw error;
    }
    throw new FileFault(error.reason, error.detail, { byteOffset: sourceOffset(error.byteOffset ?? start), record: error.record });
  }
  throw new FileFault('empty_file', 'found no row, expected a header');
}

/** The header as it is written; as it would be written, if the source declares names. */
function headerText(row: Uint8Array, { isRecord }: CsvColumns, delimiter: Delimiter, { columnNames }: CsvReading): Uint8Array | undefined {
  if (isRecord) {
    return columnNames === undefined ? undefined : Buffer.from(columnNames.join(delimiter));
  }
  let end = row.length;
  while (end > 0 && (row[end - 1] === 0x0a || row[end - 1] === 0x0d)) {
    end--;
  }
  return row.subarray(0, end);
}

/** Finds the first row, after comments and blank rows. */
class FirstRow {
  private readonly borders: RowBorders;
  private state: 'reading' | 'return' | 'done' = 'reading';
  /** Bytes of the lines before it. */
  start = 0;
  /** Bytes up to its end, including its line end; all bytes read so far if the end was not found. */
  end = 0;

  constructor(syntax: CsvSyntax) {
    this.borders = new RowBorders(syntax);
  }

  /** Reads these bytes after the earlier ones, and says whether the end is found. */
  isCompleteWith(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length && this.state !== 'done'; at++, this.end++) {
      const byte = bytes[at];
      if (this.state === 'return') {
        this.state = 'done';
        if (byte !== 0x0a) {
          return true;
        }
        continue;
      }
      const { isRow } = this.borders;
      if (!this.borders.isEnd(byte)) {
        continue;
      }
      if (isRow) {
        this.state = byte === 0x0d ? 'return' : 'done';
      } else {
        this.start = this.end + 1;
      }
    }
    return this.state === 'done';
  }
}
