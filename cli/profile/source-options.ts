/** What a source may declare about its files. Each property has an option of its name. The values are checked later, all together. */

import { parseColumnNames } from './column-names';
import { BlankRows, Headers, RaggedRows } from '../../src/csv-options';
import type { NumberFormat, TimeFormat } from '../../src/field-format';
import { CSV_DEFAULTS, type CsvConfig, type ReadingConfig } from '../../src/source-config';
import { SourceFormat } from '../../src/source-props';
import type { Flag, Options, RepeatedOption, ValueOption, Values } from '../command-line/options';
import { UsageError } from '../command-line/usage-error';

/** A type that is declared for a path. */
export interface TypeHint {
  readonly path: string;
  readonly type: string;
}

const CSV_OPTIONS = {
  delimiter: {
    placeholder: 'CHAR',
    help: 'CSV: what separates the cells, such as ; or \\t or \\x01 (default: found in each file)',
    read: readCharacter,
  },
  quote: { placeholder: 'CHAR', help: `CSV: what encloses cells; empty: cells are never quoted (default: ${CSV_DEFAULTS.quote})`, read: readCharacter },
  escape: { placeholder: 'CHAR', help: 'CSV: what takes away the meaning of the next character (default: none)', read: readCharacter },
  comment: { placeholder: 'TEXT', help: 'CSV: lines that begin with this text are no rows (default: all lines are rows)', read: asItIs },
  trim: { placeholder: 'true|false', help: `CSV: whether blanks at both ends of cells are taken off (default: ${CSV_DEFAULTS.trim})`, read: readBoolean },
  blankRows: {
    placeholder: Object.values(BlankRows).join('|'),
    help: `CSV: what becomes of rows of nothing but delimiters (default: ${CSV_DEFAULTS.blankRows})`,
    read: asItIs,
  },
  header: { placeholder: 'true|false', help: 'CSV: whether the first row names the columns (default: found in each file)', read: readBoolean },
  headers: {
    placeholder: Object.values(Headers).join('|'),
    help: `CSV: what becomes of a header with equal or empty names (default: ${CSV_DEFAULTS.headers})`,
    read: asItIs,
  },
  columnNames: {
    placeholder: 'NAME,…',
    help: 'CSV: names of the columns, in order, as a row of CSV; with --header true, they replace those in the first row',
    read: parseColumnNames,
  },
  encoding: {
    placeholder: 'LABEL',
    help: `CSV: encoding of files without a byte order mark, such as windows-1252 or shift_jis (default: ${CSV_DEFAULTS.encoding})`,
    read: asItIs,
  },
  preambleLines: { placeholder: 'N', help: 'CSV: lines before the table (default: found in the file)', read: readNumber },
  footerLines: { placeholder: 'N', help: 'CSV: lines after the table (default: found in the file)', read: readNumber },
  raggedRows: {
    placeholder: Object.values(RaggedRows).join('|'),
    help: `CSV: what becomes of rows with more or fewer cells than the header (default: ${CSV_DEFAULTS.raggedRows})`,
    read: asItIs,
  },
} satisfies { readonly [Option in keyof CsvConfig]-?: ValueOption<unknown> };

/** A field whose values are written in a way of their own. */
export interface DeclaredField {
  readonly path: string;
  /** JSON, unchecked. */
  readonly format: unknown;
}

const NUMBER_OPTIONS = {
  decimalSeparator: { placeholder: 'CHAR', help: 'CSV: what stands before the decimals of numbers, . or , (default: .)', read: asItIs },
  groupSeparator: { placeholder: 'CHAR', help: 'CSV: what may stand between groups of three digits (default: nothing)', read: asItIs },
  trailingMinus: { help: 'CSV: a minus may stand after the digits' },
  percent: { help: 'CSV: a percent sign may stand after the digits; it is taken off' },
  currency: { placeholder: 'SIGN', help: 'CSV: a currency, such as € or EUR, that may stand before or after the digits', read: asItIs },
} satisfies { readonly [Option in keyof NumberFormat]-?: ValueOption<unknown> | Flag };

const TIME_OPTIONS = {
  timePatterns: {
    repeated: true,
    placeholder: 'PATTERN',
    help: 'CSV: how dates or times are written besides ISO 8601, such as dd.MM.yyyy; may be repeated',
    read: asItIs,
  },
  timeZone: { placeholder: 'ZONE', help: 'CSV: the zone of times without an offset, such as Europe/Berlin (default: UTC)', read: asItIs },
} satisfies { readonly [Option in `time${Capitalize<keyof TimeFormat>}`]-?: ValueOption<unknown> | RepeatedOption<unknown> };

