/** Finds what is wrong with the characters that a source declares for its CSV files: each on its own, and all together. */

import { CSV_DELIMITERS, SourceLimit } from './contract';
import type { CsvOptions } from './csv-options';
import { type Finding, shownValue } from './finding';

/** The default of `quote`. */
const QUOTE = '"';

/** The byte 0x1A may end a file, and these end a line. */
const NO_DELIMITER = '\r\n\u001a';

/** A blank around a cell means nothing to most senders. */
const NO_QUOTE = `${NO_DELIMITER} \t`;

export function delimiterFindings(value: unknown): readonly string[] {
  return isCharacter(value, NO_DELIMITER) ? [] : [`is ${shownValue(value)}; expected one ASCII character that ends no line, such as ; or '\\t'`];
}

export function quoteFindings(value: unknown): readonly string[] {
  return value === '' || isCharacter(value, NO_QUOTE) ? []
    : [`is ${shownValue(value)}; expected one ASCII character that is no blank, or an empty text if cells are never quoted`];
}

export function escapeFindings(value: unknown): readonly string[] {
  return isCharacter(value, NO_QUOTE) ? [] : [`is ${shownValue(value)}; expected one ASCII character that is no blank, such as a backslash`];
}

export function commentFindings(value: unknown): readonly string[] {
  return typeof value === 'string' && /^[\x20-\x7e]+$/.test(value) && value.length <= SourceLimit.COMMENT_CHARS ? []
    : [`is ${shownValue(value)}; expected 1 to ${SourceLimit.COMMENT_CHARS} ASCII characters with which comments begin, such as #`];
}

function isCharacter(value: unknown, others: string): value is string {
  return typeof value === 'string' && /^[\x00-\x7f]$/.test(value) && !others.includes(value);
}

/** @param csv the options, each of them without findings of its own. */
export function combinationFindings(csv: Readonly<Record<string, unknown>>): Finding[] {
  return [...sameCharacters(csv), ...headerFindings(csv)];
}

/** The same character cannot have two meanings. */
function sameCharacters({ delimiter, quote = QUOTE, escape, comment }: Readonly<Record<string, unknown>>): Finding[] {
  const findings: Finding[] = [];
  const add = (option: keyof CsvOptions, says: string) => findings.push({ option: `csv.${option}`, says });
  if (delimiter === quote) {
    add('delimiter', `is ${shownValue(delimiter)}, and so is the quote; give each a character of its own, or declare an empty quote if cells are never quoted`);
  }
  if (escape !== undefined && escape === quote) {
    add('escape', `is ${shownValue(escape)}, and so is the quote; leave it out, because a quote within quotes is written twice anyway`);
  }
  if (escape !== undefined && escape === delimiter) {
    add('escape', `is ${shownValue(escape)}, and so is the delimiter; give each a character of its own`);
  }
  const first = typeof comment === 'string' ? comment[0] : undefined;
  const twin = Object.entries({ delimiter, quote, escape }).find(([, character]) => first !== undefined && character === first);
  if (twin !== undefined) {
    add('comment', `is ${shownValue(comment)}, which begins with the ${twin[0]}; a row may begin with it too, so use other characters`);
  }
  if (delimiter === undefined) {
    const looked: readonly unknown[] = CSV_DELIMITERS;
    for (const [option, character] of Object.entries({ quote, escape, comment: first }) as Array<[keyof CsvOptions, unknown]>) {
      if (looked.includes(character)) {
        add(option, `has ${shownValue(character)}, which may be the delimiter of a file; declare the delimiter too`);
      }
    }
  }
  return findings;
}

function headerFindings({ header, headers, columnNames }: Readonly<Record<string, unknown>>): Finding[] {
  if (headers !== 'repair') {
    return [];
  }
  if (columnNames !== undefined) {
    return [{ option: 'csv.headers', says: 'is "repair", but columnNames name the columns; leave one of them out' }];
  }
  return header === false ? [{ option: 'csv.headers', says: 'is "repair", but no row names the columns (header is false); leave one of them out' }] : [];
}
