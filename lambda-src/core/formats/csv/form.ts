/**
 * Finds how a CSV file is written: by what its source declares, by its name, by its beginning and, if two readings are about
 * equally good, by the ACTIVE version of its source. If nothing settles it, the file is refused: its team is asked, nothing is guessed.
 */

import { type Reading, findDelimiter, readingBy } from './delimiter';
import { firstRowOf } from './first-row';
import { columnName } from './header';
import { markup, otherForm } from './one-column';
import type { SeparatorLine } from './separator-line';
import type { Delimiter } from '../../../../src/contract';
import type { CsvConfig } from '../../../../src/source-config';
import type { CsvForm, DecidedBy } from '../dialect';
import { type FaultPlace, FileFault } from '../fault';
import { shown } from '../fault-text';

/** The beginning of a CSV file. */
export interface CsvBeginning {
  readonly text: string;
  /** The text is the whole file. */
  readonly isWhole: boolean;
  /** Of the first byte. */
  readonly place: FaultPlace;
  readonly separatorLine?: SeparatorLine;
}

/** What is known about a file besides its bytes. */
export interface CsvContext {
  readonly declared: CsvConfig;
  /** As it was sent; undefined if it has no name. */
  readonly filename?: string;
  /** Names of the columns of the source's ACTIVE version. */
  readonly activeColumns?: ReadonlySet<string>;
}

/**
 * A form, or the fault of a file that has none. It is open if the columns of an ACTIVE version might change it. If those
 * columns are not known, it stands.
 */
export interface FoundForm {
  readonly isOpen: boolean;
  /** @throws FileFault `ambiguous_csv`, `not_delimited` */
  form(): CsvForm;
}

const TAB_FILE = /\.(?:tsv|tab)(?:\.gz)?$/i;

export function findForm(beginning: CsvBeginning, context: CsvContext): FoundForm {
  const { text, place } = beginning;
  const { declared, activeColumns } = context;
  const foreign = declared.columnNames === undefined ? markup(text) : undefined;
  if (foreign !== undefined) {
    return refused(false, () => new FileFault('not_delimited', `the file ${foreign}, not like rows of cells`, place));
  }

  const { reading, rival, by } = delimiterOf(beginning, context);
  if (rival !== undefined) {
    const known = activeColumns === undefined ? [] : [reading, rival].filter((each) => isKnown(namesOf(each), activeColumns));
    if (known.length !== 1) {
      return refused(true, () => twoDelimiters(reading, rival, place));
    }
    return formBy(beginning, context, known[0], 'active_version');
  }
  return formBy(beginning, context, reading, by);
}

function delimiterOf({ text, isWhole, separatorLine }: CsvBeginning, { declared, filename }: CsvContext): {
  readonly reading: Reading; readonly rival?: Reading; readonly by: DecidedBy['delimiter'];
} {
  const told = declared.delimiter ?? separatorLine?.delimiter;
  if (told !== undefined) {
    return { reading: readingBy(told, text, isWhole, declared), by: declared.delimiter === undefined ? 'separator_line' : 'source' };
  }
  if (filename !== undefined && TAB_FILE.test(filename)) {
    const reading = readingBy('\t', text, isWhole, declared);
    if (reading.width > 1) {
      return { reading, by: 'filename' };
    }
  }
  const { best, rival } = findDelimiter(text, isWhole, declared);
  const fitting = [best, rival].filter((each) => each?.width === declared.columnNames?.length);
  return rival !== undefined && fitting.length === 1 ? { reading: fitting[0]!, by: 'source' } : { reading: best, rival, by: 'content' };
}

function formBy(beginning: CsvBeginning, context: CsvContext, reading: Reading, by: DecidedBy['delimiter']): FoundForm {
  const { text, isWhole, place } = beginning;
  const { declared, activeColumns } = context;
  const { delimiter, width } = reading;
  const form = (header: boolean, headerBy: DecidedBy['header'], isOpen: boolean): FoundForm => (
    { isOpen, form: () => ({ delimiter, header, decidedBy: { delimiter: by, header: headerBy } }) }
  );
  const isKnownList = declared.columnNames?.length === 1 || (activeColumns?.size === 1 && isKnown(namesOf(reading), activeColumns));
  if (width === 1 && !isKnownList && !isDelimitedAsDeclared(reading, declared)) {
    const other = otherForm(reading, text, isWhole, declared);
    if (other !== undefined) {
      return refused(true, () => notDelimited(delimiter, other, place));
    }
  }
  if (declared.columnNames !== undefined) {
    return form(declared.header === true, 'source', false);
  }
  if (declared.header !== undefined) {
    return form(declared.header, 'source', false);
  }
  const says = width === 0 ? 'no-sign' : firstRowOf(reading.sample());
  if (says === 'names' || says === 'record') {
    return form(says === 'names', 'content', false);
  }
  if (activeColumns !== undefined) {
    const [named, numbered] = [isKnown(namesOf(reading), activeColumns), isKnown(numbersOf(reading), activeColumns)];
    if (named !== numbered) {
      return form(named, 'active_version', true);
    }
  }
  return says === 'no-sign' ? form(true, 'default', true) : refused(true, () => namesOrRecord(place));
}

/**
 * If the source fills ragged rows, most rows may have a single cell. The first row and one below it then show that the declared delimiter
 * separates cells. The first row alone is not enough: its text may hold the delimiter by chance.
 */
function isDelimitedAsDeclared(reading: Reading, { delimiter, raggedRows }: CsvConfig): boolean {
  const [first, ...others] = reading.sample();
  return delimiter !== undefined && raggedRows === 'fill' && first.cells.length > 1 && others.some(({ cells }) => cells.length > 1);
}

function refused(isOpen: boolean, fault: () => FileFault): FoundForm {
  return {
    isOpen,
    form: () => {
      throw fault();
    },
  };
}

/** Its columns, if the first row names them. */
function namesOf(reading: Reading): readonly string[] {
  return reading.length === 0 ? [] : reading.sample()[0].cells;
}

/** Its columns, if the first row is a record. */
function numbersOf(reading: Reading): readonly string[] {
  return namesOf(reading).map((_, i) => columnName(i));
}

/** Whether most of the names are in the version, and most of the version's names are among them: some columns may have come or gone. */
function isKnown(names: readonly string[], active: ReadonlySet<string>): boolean {
  const common = new Set(names.filter((name) => active.has(name))).size;
  return common > 0 && 2 * common > Math.max(names.length, active.size);
}

function twoDelimiters(a: Reading, b: Reading, place: FaultPlace): FileFault {
  const cells = ({ delimiter, width }: Reading) => `${shown(delimiter)} (${width} columns)`;
  return new FileFault('ambiguous_csv', `the rows read about as well with ${cells(a)} as with ${cells(b)}; `
    + 'the delimiter of the source decides it', place, [{ delimiter: a.delimiter }, { delimiter: b.delimiter }]);
}

function namesOrRecord(place: FaultPlace): FileFault {
  return new FileFault('ambiguous_csv', 'the first row may name the columns or be the first record; the header of the source decides it',
    place, [{ header: true }, { header: false }]);
}

function notDelimited(delimiter: Delimiter, other: string, place: FaultPlace): FileFault {
  return new FileFault('not_delimited', `cut at ${shown(delimiter)}, the file is one column, but it ${other}; `
    + 'a list of one column needs its one name in columnNames', place);
}
