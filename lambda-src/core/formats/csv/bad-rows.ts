/** Finds the rows of a CSV file that are no records. Slow and plain: only files with such rows are read so. */

import { isUtf8 } from 'node:buffer';
import type { BadRecords } from '../bad-records';
import { Bounds } from '../bounds';
import { CsvRowFitter, type Fitting } from './row-fitter';
import { CsvRows } from './rows';
import { FileFault } from '../fault';
import { HeldBytes } from '../held-bytes';
import { TextChunk } from '../stored/text';

const [LINE_FEED, RETURN, QUOTE] = [0x0a, 0x0d, 0x22];

/**
 * Writes line feeds over bad rows: readers skip lines without any character, and every other byte keeps its offset. A
 * row whose quotes are broken ends with its line. A quote that is never closed is left: nobody can say where its row ends.
 *
 * @param chunks UTF-8, behind the header.
 */
export async function* withoutBadRows(chunks: AsyncIterable<Uint8Array>, fitting: Fitting, bad: BadRecords): AsyncGenerator<Uint8Array> {
  const held = new HeldBytes();
  const borders = new RowBorders(fitting.delimiter.charCodeAt(0));
  for await (const chunk of chunks) {
    const before = held.length;
    const ends = [...borders.ends(chunk)];
    // The row's end itself stays.
    const behind = ends.length === 0 ? 0 : ends[ends.length - 1] + 1;
    if (behind > 0) {
      held.add(chunk.subarray(0, behind));
      const whole = held.take();
      let start = 0;
      for (const end of ends) {
        blankIfBad(whole.subarray(start, before + end), fitting, bad);
        start = before + end + 1;
      }
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
    blankIfBad(last, fitting, bad);
  }
  yield last;
}

function blankIfBad(row: Buffer, fitting: Fitting, bad: BadRecords): void {
  // What is no text at all is for the scanner to refuse: it could not be kept as text.
  if (row.length === 0 || !isUtf8(row)) {
    return;
  }
  const text = row.toString();
  try {
    const rows = new CsvRows(fitting.delimiter);
    const fitter = new CsvRowFitter(fitting);
    const chunk = new TextChunk(text, 0);
    for (const record of [...rows.push(chunk), ...rows.end()]) {
      fitter.fit(record);
    }
    bad.addGood(1);
  } catch (error) {
    if (!(error instanceof FileFault)) {
      throw error;
    }
    bad.addBad(error.reason, error.detail, text);
    row.fill(LINE_FEED);
  }
}

/** Where rows end, in pieces of the file that follow each other. */
class RowBorders {
  private state: 'cell-start' | 'plain' | 'quoted' | 'quote-in-quoted' = 'cell-start';

  constructor(private readonly delimiter: number) {}

  /** The last row is within quotes. */
  get isQuoted(): boolean {
    return this.state === 'quoted';
  }

  * ends(bytes: Uint8Array): Generator<number> {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.state === 'quoted') {
        if (byte === QUOTE) {
          this.state = 'quote-in-quoted';
        }
      } else if (byte === LINE_FEED || byte === RETURN) {
        this.state = 'cell-start';
        yield at;
      } else if (byte === this.delimiter) {
        this.state = 'cell-start';
      } else if (byte === QUOTE && this.state !== 'plain') {
        this.state = 'quoted';
      } else {
        this.state = 'plain';
      }
    }
  }
}
