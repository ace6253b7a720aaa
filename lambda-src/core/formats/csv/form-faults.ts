/** The refusals of files whose form cannot be found, with what their source may declare. */

import type { Reading } from './delimiter';
import type { OtherForm } from './one-column';
import type { TitleRows } from './title-rows';
import type { Delimiter } from '../../../../src/contract';
import type { CsvConfig } from '../../../../src/source-config';
import { type DeadLetterReason, type FaultPlace, FileFault } from '../fault';
import { shown } from '../fault-text';

export function ambiguousDelimiter(a: Reading, b: Reading, place: FaultPlace): FileFault {
  const cells = ({ delimiter, width }: Reading) => `${shown(delimiter)} (${width} columns)`;
  return new FileFault('ambiguous_csv', `the rows read about as well with ${cells(a)} as with ${cells(b)}; `
    + 'the delimiter of the source decides it', place, [{ delimiter: a.delimiter }, { delimiter: b.delimiter }]);
}

export function namesOrRecord(place: FaultPlace): FileFault {
  return new FileFault('ambiguous_csv', 'the first row may name the columns or be the first record; the header of the source decides it',
    place, [{ header: true }, { header: false }]);
}

export function notDelimited(delimiter: Delimiter, other: OtherForm, place: FaultPlace): FileFault {
  return new FileFault('not_delimited', `cut at ${shown(delimiter)}, the file is one column, but it ${other.says}; `
    + 'a list of one column needs its one name in columnNames', place, choicesOf(other));
}

export function foreignDelimiter(delimiter: Delimiter, other: OtherForm, place: FaultPlace): FileFault {
  return new FileFault('not_delimited', `cut at ${shown(delimiter)}, the rows have different numbers of cells, but the file ${other.says}`, place, choicesOf(other));
}

function choicesOf({ delimiter }: OtherForm): readonly CsvConfig[] {
  return delimiter === undefined ? [] : [{ delimiter }];
}

export function titlesAboveTable(reason: DeadLetterReason, { lines, width }: TitleRows, delimiter: Delimiter, place: FaultPlace): FileFault {
  const before = lines === 1 ? 'the first line is' : `the first ${lines} lines are`;
  return new FileFault(reason, `${before} not filled like the rows below, which have ${width} cells (delimiter ${shown(delimiter)}); `
    + `if the table begins after ${lines === 1 ? 'it' : 'them'}, preambleLines: ${lines} of the source says so`, place, [{ preambleLines: lines }]);
}

export function moreHeaders(more: number, reading: Reading, place: FaultPlace): FileFault {
  const preambleLines = reading.linesBefore(more + 1);
  const columnNames = namesOfAll(reading.top(more + 1).map(({ cells }) => cells));
  const rows = more === 1 ? 'the row below the names of the columns has' : `the ${more} rows below the names of the columns have`;
  return new FileFault('ambiguous_csv', `${rows} texts where the rows below have numbers: they may be units, or the first records; `
    + `preambleLines: ${preambleLines} and columnNames of the source, or its header, decide it`, place,
  [...columnNames === undefined ? [] : [{ preambleLines, columnNames }], { header: true }]);
}

/** The names in the first row of the header or, if they are no names of columns, those of all its rows together; undefined if these are none either. */
function namesOfAll(header: ReadonlyArray<readonly string[]>): readonly string[] | undefined {
  const together = header[0].map((_, i) => header.map((cells) => cells[i]?.trim() ?? '').filter((name) => name !== '').join(' '));
  return [header[0], together].find((names) => names.every((name) => name.trim() !== '')
    && new Set(names.map((name) => name.toLowerCase())).size === names.length);
}

export function otherTable(place: FaultPlace): FileFault {
  return new FileFault('ambiguous_csv', 'after a blank line, the header of another table seems to follow; send each table as a file of its own, '
    + 'or declare the header of the source if all rows are records of one table', place, [{ header: true }]);
}
