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

/** What becomes of CSV rows of nothing but delimiters, such as `,,,`. */
export enum BlankRows {
  /** They are no records, and do not count in the numbers of records. */
  SKIP = 'skip',
  /** Each of them is a record whose values are all null. */
  KEEP = 'keep',
}

/** What becomes of a CSV header that has equal or empty names. */
export enum Headers {
  /** The file is a dead letter, unless the columns without a name are the last ones and have no values. These do not exist. */
  STRICT = 'strict',
  /**
   * Names are repaired. Of equal names, the first stays, and the others get numbers: `a`, `a_2`, `a_3`. Upper and lower case count as
   * the same. A column without a name is called by its position, such as `column_4`.
   */
  REPAIR = 'repair',
}

/** How the CSV files of a source are written. What is left out is found in each file, or has a default. */
export interface CsvOptions {
  /**
   * What separates the cells: one ASCII character. It cannot be a line end, nor what `quote`, `escape` or `comment` say.
   *
   * @default - found in each file; one of `,` `;` `|` and the tab
   */
  readonly delimiter?: string;

  /**
   * What encloses a cell that holds delimiters, line ends or quotes: one ASCII character. Within quotes, it is written twice. An empty
   * text means that cells are never quoted: then a quotation mark is an ordinary character.
   *
   * @default '"'
   */
  readonly quote?: string;

  /**
   * A character that takes away the meaning of the next one, in and outside quotes: one ASCII character, such as a backslash. After
   * it, a quote, a delimiter, a line end or the character itself is part of the cell. The character before it is not.
   *
   * @default - none
   */
  readonly escape?: string;

  /**
   * Lines that begin with this text are no rows: 1 to 8 ASCII characters, such as `#`. It does not matter where in the file they are.
   * A line within quotes is part of its cell.
   *
   * @default - every line is part of a row
   */
  readonly comment?: string;

  /**
   * Whether blanks at both ends of a cell are taken off, in the header too: spaces, tabs and no-break spaces. Blanks within quotes stay,
   * and those around quotes are taken off.
   *
   * @default false
   */
  readonly trim?: boolean;

  /**
   * What becomes of rows of nothing but delimiters. Lines without any character are never records.
   *
   * @default BlankRows.SKIP
   */
  readonly blankRows?: BlankRows;

  /**
   * Whether the first row names the columns. If it does not, and there are no `columnNames`, they are called
   * `column_1`, `column_2` …
   *
   * @default - found in each file
   */
  readonly header?: boolean;

  /**
   * What becomes of a header that has equal or empty names.
   *
   * @default Headers.STRICT
   */
  readonly headers?: Headers;

  /**
   * Names of the columns, in order. No two may be equal or differ only in case. They are for files in which no row has names. With
   * `header: true`, they replace the names in the first row.
   *
   * @default - the first row has them
   */
  readonly columnNames?: string[];

  /**
   * Encoding of files without a byte order mark: any label of the WHATWG Encoding Standard that Node.js knows, such as
   * `windows-1252`, `shift_jis`, `gb18030` or `utf-16le`. As that standard says, `latin1` and `iso-8859-1` mean windows-1252.
   * A file with a byte order mark is read as the mark says.
   *
   * A file in any encoding but UTF-8 and UTF-16 is stored once more, in UTF-8, for promotion.
   *
   * @default 'utf-8'
   */
  readonly encoding?: string;

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
