/** The outline of a JSON file of which only the beginning is known. */

import { Bounds } from '../../formats/bounds';

/**
 * The longest beginning of the text that becomes valid JSON if its open arrays and objects are closed. Of an array, only whole
 * elements are kept.
 *
 * @returns undefined if the text is no beginning of JSON, or is nested deeper than any record may be.
 */
export function completedJson(text: string): string | undefined {
  const open: string[] = [];
  let end = 0;
  let closers = '';
  const keep = (at: number) => {
    if (open.length === 0 || open.at(-1) === ']') {
      end = at;
      closers = [...open].reverse().join('');
    }
  };
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === '"') {
      at = endOfText(text, at);
    } else if (c === '{' || c === '[') {
      open.push(c === '{' ? '}' : ']');
      if (open.length > Bounds.DEPTH) {
        return undefined;
      }
    } else if (c === '}' || c === ']') {
      if (open.pop() !== c) {
        return undefined;
      }
      keep(at + 1);
    } else if (c === ',') {
      keep(at);
    }
  }
  return end === 0 ? undefined : text.slice(0, end) + closers;
}

function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') {
      at++;
    } else if (text[at] === '"') {
      return at;
    }
  }
  return text.length;
}
