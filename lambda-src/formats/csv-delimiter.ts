import { parse } from 'papaparse';
import { Delimiter } from './dialect';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

/** Characters at the beginning of a file by which its delimiter is found; a fixed number, so that chunking cannot matter. */
export const DELIMITER_HEAD_CHARS = 64 * 1024;

/** The delimiter that cuts the first rows into the same number of cells; a comma if none occurs. */
export function guessDelimiter(text: string): Delimiter {
  const { meta } = parse<string[]>(wholeLines(text), { preview: 1, delimitersToGuess: [...DELIMITERS], skipEmptyLines: true });
  return DELIMITERS.find((delimiter) => delimiter === meta.delimiter) ?? ',';
}

/** Without the line that the head breaks off in, whose cells would count as too few. */
function wholeLines(text: string): string {
  const head = text.slice(0, DELIMITER_HEAD_CHARS);
  const lastLineEnd = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('\r'));
  return text.length <= DELIMITER_HEAD_CHARS || lastLineEnd === -1 ? head : head.slice(0, lastLineEnd + 1);
}
