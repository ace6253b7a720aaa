/**
 * How numbers are written, if not as in JSON (`1234.5`). A text that is not written exactly so is no number.
 *
 * Digits stand alone or in groups of three (the first group has one to three), with a minus before them if the number is negative.
 * Decimals and an exponent (`1e3`) may follow. A number that begins with a needless zero, such as `007`, is an id and stays text.
 */
export interface NumberFormat {
  /**
   * What stands before the decimals: `.` or `,`.
   *
   * @default '.'
   */
  readonly decimalSeparator?: string;

  /**
   * What may stand between groups of three digits: `.` `,` `'` `’` `_`, a blank, or one of the narrow or no-break spaces U+00A0
   * and U+202F. Groups of two digits, as in `12,34,567`, are not read.
   *
   * @default - digits are not grouped
   */
  readonly groupSeparator?: string;

  /**
   * Whether the minus may also stand after the digits, as in `1.50-`.
   *
   * @default false
   */
  readonly trailingMinus?: boolean;

  /**
   * Whether a percent sign may stand after the digits. It is taken off, and nothing is divided: `12 %` is 12.
   *
   * @default false
   */
  readonly percent?: boolean;

  /**
   * The currency, a sign or a code such as `€` or `EUR`, which may stand before or after the digits, with or without a blank. It is taken
   * off. An amount in another currency is no number, so amounts of two currencies never meet in one column.
   *
   * @default - a number with a currency is text
   */
  readonly currency?: string;
}

/** How dates and times are written, besides the forms of ISO 8601. */
export interface TimeFormat {
  /**
   * Patterns in the language of Unicode's date formats and of `java.time`: `yyyy`; `yy` (00 to 68 are 2000 to 2068, 69 to 99 are 1969
   * to 1999); `M`, `MM`; `MMM`, `MMMM` (English names); `d`, `dd`; `H`, `HH` (0 to 23); `h`, `hh` (1 to 12) with `a` (AM or PM); `m`,
   * `mm`; `s`, `ss`; `S` once for each digit of the fraction; and the offset from UTC as `XXX` (`+01:00` or `Z`), `XX` (`+0100` or `Z`), `X`
   * (`+01`, `+0100` or `Z`), `xxx`, `xx`, `x` (the same without `Z`) or `Z` (`+0100`). Other letters stand in single quotes. A pattern
   * names a day, and perhaps a time; one without a time gives a date.
   *
   * A text fits a pattern from its first to its last character, or not at all. No two patterns may read a text differently.
   *
   * @default - ISO 8601 only
   */
  readonly patterns?: string[];

  /**
   * The zone of times without an offset, also of those in ISO 8601: `UTC`, an offset such as `+02:00`, or a name such as `Europe/Berlin`.
   * A time that does not exist in the zone or exists twice, because its clocks are changed then, is text.
   *
   * @default 'UTC'
   */
  readonly zone?: string;
}

/** What numbers count from the beginning of 1970 in UTC. */
export enum EpochUnit {
  /** Seconds. They may have up to three decimals. */
  SECONDS = 'seconds',
  /** Milliseconds. */
  MILLISECONDS = 'milliseconds',
}

/** How the values of one field are written: exactly one of these. */
export interface FieldFormat {
  /**
   * A CSV column of numbers, or JSON strings that are numbers.
   *
   * @default - numbers are written as everywhere in the source
   */
  readonly number?: NumberFormat;

  /**
   * A CSV column or JSON strings: dates or times.
   *
   * @default - times are written as everywhere in the source
   */
  readonly time?: TimeFormat;

  /**
   * Numbers, or texts that are numbers, which are moments from the year 1 to 9999.
   *
   * @default - numbers are numbers
   */
  readonly epoch?: EpochUnit;
}
