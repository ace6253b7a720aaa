/** How the text of a CSV file without a byte order mark is encoded. */
export enum CsvEncoding {
  /** UTF-8, strictly. */
  UTF_8 = 'utf-8',
  /** Latin-1, as it is sent under that name: windows-1252, which has the euro sign and typographic quotes. */
  LATIN_1 = 'latin1',
}

/** What becomes of a CSV row with another number of cells than the header. */
export enum RaggedRows {
  /** It is a bad record: the file is a dead letter, unless `maxBadRecordRatio` allows some. */
  REFUSE = 'refuse',
  /**
   * Missing cells are null, and empty cells beyond the last column are dropped, in the header too. A row with more that
   * are not empty is still refused: their values would be lost.
   */
  FILL = 'fill',
}

/** What a source says of its CSV files. Whatever it leaves out is found in each file. */
export interface CsvOptions {
  /**
   * What separates the cells: `,` `;` `|` or a tab.
   *
   * @default - found in each file
   */
  readonly delimiter?: string;

  /**
   * Whether the first row names the columns. Where it does not, and there are no `columnNames`, they are called
   * `column_1`, `column_2` …
   *
   * @default - it does, unless it has nothing but numbers, booleans, dates and empty cells
   */
  readonly header?: boolean;

  /**
   * Names of the columns, in order, of files in which no row has them. No two may be equal, be it but for case.
   *
   * @default - the first row has them
   */
  readonly columnNames?: string[];

  /**
   * Encoding of files without a byte order mark; one that has a mark is read as it says.
   *
   * @default CsvEncoding.UTF_8
   */
  readonly encoding?: CsvEncoding;

  /**
   * Lines at the beginning of each file that are no part of the table, blank ones included: a title, a date. 0 to 1,000.
   *
   * @default 0
   */
  readonly preambleLines?: number;

  /**
   * Lines at the end of each file that are no part of the table, blank ones not counted: totals, a remark. 0 to 1,000.
   *
   * @default 0
   */
  readonly footerLines?: number;

  /**
   * What becomes of rows with another number of cells than the header.
   *
   * @default RaggedRows.REFUSE
   */
  readonly raggedRows?: RaggedRows;
}
