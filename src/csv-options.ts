/** How the text of a CSV file without a byte order mark is encoded. */
export enum CsvEncoding {
  /** UTF-8, strictly. */
  UTF_8 = 'utf-8',
  /** What senders call Latin-1: windows-1252, which has the euro sign and typographic quotes. */
  LATIN_1 = 'latin1',
}

/** What becomes of a CSV row that has more or fewer cells than the header. */
export enum RaggedRows {
  /** It is a bad record: the file is a dead letter, unless `maxBadRecordRatio` allows some. */
  REFUSE = 'refuse',
  /**
   * Missing cells are null. Empty cells beyond the last column are dropped, in the header too. A row is still refused if
   * such a cell is not empty: its value would be lost.
   */
  FILL = 'fill',
}

/** How the CSV files of a source are written. What is left out is found in each file, or has a default. */
export interface CsvOptions {
  /**
   * What separates the cells: `,` `;` `|` or a tab.
   *
   * @default - found in each file
   */
  readonly delimiter?: string;

  /**
   * Whether the first row names the columns. If it does not, and there are no `columnNames`, they are called
   * `column_1`, `column_2` …
   *
   * @default - found in each file
   */
  readonly header?: boolean;

  /**
   * Names of the columns, in order, for files in which no row has them. No two may be equal or differ only in case.
   *
   * @default - the first row has them
   */
  readonly columnNames?: string[];

  /**
   * Encoding of files without a byte order mark. A file with such a mark is read as the mark says.
   *
   * @default CsvEncoding.UTF_8
   */
  readonly encoding?: CsvEncoding;

  /**
   * Lines at the beginning of each file that are not part of the table, such as a title. Blank lines count. 0 to 1,000.
   *
   * @default - found in each file, if it is certain
   */
  readonly preambleLines?: number;

  /**
   * Lines at the end of each file that are not part of the table, such as totals. Blank lines do not count. 0 to 1,000.
   *
   * @default - found in each file, if it is certain. If short rows are filled up, they are not looked for
   */
  readonly footerLines?: number;

  /**
   * What becomes of rows that have more or fewer cells than the header.
   *
   * @default RaggedRows.REFUSE
   */
  readonly raggedRows?: RaggedRows;
}
