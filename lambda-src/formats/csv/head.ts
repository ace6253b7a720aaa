/** The beginning of a CSV file, up to where the scanner takes over. */

import { Bounds } from '../bounds';
import { DELIMITER_HEAD_CHARS, guessDelimiter } from './delimiter';
import { CsvColumns, assertIsNoJson, columnsBy } from './header';
import { CsvRows } from './rows';
import { Delimiter, RowEnd } from '../dialect';
import { FileFault } from '../fault';
import { CsvOptions } from '../file-options';
import { HeldBytes } from '../held-bytes';
import { decodeUtf8 } from '../stored/decode';
import { TextChunk } from '../stored/text';
import { Utf8File } from '../stored/utf8-file';

/** The header, and how it is written. */
export interface CsvHeader {
  readonly columns: readonly string[];
  /** undefined where the file ends with the header. */
  readonly rowEnd?: RowEnd;
  /** Rows without any byte were skipped before it. */
  readonly blankRow: boolean;
}

export interface CsvHead {
  readonly delimiter: Delimiter;
  readonly columns: CsvColumns;
  /** undefined where the first row is a record. */
  readonly header?: CsvHeader;
  /** What was read from the first record on. */
  readonly rest: Uint8Array;
  /** Offset of `rest` in the UTF-8. */
  readonly offset: number;
}

/** So many bytes hold the characters by which the delimiter is found: a UTF-16 code unit takes at most three. */
const HEAD_BYTES = 3 * DELIMITER_HEAD_CHARS + 1;

/**
 * Reads from the chunks as much as shows the delimiter and the columns.
 *
 * @throws FileFault
 */
export async function readHead(chunks: AsyncIterator<Uint8Array>, { start, sourceOffset }: Utf8File, options: CsvOptions): Promise<CsvHead> {
  const held = new HeldBytes();
  const row = new HeaderRow();
  const read = async (): Promise<Uint8Array | undefined> => {
    const next = await chunks.next();
    if (next.done === true) return undefined;
    held.add(next.value);
    return next.value;
  };
  while (held.length < HEAD_BYTES && await read() !== undefined);

  const startPlace = { byteOffset: sourceOffset(start) };
  const head = held.take();
  held.add(head);
  // Leniently decoded: bytes that are no UTF-8 are found in their place, by whoever reads the header or the rows.
  const text = head.toString('utf8');
  if (options.columnNames === undefined) assertIsNoJson(text.slice(0, DELIMITER_HEAD_CHARS), startPlace);
  const delimiter = options.delimiter ?? guessDelimiter(text);

  for (let chunk: Uint8Array | undefined = head; chunk !== undefined && !row.isCompleteWith(chunk, delimiter); chunk = await read()) {
    if (held.length > Bounds.RECORD_BYTES) {
      throw new FileFault('record_too_long', `the header has more than ${Bounds.RECORD_BYTES} bytes`, startPlace);
    }
  }
  const bytes = held.take();
  const columns = readColumns(bytes.subarray(0, row.end), delimiter, { start, sourceOffset }, options);
  const taken = columns.isRecord ? 0 : row.end;
  const header = columns.isRecord ? undefined : { columns: columns.names, rowEnd: row.rowEnd, blankRow: row.blankRow };
  return { delimiter, columns, header, rest: bytes.subarray(taken), offset: start + taken };
}

function readColumns(
  bytes: Uint8Array, delimiter: Delimiter, { start, sourceOffset }: Pick<Utf8File, 'start' | 'sourceOffset'>, options: CsvOptions,
): CsvColumns {
  try {
    const { text, used } = decodeUtf8(bytes, start);
    if (used < bytes.length) throw new FileFault('invalid_encoding', 'the file ends within a character', { byteOffset: start + used });
    const rows = new CsvRows(delimiter);
    for (const row of rows.push(new TextChunk(text, start))) return columnsBy(row, options);
    for (const row of rows.end()) return columnsBy(row, options);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new FileFault(error.reason, error.detail, { byteOffset: error.byteOffset && sourceOffset(error.byteOffset), record: error.record });
  }
  throw new FileFault('empty_file', 'found no row, expected a header');
}

/** Finds the end of the first row that is not blank. */
class HeaderRow {
  private state: 'row-start' | 'cell-start' | 'plain' | 'quoted' | 'quote-in-quoted' | 'return' | 'done' = 'row-start';
  /** Bytes of the row, its end included; of all rows read, where it was not found. */
  end = 0;
  /** How the row ends, as far as was read. */
  rowEnd?: RowEnd;
  /** Blank rows came first. */
  blankRow = false;

  /** Whether it is found once these bytes follow those before. */
  isCompleteWith(bytes: Uint8Array, delimiter: Delimiter): boolean {
    const separator = delimiter.charCodeAt(0);
    for (let at = 0; at < bytes.length && this.state !== 'done'; at++, this.end++) {
      const byte = bytes[at];
      if (this.state === 'return') {
        this.state = 'done';
        if (byte !== 0x0a) return true;
        this.rowEnd = '\r\n';
      } else if (this.state === 'quoted') {
        if (byte === 0x22) this.state = 'quote-in-quoted';
      } else if (byte === 0x0a || byte === 0x0d) {
        if (this.state === 'row-start') {
          this.blankRow = true;
        } else {
          this.state = byte === 0x0d ? 'return' : 'done';
          this.rowEnd = byte === 0x0d ? '\r' : '\n';
        }
      } else if (byte === 0x22 && this.state !== 'plain') {
        this.state = 'quoted';
      } else {
        this.state = byte === separator ? 'cell-start' : 'plain';
      }
    }
    return this.state === 'done';
  }
}
