/** A first line such as `sep=;`, which tells spreadsheets the delimiter. It is not a row of the table. */

import { CSV_DELIMITERS, type Delimiter } from '../../../../src/contract';
import { type FaultPlace, FileFault } from '../fault';
import { shown } from '../fault-text';

export interface SeparatorLine {
  readonly delimiter: Delimiter;
  /** Where it is in the text, without its line end. It is ASCII, so bytes and characters are the same. */
  readonly start: number;
  readonly end: number;
}

const SEPARATOR_LINE = /^([\r\n]*)("?)sep=([^\r\n"])\2(?=[\r\n])/i;

/**
 * @param text the beginning of the file.
 * @throws FileFault `not_delimited` if the line names a character that is not one of the delimiters.
 */
export function separatorLine(text: string, place: FaultPlace): SeparatorLine | undefined {
  const match = SEPARATOR_LINE.exec(text);
  if (match === null) {
    return undefined;
  }
  const delimiter = CSV_DELIMITERS.find((each) => each === match[3]);
  if (delimiter === undefined) {
    throw new FileFault('not_delimited', `the first line says that ${shown(match[3])} separates the cells; expected one of , ; | or a tab`, place);
  }
  return { delimiter, start: match[1].length, end: match[0].length };
}
