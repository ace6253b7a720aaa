/** What a source may declare about its files, one option each. What one of them cannot be shows here, alone. */

import { parseColumnNames } from './column-names';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { CSV_DELIMITERS, SourceLimit, type Delimiter } from '../../src/contract';
import { isNullMarker } from '../../src/source-rules';
import type { Options, RepeatedOption, ValueOption, Values } from '../command-line/options';
import { UsageError } from '../command-line/usage-error';

/** A type that is declared for a path. */
export interface TypeHint {
  readonly path: string;
  readonly type: string;
}

export const SOURCE_OPTIONS = {
  'format': oneOf('format', ['json', 'csv'] satisfies Family[], 'what the source sends (default: by the file\'s name, else by its first character)'),
  'delimiter': {
    placeholder: 'CHAR',
    help: 'CSV: what separates the cells, one of , ; | \\t (default: found in each file)',
    read: readDelimiter,
  },
  'header': oneOf('header', ['true', 'false'], 'CSV: whether the first row names the columns (default: found in each file)'),
  'column-names': {
    placeholder: 'NAME,…',
    help: 'CSV: names of the columns, in order, where no row has them; as a row of CSV',
    read: parseColumnNames,
  },
  'encoding': oneOf('encoding', ['utf-8', 'latin1'], 'CSV: of files without a byte order mark (default: utf-8)'),
  'preamble-lines': lines('preamble-lines', 'CSV: lines before the table'),
  'footer-lines': lines('footer-lines', 'CSV: lines after the table'),
  'ragged-rows': oneOf('ragged-rows', ['refuse', 'fill'], 'CSV: what becomes of rows with another number of cells (default: refuse)'),
  'null-marker': {
    repeated: true,
    placeholder: 'TEXT',
    help: 'a whole cell or JSON string that counts as null, such as NA; may be repeated',
    read: readMarker,
  } satisfies RepeatedOption<string>,
  'type-hint': {
    repeated: true,
    placeholder: 'PATH=TYPE',
    help: 'the type of a field, such as id=string; may be repeated',
    read: readHint,
  } satisfies RepeatedOption<TypeHint>,
  'max-bad-record-ratio': {
    placeholder: 'RATIO',
    help: 'share of the records that may be bad, such as 0.01 (default: 0)',
    read: readRatio,
  },
} satisfies Options;

/** What was declared on the command line; what was not is left to the file. */
export type SourceOptions = Values<typeof SOURCE_OPTIONS>;

function oneOf<T extends string>(name: string, values: readonly T[], help: string): ValueOption<T> {
  return {
    placeholder: values.join('|'),
    help,
    read: (text) => {
      const value = values.find((candidate) => candidate === text);
      if (value === undefined) {
        throw new UsageError(`--${name} is "${text}"; expected ${values.join(' or ')}`);
      }
      return value;
    },
  };
}

function lines(name: string, help: string): ValueOption<number> {
  return {
    placeholder: 'N',
    help: `${help} (default: 0)`,
    read: (text) => {
      if (/^\d+$/.test(text) && Number(text) <= SourceLimit.MARGIN_LINES) {
        return Number(text);
      }
      throw new UsageError(`--${name} is "${text}"; expected a whole number from 0 to ${SourceLimit.MARGIN_LINES}`);
    },
  };
}

/** Few shells make it easy to type a tab. */
function readDelimiter(text: string): Delimiter {
  const delimiter = CSV_DELIMITERS.find((each) => each === (text === '\\t' ? '\t' : text));
  if (delimiter !== undefined) {
    return delimiter;
  }
  throw new UsageError(`--delimiter is ${JSON.stringify(text)}; expected one of , ; | or a tab ('\\t')`);
}

function readMarker(text: string): string {
  if (isNullMarker(text)) {
    return text;
  }
  throw new UsageError(
    `--null-marker is ${JSON.stringify(text)}; expected 1 to ${SourceLimit.NULL_MARKER_BYTES} bytes without quotation marks and control characters`
    + (text === '' ? ' (an empty CSV cell is null anyway, and an empty JSON string is a text)' : ''),
  );
}

/** No type has a `=` in it, but a path may. */
function readHint(text: string): TypeHint {
  const at = text.lastIndexOf('=');
  if (at === -1) {
    throw new UsageError(`--type-hint is "${text}"; expected PATH=TYPE, for example customer.id=string`);
  }
  return { path: text.slice(0, at), type: text.slice(at + 1) };
}

function readRatio(text: string): number {
  const ratio = text.trim() === '' ? NaN : Number(text);
  if (ratio >= 0 && ratio <= SourceLimit.BAD_RECORD_RATIO) {
    return ratio;
  }
  throw new UsageError(`--max-bad-record-ratio is "${text}"; expected a number from 0 to ${SourceLimit.BAD_RECORD_RATIO}, for example 0.01 for one record of a hundred`);
}
