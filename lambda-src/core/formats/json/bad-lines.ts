/** Finds the lines of an NDJSON file that cannot be read as records. It is slow and simple, because only files with such lines need it. */

import { isUtf8 } from 'node:buffer';
import type { BadRecords } from '../bad-records';
import { Bounds } from '../bounds';
import { FileFault } from '../fault';
import { HeldBytes } from '../held-bytes';
import { LINE_FEED, OPEN_ARRAY, RETURN, isBlank } from './bytes';
import { JsonCursor, JsonFault } from './cursor';

/**
 * Overwrites bad lines with line feeds, so every other byte keeps its offset. An array of records is left as it is, because
 * it has no lines.
 *
 * @param chunks UTF-8.
 * @param mayBeArray false if every line is a record, whatever the first one begins with.
 */
export async function* withoutBadLines(chunks: AsyncIterable<Uint8Array>, bad: BadRecords, mayBeArray: boolean): AsyncGenerator<Uint8Array> {
  const held = new HeldBytes();
  let isArray = mayBeArray ? undefined : false;
  let offset = 0;
  for await (const chunk of chunks) {
    isArray ??= startsArray(chunk);
    const end = isArray === true ? chunk.length : 1 + Math.max(chunk.lastIndexOf(LINE_FEED), chunk.lastIndexOf(RETURN));
    if (end > 0) {
      held.add(chunk.subarray(0, end));
      const whole = held.take();
      if (isArray !== true) {
        blankBadLines(whole, offset, bad);
      }
      offset += whole.length;
      yield whole;
    }
    held.add(chunk.subarray(end));
    if (held.length > Bounds.RECORD_BYTES) {
      throw new FileFault('record_too_long', `a line has more than ${Bounds.RECORD_BYTES} bytes`);
    }
  }
  if (held.length === 0) {
    return;
  }
  const last = held.take();
  blankBadLines(last, offset, bad);
  yield last;
}

/** undefined while there is only white space. */
function startsArray(bytes: Uint8Array): boolean | undefined {
  const first = bytes.findIndex((byte) => !isBlank(byte));
  return first === -1 ? undefined : bytes[first] === OPEN_ARRAY;
}

/** @param offset of the lines in the file's UTF-8, without the byte order mark. */
function blankBadLines(lines: Buffer, offset: number, bad: BadRecords): void {
  for (let start = 0; start < lines.length;) {
    let end = start;
    while (end < lines.length && lines[end] !== LINE_FEED && lines[end] !== RETURN) {
      end++;
    }
    const line = lines.subarray(start, end);
    const place = { start: offset + start, length: line.length };
    start = end + 1;
    // The scanner refuses what is not text at all. It could not be kept as text either.
    if (!isUtf8(line)) {
      continue;
    }
    const text = line.toString();
    const read = readLine(text);
    if (typeof read === 'number') {
      bad.addGood(read);
    } else {
      bad.addBad({ reason: read.reason, detail: read.detail, text, ...place });
      line.fill(LINE_FEED);
    }
  }
}

/** The number of records in the line, or the reason why it is bad. */
function readLine(text: string): number | JsonFault {
  const trimmed = text.replace(/[ \t]+$/, '');
  const cursor = new JsonCursor(trimmed);
  let records = 0;
  try {
    while (cursor.position < trimmed.length) {
      if (cursor.kind() !== 'object') {
        throw new JsonFault('not_a_record', 'found a value that is not an object', cursor.position);
      }
      cursor.skip();
      records++;
    }
    return records;
  } catch (error) {
    if (error instanceof JsonFault) {
      return error;
    }
    throw error;
  }
}
