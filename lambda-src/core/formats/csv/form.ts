/**
 * Finds how a CSV file is written: by what its source declares, by its name, by its beginning and, if two readings are about
 * equally good, by the ACTIVE version of its source. If nothing settles it, the file is refused: its team is asked, nothing is guessed.
 */

import { type Head, type Reading, findDelimiter, readingBy } from './delimiter';
import { firstRowOf } from './first-row';
import { ambiguousDelimiter, foreignDelimiter, moreHeaders, namesOrRecord, notDelimited, otherTable, titlesAboveTable } from './form-faults';
import { columnName } from './header';
import { isOtherHeader, rowsLikeHeader } from './header-rows';
import { foreignForm, markup, otherForm } from './one-column';
import type { SeparatorLine } from './separator-line';
import type { TitleRows } from './title-rows';
import type { CsvConfig } from '../../../../src/source-config';
import type { CsvForm, DecidedBy } from '../dialect';
import { type FaultPlace, FileFault } from '../fault';

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
  /** @throws FileFault `ambiguous_csv`, `not_delimited`, `ragged_row`, `empty_header` */
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
      return refused(true, () => ambiguousDelimiter(reading, rival, place));
    }
    return formBy(beginning, context, known[0], 'active_version');
  }
  return formBy(beginning, context, reading, by);
}

/** What the source says about the lines before the table counts, and so does a line that says what separates the cells. */
function headOf({ text, isWhole, separatorLine }: CsvBeginning, declared: CsvConfig): Head {
  return { text, isWhole, declared, mayHaveTitles: declared.preambleLines === undefined && separatorLine === undefined };
}

function delimiterOf(beginning: CsvBeginning, { declared, filename }: CsvContext): {
  readonly reading: Reading; readonly rival?: Reading; readonly by: DecidedBy['delimiter'];
} {
  const head = headOf(beginning, declared);
  const told = declared.delimiter ?? beginning.separatorLine?.delimiter;
  if (told !== undefined) {
    return { reading: readingBy(told, head), by: declared.delimiter === undefined ? 'separator_line' : 'source' };
  }
  if (filename !== undefined && TAB_FILE.test(filename)) {
    const reading = readingBy('\t', head);
    if (reading.width > 1) {
      return { reading, by: 'filename' };
    }
  }
  const { best, rival } = findDelimiter(head);
  const fitting = [best, rival].filter((each) => each?.width === declared.columnNames?.length);
  return rival !== undefined && fitting.length === 1 ? { reading: fitting[0]!, by: 'source' } : { reading: best, rival, by: 'content' };
}

function formBy(beginning: CsvBeginning, context: CsvContext, reading: Reading, by: DecidedBy['delimiter']): FoundForm {
  const { place } = beginning;
  const { declared, activeColumns } = context;
  const { delimiter, width, titles } = reading;
  const preambleLines = titles?.isCertain === true ? { preambleLines: titles.lines } : {};
  const form = (header: boolean, headerBy: DecidedBy['header'], isOpen: boolean): FoundForm => (
    { isOpen, form: () => ({ delimiter, header, ...preambleLines, decidedBy: { delimiter: by, header: headerBy } }) }
  );
  const isKnownList = declared.columnNames?.length === 1 || (activeColumns?.size === 1 && isKnown(namesOf(reading), activeColumns));
  if (width === 1 && !isKnownList && !isDelimitedAsDeclared(reading, declared)) {
    const other = otherForm(reading, headOf(beginning, declared));
    if (other !== undefined) {
      return refused(true, () => notDelimited(delimiter, other, place));
    }
  }
  const foreign = by === 'content' ? foreignForm(reading) : undefined;
  if (foreign !== undefined) {
    return refused(true, () => foreignDelimiter(delimiter, foreign, place));
  }
  // If the source says that no row names the columns, the first row is a record, though maybe a bad one.
  const hasNoNames = declared.header === false || (declared.columnNames !== undefined && declared.header !== true);
  const maybeTitles = titles?.isCertain === false && !isKnownList && !hasNoNames ? titles : undefined;
  if (maybeTitles !== undefined && reading.top(1)[0].cells.length < maybeTitles.width) {
    return refused(false, () => titlesAboveTable('ragged_row', maybeTitles, delimiter, place));
  }
  if (declared.columnNames !== undefined) {
    return form(declared.header === true, 'source', false);
  }
  if (declared.header !== undefined) {
    return form(declared.header, 'source', false);
  }
  const says = width === 0 ? 'no-sign' : firstRowOf(reading.sample());
  if (says === 'names' || says === 'no-sign') {
    const doubt = doubtAboutHeader(reading, maybeTitles, place);
    if (doubt !== undefined) {
      return refused(false, doubt);
    }
  }
  if (says === 'names') {
    return form(true, 'content', false);
  }
  if (says === 'record') {
    return form(false, 'content', false);
  }
  if (activeColumns !== undefined) {
    const [named, numbered] = [isKnown(namesOf(reading), activeColumns), isKnown(numbersOf(reading), activeColumns)];
    if (named !== numbered) {
      return form(named, 'active_version', true);
    }
  }
  return says === 'no-sign' ? form(true, 'default', true) : refused(true, () => namesOrRecord(place));
}

/** What speaks against the first row as the only header of the file. */
function doubtAboutHeader(reading: Reading, maybeTitles: TitleRows | undefined, place: FaultPlace): (() => FileFault) | undefined {
  if (maybeTitles !== undefined) {
    return () => titlesAboveTable('empty_header', maybeTitles, reading.delimiter, place);
  }
  const more = rowsLikeHeader(reading.top(TOP_ROWS).slice(1), reading.sample(undefined, TOP_ROWS));
  if (more > 0) {
    return () => moreHeaders(more, reading, place);
  }
  return hasOtherTable(reading) ? () => otherTable(place) : undefined;
}

function hasOtherTable(reading: Reading): boolean {
  const rows = reading.afterBlankLines(MOST_TABLES);
  if (rows.length === 0) {
    return false;
  }
  const [header, ...others] = reading.sample();
  return rows.some((row) => isOtherHeader(row, header.cells, others));
}

/** More blank lines are between records. */
const MOST_TABLES = 20;

/** Enough to see where the records begin below a header of several rows. */
const TOP_ROWS = 8;

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
  return reading.length === 0 ? [] : reading.top(1)[0].cells;
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
