/**
 * What a cell looks like to a person, in whatever country it was written. This covers more than the types of columns: `1,50`
 * and `31.12.2024` stay text, but they show where cells begin and end, and that their row is not a header.
 */
export type CellKind = 'empty' | 'number' | 'time' | 'boolean' | 'text';

/** A longer cell is text; the rules below need not look at it. */
const MAX_TYPED_CHARS = 40;

/** What people write if there is no value. */
const NO_VALUE = new Set(['', '-', '--', '?', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil', '.', '\\n']);
const BOOLEAN = new Set(['true', 'false', 'yes', 'no']);
const LONGEST_WORD = 5;

/** Digits with a sign, a currency or a per cent sign, groups of thousands, a point or comma before the decimals, an exponent. */
const NUMBER = new RegExp([
  /^[-+(]?\s?[$€£¥₹₽₩₺]?\s?[-+]?/,
  /(?:\d+(?:[.,]\d+)?|[.,]\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+(?:[.,]\d+)?)/,
  /(?:[eE][-+]?\d+)?\s?(?:%|[$€£¥₹₽₩₺]|\)|-)?$/,
].map((part) => part.source).join(''));

const CLOCK = /\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?/.source;
const ZONE = /(?:\s?(?:Z|UTC|GMT|[-+]\d{2}:?\d{2}))?/.source;
const DAY = /(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))/.source;
const NUMERIC_TIME = new RegExp(`^(?:${DAY}(?:[T ]${CLOCK}${ZONE})?|${CLOCK}${ZONE})$`);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = `(?:${MONTHS.join('|')})[a-z]{0,6}\\.?`;
const NAMED_DAY = `(?:${MONTH}[ -]\\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|\\d{1,2}(?:st|nd|rd|th)?[ -]?${MONTH}[ -]?(?:\\d{4}|\\d{2}))`;
const NAMED_TIME = new RegExp(`^(?:[a-z]{3,9},? )?(?:${NAMED_DAY}|${DAY})(?:(?:T|,? )${CLOCK}${ZONE})?$`, 'i');

const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;
const DIGIT = /\d/;
const ONLY_IN_TEXT = /[\t";|=_<>{}[\]@&?!*#~^]/;

export function cellKind(cell: string): CellKind {
  if (cell.length === 0) {
    return 'empty';
  }
  if (cell.length > MAX_TYPED_CHARS) {
    return 'text';
  }
  // Most cells end here.
  if (PLAIN_NUMBER.test(cell)) {
    return 'number';
  }
  if (!DIGIT.test(cell)) {
    return wordKind(cell);
  }
  if (ONLY_IN_TEXT.test(cell)) {
    return 'text';
  }
  const trimmed = cell.trim();
  if (NUMBER.test(trimmed)) {
    return 'number';
  }
  return NUMERIC_TIME.test(trimmed) || (hasMonth(trimmed) && NAMED_TIME.test(trimmed)) ? 'time' : 'text';
}

function wordKind(cell: string): CellKind {
  const word = cell.trim();
  if (word.length > LONGEST_WORD) {
    return 'text';
  }
  if (NO_VALUE.has(word.toLowerCase())) {
    return 'empty';
  }
  return BOOLEAN.has(word.toLowerCase()) ? 'boolean' : 'text';
}

function hasMonth(cell: string): boolean {
  const lower = cell.toLowerCase();
  return MONTHS.some((month) => lower.includes(month));
}

export function isTyped(kind: CellKind): boolean {
  return kind === 'number' || kind === 'time' || kind === 'boolean';
}
