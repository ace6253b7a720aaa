/**
 * The reading copy of a file: what promotion reads in its place if the job's reader could not read the file itself. The copy has the
 * text in UTF-8, or the records of reshaped JSON, one in a line.
 */

import { type Dialect, isUnicode } from '../formats/dialect';
import { openSurroundings, reshaped } from '../formats/json/reshape/reshaped-file';
import { shapeOf } from '../formats/json/reshape/shape';
import { withoutEndMark } from '../formats/stored/end-mark';
import { openFile } from '../formats/stored/stored-file';
import { asUtf8, wholeText } from '../formats/stored/utf8-file';

/** Whether promotion reads a copy. Its reader decodes UTF-8 and UTF-16, and finds records only at the top of a file. */
export function needsReadingCopy(dialect: Dialect): boolean {
  return !isUnicode(dialect.encoding) || shapeOf(dialect) !== undefined;
}

/**
 * The text of the copy, in UTF-8.
 *
 * @param open gives the bytes of the file from the beginning; called again if values around the records are columns.
 * @param dialect of the file, which was profiled before.
 */
export async function readingCopyText(open: () => Promise<AsyncIterable<Uint8Array>>, dialect: Dialect): Promise<AsyncIterable<Uint8Array>> {
  const shape = shapeOf(dialect);
  const surroundings = shape?.hasAround ? await openSurroundings(withoutEndMark(await utf8(open, dialect)), shape) : undefined;
  const file = await utf8(open, dialect);
  if (shape === undefined) {
    // What is left out of such a text has a place in the reading plan.
    return wholeText(file);
  }
  // The bad records of the file are known by now. They stay in the copy, where the reading plan names their places.
  return wholeText(reshaped(withoutEndMark(file), shape, true, surroundings));
}

async function utf8(open: () => Promise<AsyncIterable<Uint8Array>>, { encoding }: Dialect) {
  return asUtf8(await openFile(await open(), encoding));
}
