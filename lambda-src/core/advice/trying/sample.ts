/** The beginning of a file, on which declarations are tried. */

import { GZIP_MAGIC, gunzip } from '../../formats/stored/gunzip';

export interface Sample {
  /** As they were before they were packed, with the byte order mark. They end with a line, unless the file has no line that ends. */
  readonly bytes: Uint8Array;
  /** The bytes are the whole file. */
  readonly isWhole: boolean;
  /** As it was sent; undefined if it has no name. */
  readonly filename?: string;
}

const LINE_FEED = 0x0a;

/** How much of a file is looked at. */
export interface SampleLimits {
  /** Unpacked bytes. */
  readonly bytes: number;
  /** Offset of something that has to be looked at too, in the unpacked file. What follows it is added to the beginning. */
  readonly place?: number;
  /** Whether the time for reading up to that place is over. */
  readonly isLate?: () => boolean;
}

/**
 * A file that cannot be unpacked gives what was unpacked before its fault.
 *
 * @param stored the stored file; no more of it is read than is needed.
 */
export async function sampleOf(stored: AsyncIterable<Uint8Array>, limits: SampleLimits, filename?: string): Promise<Sample> {
  const { bytes: limit, place = 0, isLate = () => false } = limits;
  const held: Uint8Array[] = [];
  const there: Uint8Array[] = [];
  let offset = 0;
  let isWhole = true;
  for await (const chunk of plain(stored)) {
    if (offset < limit) {
      held.push(chunk.subarray(0, limit - offset));
    }
    if (place > limit && offset + chunk.length > place) {
      there.push(chunk.subarray(Math.max(0, place - offset), Math.max(0, place + limit / 2 - offset)));
    }
    offset += chunk.length;
    if (offset > Math.max(limit, place === 0 ? 0 : place + limit / 2) || (offset > limit && (place <= limit || isLate()))) {
      isWhole = false;
      break;
    }
  }
  const head = Buffer.concat(held);
  if (there.length === 0) {
    return { bytes: isWhole ? head : wholeLines(head), isWhole, filename };
  }
  return { bytes: Buffer.concat([wholeLines(head), wholeLines(Buffer.concat(there))]), isWhole: false, filename };
}

async function* plain(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = stored[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < GZIP_MAGIC.length) {
    const next = await chunks.next();
    if (next.done === true) {
      break;
    }
    head = Buffer.concat([head, next.value]);
  }
  const all = async function* () {
    try {
      yield head;
      yield* { [Symbol.asyncIterator]: () => chunks };
    } finally {
      await chunks.return?.();
    }
  };
  if (!GZIP_MAGIC.every((byte, i) => head[i] === byte)) {
    yield* all();
    return;
  }
  yield* untilFault(gunzip(all()));
}

async function* untilFault(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch {
    // What is wrong with the packed file is the profiler's to say. What came before may still show how the file is written.
  }
}

function wholeLines(bytes: Uint8Array): Uint8Array {
  // In UTF-16 a line feed has a zero byte on one of its sides.
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  return end === 0 ? bytes : bytes.subarray(0, end + (isWide ? 1 : 0));
}

/** The text of the sample, decoded leniently: it is only looked at. */
export function textOf({ bytes }: Sample, encoding = 'utf-8'): string {
  return new TextDecoder(markOf(bytes) ?? encoding).decode(bytes);
}

/** The encoding that a byte order mark names. */
function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return 'utf-16le';
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return 'utf-16be';
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

/** A line of totals begins with such a word. */
export const TOTAL = /^["']?(?:grand |sub ?|transactions? )?(?:totals?|sum|summe|gesamt|totale|somme|suma|average|mean|mittelwert)\b/i;

/** Characters that usually mark remarks, at the beginning of a line. */
export const COMMENT_PREFIXES: readonly string[] = ['#', '//', '--', '%', '!', ';', '*', '@'];

/** The lines of a text, without their ends. The last one is left out if it is empty. */
export function linesOf(text: string, most = 1_000): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return (lines.at(-1) === '' ? lines.slice(0, -1) : lines).slice(0, most);
}