export const SOURCE_OPTIONS = {
  format: {
    placeholder: Object.values(SourceFormat).join('|'),
    help: 'what the source sends (default: by the file\'s name, else by its first character)',
    read: asItIs,
  },
  ...CSV_OPTIONS,
  recordsAt: { placeholder: 'PATH', help: 'JSON: where the array of records is, such as data.items (default: at the top)', read: asItIs },
  keyColumn: { placeholder: 'NAME', help: 'JSON: an object of records is there; each key becomes this column', read: asItIs },
  aroundColumns: {
    repeated: true,
    placeholder: 'PATH',
    help: 'JSON: a value outside of the array that becomes a column of each record; may be repeated',
    read: asItIs,
  } satisfies RepeatedOption<string>,
  emptyArrayAsObject: {
    repeated: true,
    placeholder: 'PATH',
    help: 'JSON: an object that is written as [] if it is empty; may be repeated',
    read: asItIs,
  } satisfies RepeatedOption<string>,
  alwaysArray: {
    repeated: true,
    placeholder: 'PATH',
    help: 'JSON: an array that is written without brackets if it has one element; may be repeated',
    read: asItIs,
  } satisfies RepeatedOption<string>,
  nullMarkers: {
    repeated: true,
    placeholder: 'TEXT',
    help: 'a whole cell or JSON string that counts as null, such as NA; may be repeated',
    read: asItIs,
  } satisfies RepeatedOption<string>,
  ...NUMBER_OPTIONS,
  ...TIME_OPTIONS,
  fields: {
    repeated: true,
    placeholder: 'PATH=JSON',
    help: 'how the values of a field are written, such as at={"epoch":"seconds"}; may be repeated',
    read: readField,
  } satisfies RepeatedOption<DeclaredField>,
  typeHints: {
    repeated: true,
    placeholder: 'PATH=TYPE',
    help: 'the type of a field, such as id=string; may be repeated',
    read: readHint,
  } satisfies RepeatedOption<TypeHint>,
  maxBadRecordRatio: { placeholder: 'RATIO', help: 'share of the records that may be bad, such as 0.01 (default: 0)', read: readNumber },
} satisfies {
  readonly [Option in Exclude<keyof ReadingConfig, 'csv' | 'numbers' | 'times'> | keyof CsvConfig]-?: ValueOption<unknown> | RepeatedOption<unknown>
} & Options;

/** What was declared on the command line, unchecked. */
export type SourceOptions = Values<typeof SOURCE_OPTIONS>;

/** What is declared if no option is given. */
export const NOTHING_DECLARED = Object.fromEntries(Object.entries(SOURCE_OPTIONS)
  .map(([name, option]) => [name, 'repeated' in option ? [] : undefined])) as unknown as SourceOptions;

function asItIs(text: string): string {
  return text;
}

/** Characters that are hard to type in most shells have a spelling of their own. */
function readCharacter(text: string): string {
  return text === '\\t' ? '\t' : text.replace(/^\\x([0-7][0-9a-f])$/i, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** A text that is neither is kept: the check of the declaration refuses it. */
function readBoolean(text: string): boolean | string {
  switch (text) {
    case 'true': return true;
    case 'false': return false;
    default: return text;
  }
}

/** A text that is not a number is kept: the check of the declaration refuses it. */
function readNumber(text: string): number | string {
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** A path may contain `=`. An object in JSON begins with a brace. */
function readField(text: string): DeclaredField {
  const at = text.search(/=\s*\{/);
  try {
    if (at !== -1) {
      return { path: text.slice(0, at), format: JSON.parse(text.slice(at + 1)) };
    }
  } catch {
    // The error below says it.
  }
  throw new UsageError(`--field is ${JSON.stringify(text)}; expected PATH=JSON, for example at={"epoch":"seconds"}`);
}

/** A path may contain `=`, but no type does. */
function readHint(text: string): TypeHint {
  const at = text.lastIndexOf('=');
  if (at === -1) {
    throw new UsageError(`--type-hint is "${text}"; expected PATH=TYPE, for example customer.id=string`);
  }
  return { path: text.slice(0, at), type: text.slice(at + 1) };
}
