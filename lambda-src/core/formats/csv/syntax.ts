/** Which characters of a CSV file mean something, as its source declares them. */

import type { Delimiter } from '../../../../src/contract';
import { CSV_DEFAULTS } from '../../../../src/source-config';
import type { CsvReading } from '../dialect';

/** What a source declares about the characters of its CSV files, besides the delimiter, which may be found in the file. */
export type DeclaredSyntax = Pick<CsvReading, 'quote' | 'escape' | 'comment' | 'trim' | 'blankRows'>;

export interface CsvSyntax {
  readonly delimiter: Delimiter;
  /** Empty if cells are never quoted. */
  readonly quote: string;
  /** Takes away the meaning of the next character; empty if no character does. */
  readonly escape: string;
  /** Lines that begin with it are no rows; empty if all lines are. */
  readonly comment: string;
  /** Blanks that are taken off at both ends of a cell; empty if none are. */
  readonly blanks: string;
  /** Rows of nothing but delimiters are records of nulls. */
  readonly keepsBlankRows: boolean;
}

const BLANKS = ' \t\u00a0';

export function csvSyntax(
  delimiter: Delimiter,
  { quote = CSV_DEFAULTS.quote, escape = '', comment = '', trim = CSV_DEFAULTS.trim, blankRows = CSV_DEFAULTS.blankRows }: DeclaredSyntax = {},
): CsvSyntax {
  return { delimiter, quote, escape, comment, blanks: trim ? BLANKS.replace(delimiter, '') : '', keepsBlankRows: blankRows === 'keep' };
}
