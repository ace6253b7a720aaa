/** Finds the rows of a CSV file that cannot be read as records. It is slow and simple, because only files with such rows need it. */

import { isUtf8 } from 'node:buffer';
import { type BadRecords, isFaultOfRecord } from '../bad-records';
import { Bounds } from '../bounds';
import { RowBorders } from './row-borders';
import { CsvRowFitter, type Fitting } from './row-fitter';
import { CsvRows } from './rows';
import { csvSyntax } from './syntax';
import { FileFault } from '../fault';
import { HeldBytes } from '../held-bytes';
import { TextChunk } from '../stored/text-chunk';

const LINE_FEED = 0x0a;

/**
 * Overwrites bad rows with line feeds: readers skip lines without any character, and every other byte keeps its offset. A
 * row with broken quotes ends at the end of its line. A row with a quote that is never closed stays as it is, because nobody
 * can say where it ends.
 *
 * @param chunks UTF-8, after the header.
 * @param start offset of their first byte in the file's UTF-8, without the byte order mark.
 */
export async function* withoutBadRows(
  chunks: AsyncIterable<Uint8Array>, start: number, fitting: Fitting, bad: BadRecords,
): AsyncGenerator<Uint8Array> {
  const held = new HeldBytes();
  let offset = start;
  const borders = new RowBorders(csvSyntax(fitting.delimiter, fitting));
  for await (const chunk of chunks) {
    const before = held.length;
    const ends = borders.ends(chunk);
    // The line end itself is not overwritten.
    const behind = ends.length === 0 ? 0 : ends[ends.length - 1] + 1;
    if (behind > 0) {
      held.add(chunk.subarray(0, behind));
      const whole = held.take();
      let rowAt = 0;
      for (const end of ends) {
        blankIfBad(whole.subarray(rowAt, before + end), offset + rowAt, fitting, bad);
        rowAt = before + end + 1;
      }
      offset += whole.length;
      yield whole;
    }
    held.add(chunk.subarray(behind));
    if (held.length > Bounds.RECORD_BYTES) {
      throw new FileFault('record_too_long', `a row has more than ${Bounds.RECORD_BYTES} bytes`);
    }
  }
  if (held.length === 0) {
    return;
  }
  const last = held.take();
  if (!borders.isQuoted) {
    blankIfBad(last, offset, fitting, bad);
  }
  yield last;
}

function blankIfBad(row: Buffer, start: number, fitting: Fitting, bad: BadRecords): void {
  // The scanner refuses what is not text at all. It could not be kept as text either.
  if (row.length === 0 || !isUtf8(row)) {
    return;
  }
  const text = row.toString();
  try {
    const rows = new CsvRows(fitting.delimiter, fitting);
    const fitter = new CsvRowFitter(fitting);
    const chunk = new TextChunk(text, 0);
    // A comment and a blank row have no record.
    const records = [...rows.push(chunk), ...rows.end()];
    records.forEach((record) => fitter.fit(record));
    bad.addGood(records.length);
  } catch (error) {
    // The scanner finds a fault of the whole file, and knows its place.
    if (error instanceof FileFault && !isFaultOfRecord(error)) {
      return;
    }
    if (!(error instanceof FileFault)) {
      throw error;
    }
    bad.addBad({ reason: error.reason, detail: error.detail, text, start, length: row.length });
    row.fill(LINE_FEED);
  }
}
