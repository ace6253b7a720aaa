/**
 * How a cell looks to a person, in whatever country it was written. That is more than the types of `schema/infer.ts`: `1,50` and
 * `31.12.2024` stay text, but they show where cells begin and end, and that a row names nothing.
 */
export type CellKind = 'empty' | 'number' | 'time' | 'boolean' | 'text';

/** A longer cell is text; the rules below need not look at it. */
const MAX_TYPED_CHARS = 40;

/** What people write where there is no value. */
const NO_VALUE = new Set(['', '-', '--', '?', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil', '.', '\\n']);
const BOOLEAN = new Set(['true', 'false', 'yes', 'no']);
const LONGEST_WORD = 5;

/** Digits with a sign, currency or per cent, thousands in groups, a point or comma before the decimals, an exponent. */
const NUMBER = new RegExp([
  /^[-+(]?\s?[$€£¥₹₽₩₺]?\s?[-+]?/,
  /(?:\d+(?:[.,]\d+)?|[.,]\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+(?:[.,]\d+)?)/,
  /(?:[eE][-+]?\d+)?\s?(?:%|[$€£¥₹₽₩₺]|\)|-)?$/,
].map((part) => part.source).join(''));

const CLOCK = /\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?/.source;
const ZONE = /(?:\s?(?:Z|UTC|GMT|[-+]\d{2}:?\d{2}))?/.source;
const MONTH = /(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?/.source;
const DAY = [
  /\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/.source,
  /\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})/.source,
  `${MONTH}[ -]\\d{1,2}(?:st|nd|rd|th)?,? \\d{4}`,
  `\\d{1,2}(?:st|nd|rd|th)?[ -]?${MONTH}[ -]?(?:\\d{4}|\\d{2})`,
].join('|');
const TIME = new RegExp(`^(?:(?:[a-z]{3,9},? )?(?:${DAY})(?:(?:T|,? )${CLOCK}${ZONE})?|${CLOCK}${ZONE})$`, 'i');

/** None of these is in a number or a time. */
const ONLY_IN_TEXT = new Set([...'\t";|=_<>{}[]@&?!*#~^'].map((character) => character.charCodeAt(0)));

/** Regular expressions cost more than all else here, so most cells are told without them. */
export function cellKind(cell: string): CellKind {
  if (cell.length === 0) return 'empty';
  if (cell.length > MAX_TYPED_CHARS) return 'text';
  let [digits, points, letters, marks] = [0, 0, 0, 0];
  for (let at = 0; at < cell.length; at++) {
    const code = cell.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits++;
    else if (code === 0x2e) points++;
    else if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) letters++;
    else if (code === 0x2d || code === 0x2f || code === 0x3a) marks++;
    else if (digits > 0 && ONLY_IN_TEXT.has(code)) return 'text';
  }
  if (digits === 0) return wordKind(cell);
  if (digits + points === cell.length && points <= 1) return 'number';
  const trimmed = cell.trim();
  // An exponent has a letter. A time has a month's name, or two marks or points between its parts, or a colon.
  if (letters <= 1 && NUMBER.test(trimmed)) return 'number';
  return (letters > 2 || marks + points > 0) && TIME.test(trimmed) ? 'time' : 'text';
}

function wordKind(cell: string): CellKind {
  const word = cell.trim();
  if (word.length > LONGEST_WORD) return 'text';
  if (NO_VALUE.has(word.toLowerCase())) return 'empty';
  return BOOLEAN.has(word.toLowerCase()) ? 'boolean' : 'text';
}

export function isTyped(kind: CellKind): boolean {
  return kind === 'number' || kind === 'time' || kind === 'boolean';
}
