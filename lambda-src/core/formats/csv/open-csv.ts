/** The records of a CSV file, and what must be known before the first of them can be read. */

import { withoutPlaces } from '../bad-places';
import { type BadRecord, BadRecords, placesOf } from '../bad-records';
import { withoutBadRows } from './bad-rows';
import { type FormFinder, readHead } from './file-head';
import type { CsvColumns } from './header';
import { blankPreamble, dropFooter, withoutFoot } from './margins';
import { csvSyntax } from './syntax';
import type { CsvForm, CsvReading } from '../dialect';
import type { Utf8File } from '../stored/utf8-file';

export interface CsvFile {
  readonly form: CsvForm;
  /** The first line names the delimiter and is not a row. */
  readonly hasSeparatorLine: boolean;
  readonly columns: CsvColumns;
  readonly headerText?: Uint8Array;
  /** UTF-8, from the first record on. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Offset of their first byte in the UTF-8. */
  readonly offset: number;
  /** Offset of what follows their last byte; undefined if nothing may follow. It is known when `chunks` have been read. */
  end(): number | undefined;
  /** How many lines after the table were found that are no part of it. It is known when `chunks` have been read. */
  footerLines(): number;
}

/**
 * Reads the file up to its first record.
 *
 * @param reading what the source declares.
 * @param findForm finds how the file is written from its beginning.
 * @param bad the bad records, if the source allows any; `chunks` leave them out.
 * @throws FileFault
 */
export async function openCsv(
  file: Utf8File, reading: CsvReading, findForm: FormFinder, bad?: BadRecords | readonly BadRecord[],
): Promise<CsvFile> {
  let recordsEnd: number | undefined;
  let foundLines = 0;
  const chunks = withoutMargins(file.chunks, reading, (bytes) => {
    recordsEnd = file.start + bytes;
  })[Symbol.asyncIterator]();
  try {
    const { form, separatorLine, columns, headerText, rest, offset } = await readHead(chunks, file, reading, findForm);
    const fitting = { ...reading, delimiter: form.delimiter, width: columns.names.length, nameless: columns.nameless };
    const all = following(rest, chunks);
    const records = mayHaveFoot(reading) ? withoutFoot(all, csvSyntax(form.delimiter, reading), fitting.width + columns.nameless, (bytes, lines) => {
      [recordsEnd, foundLines] = [offset + bytes, lines];
    }) : all;
    const start = offset - file.start;
    return {
      form,
      hasSeparatorLine: separatorLine !== undefined,
      columns,
      headerText,
      offset,
      end: () => recordsEnd,
      footerLines: () => foundLines,
      chunks: bad === undefined ? records
        : bad instanceof BadRecords ? withoutBadRows(records, start, fitting, bad) : withoutPlaces(records, start, placesOf(bad)),
    };
  } catch (error) {
    await chunks.return?.();
    throw error;
  }
}

/** What the source says about the lines after the table counts. If short rows are filled up, a line of one cell is a record like others. */
function mayHaveFoot({ footerLines, raggedRows }: CsvReading): boolean {
  return footerLines === undefined && raggedRows !== 'fill';
}

function withoutMargins(
  chunks: AsyncIterable<Uint8Array>, { preambleLines = 0, footerLines = 0 }: CsvReading, onEnd: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  const body = preambleLines === 0 ? chunks : blankPreamble(chunks, preambleLines);
  return footerLines === 0 ? body : dropFooter(body, footerLines, onEnd);
}

async function* following(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* { [Symbol.asyncIterator]: () => chunks };
  } finally {
    await chunks.return?.();
  }
}
