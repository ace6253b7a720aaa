/** What a scanner counted about the values of one JSON path or one CSV column. */

import { type SketchLayout, type Sketches, mergeSketches } from './scanned-sketches';
import { type Seen, mergeSeen, readSeen } from './seen';
import { type Family, type FieldType, join } from '../../schema/field-type';

/** Where a row of the scanner's table keeps each value: byte offsets. */
export interface ValuesLayout extends SketchLayout {
  readonly NULLS: number;
  readonly BOOLEANS: number;
  readonly INTEGERS: number;
  readonly BIG_INTEGERS: number;
  readonly DOUBLES: number;
  readonly UNHOLDABLE: number;
  readonly TEXTS: number;
  readonly DATES: number;
  readonly TIMESTAMPS: number;
  readonly FITTING: number;
  readonly MIN_INTEGER: number;
  readonly MAX_INTEGER: number;
  readonly MIN_DOUBLE: number;
  readonly MAX_DOUBLE: number;
  readonly BIG_DIGITS: number;
  readonly MIN_LENGTH: number;
  readonly MAX_LENGTH: number;
  readonly MIN_TEXT_BYTES: number;
  readonly MAX_TEXT_BYTES: number;
  readonly MIN_TEXT: number;
  readonly MAX_TEXT: number;
  readonly FIRST_BOOLEAN: number;
  readonly FIRST_INTEGER: number;
  readonly FIRST_BIG_INTEGER: number;
  readonly FIRST_DOUBLE: number;
  readonly FIRST_UNHOLDABLE: number;
  readonly FIRST_TEXT: number;
  readonly FIRST_DATE: number;
  readonly FIRST_TIMESTAMP: number;
  readonly ROUNDED: number;
  readonly FIRST_ROUNDED: number;
  readonly ZONED: number;
  readonly FIRST_ZONED: number;
  readonly UNZONED: number;
  readonly FIRST_UNZONED: number;
}

/** The least and the greatest value that were seen. */
export type Range<T> = readonly [least: T, greatest: T];

/** The number of the record in which a kind of value was first seen, for every kind whose count is not 0. */
export type Firsts = Readonly<Partial<Record<ScalarKind, number>>>;

type ScalarKind = 'booleans' | 'integers' | 'bigIntegers' | 'doubles' | 'unholdable' | 'texts' | 'dates' | 'timestamps';

export interface ScannedValues {
  readonly nulls: number;
  readonly booleans: number;
  /** Integers that fit into 64 bits. */
  readonly integers: number;
  /** Integers beyond 64 bits, with up to 38 digits. */
  readonly bigIntegers: number;
  readonly doubles: number;
  /** JSON numbers that no numeric type holds. */
  readonly unholdable: number;
  readonly texts: number;
  /** CSV cells, and values of a JSON path with a format that all of them fit. */
  readonly dates: number;
  readonly timestamps: number;
  /** Numbers that are decimals of the precision and scale that the source declares. */
  readonly fitting: number;
  readonly firsts: Firsts;
  /** Doubles with more digits than a double gives back. */
  readonly rounded?: Seen;
  /**
   * Timestamps with an offset from UTC, or with a zone that the source declares, and timestamps without one. In JSON only if all texts are
   * dates or timestamps.
   */
  readonly zoned?: Seen;
  readonly unzoned?: Seen;
  readonly integerRange?: Range<bigint>;
  /** The range of doubles and of integers beyond 64 bits. */
  readonly doubleRange?: Range<number>;
  /** The most digits that an integer beyond 64 bits had. */
  readonly bigDigits: number;
  /** The range of lengths in code points: of JSON strings, or in CSV of all cells that are not empty. */
  readonly lengthRange?: Range<number>;
  /** The first 32 bytes of the least and the greatest of these texts, compared by bytes. */
  readonly textRange?: Range<Uint8Array>;
  /** Present only if the file was read for sketches. */
  readonly sketches?: Sketches;
}

/** Reads one row of the table, without its sketches. */
export function readValues(memory: Uint8Array, row: number, layout: ValuesLayout): ScannedValues {
  const view = new DataView(memory.buffer, row);
  const count = (field: number) => readCount(view, field);
  const word = (field: number) => view.getUint32(field, true);
  const text = (at: number, bytes: number) => memory.slice(row + at, row + at + word(bytes));
  const first = (field: number) => view.getFloat64(field, true);
  const [integers, bigIntegers, doubles] = [count(layout.INTEGERS), count(layout.BIG_INTEGERS), count(layout.DOUBLES)];
  const [least, greatest] = [view.getFloat64(layout.MIN_DOUBLE, true), view.getFloat64(layout.MAX_DOUBLE, true)];
  return {
    nulls: count(layout.NULLS),
    booleans: count(layout.BOOLEANS),
    integers,
    bigIntegers,
    doubles,
    unholdable: count(layout.UNHOLDABLE),
    texts: count(layout.TEXTS),
    dates: count(layout.DATES),
    timestamps: count(layout.TIMESTAMPS),
    fitting: count(layout.FITTING),
    firsts: seenKinds({
      booleans: first(layout.FIRST_BOOLEAN),
      integers: first(layout.FIRST_INTEGER),
      bigIntegers: first(layout.FIRST_BIG_INTEGER),
      doubles: first(layout.FIRST_DOUBLE),
      unholdable: first(layout.FIRST_UNHOLDABLE),
      texts: first(layout.FIRST_TEXT),
      dates: first(layout.FIRST_DATE),
      timestamps: first(layout.FIRST_TIMESTAMP),
    }),
    rounded: readSeen(view, layout.ROUNDED, layout.FIRST_ROUNDED),
    zoned: readSeen(view, layout.ZONED, layout.FIRST_ZONED),
    unzoned: readSeen(view, layout.UNZONED, layout.FIRST_UNZONED),
    integerRange: integers === 0 ? undefined
      : [view.getBigInt64(layout.MIN_INTEGER, true), view.getBigInt64(layout.MAX_INTEGER, true)],
    // NaN, a double in CSV, has no place in the order. Adding 0 turns -0 into 0, so that it does not matter which of them came first.
    doubleRange: least > greatest ? undefined : [least + 0, greatest + 0],
    bigDigits: word(layout.BIG_DIGITS),
    lengthRange: word(layout.MIN_LENGTH) > word(layout.MAX_LENGTH) ? undefined : [word(layout.MIN_LENGTH), word(layout.MAX_LENGTH)],
    textRange: word(layout.MIN_LENGTH) > word(layout.MAX_LENGTH) ? undefined
      : [text(layout.MIN_TEXT, layout.MIN_TEXT_BYTES), text(layout.MAX_TEXT, layout.MAX_TEXT_BYTES)],
  };
}

/** Leaves out the kinds that were not seen: their record is 0. */
function seenKinds(firsts: Firsts): Firsts {
  return Object.fromEntries(Object.entries(firsts).filter(([, record]) => record > 0));
}

/** The counts of both together. */
export function mergeValues(a: ScannedValues, b: ScannedValues): ScannedValues {
  return {
    nulls: a.nulls + b.nulls,
    booleans: a.booleans + b.booleans,
    integers: a.integers + b.integers,
    bigIntegers: a.bigIntegers + b.bigIntegers,
    doubles: a.doubles + b.doubles,
    unholdable: a.unholdable + b.unholdable,
    texts: a.texts + b.texts,
    dates: a.dates + b.dates,
    timestamps: a.timestamps + b.timestamps,
    fitting: a.fitting + b.fitting,
    firsts: mergeFirsts(a.firsts, b.firsts),
    rounded: mergeSeen(a.rounded, b.rounded),
    zoned: mergeSeen(a.zoned, b.zoned),
    unzoned: mergeSeen(a.unzoned, b.unzoned),
    integerRange: mergeRanges(a.integerRange, b.integerRange, compare),
    doubleRange: mergeRanges(a.doubleRange, b.doubleRange, compare),
    bigDigits: Math.max(a.bigDigits, b.bigDigits),
    lengthRange: mergeRanges(a.lengthRange, b.lengthRange, compare),
    textRange: mergeRanges(a.textRange, b.textRange, Buffer.compare),
    sketches: mergeSketches(a.sketches, b.sketches),
  };
}

function mergeFirsts(a: Firsts, b: Firsts): Firsts {
  const merged: Record<string, number> = { ...a };
  for (const [kind, record] of Object.entries(b)) {
    merged[kind] = Math.min(merged[kind] ?? record, record);
  }
  return merged;
}

function mergeRanges<T>(a: Range<T> | undefined, b: Range<T> | undefined, order: (one: T, other: T) => number): Range<T> | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return [order(a[0], b[0]) <= 0 ? a[0] : b[0], order(a[1], b[1]) >= 0 ? a[1] : b[1]];
}

function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A 64-bit count; a file that fits the bounds stays below 2^53. */
export function readCount(view: DataView, field: number): number {
  return Number(view.getBigUint64(field, true));
}

/** The names whose bit is set; `names` are in the order of the bits, from the lowest on. */
export function named<T>(names: readonly T[], bits: number): T[] {
  return names.filter((_, bit) => Math.floor(bits / 2 ** bit) % 2 === 1);
}

/** How often there was a scalar that is not null. */
export function scalarCount(values: ScannedValues): number {
  return values.booleans + values.integers + values.bigIntegers + values.doubles + values.unholdable + values.texts
    + values.dates + values.timestamps;
}

const DOUBLE_HOLDS = 2n ** 53n;

/** The type of integers of 64 bits. */
export function integerType([least, greatest]: Range<bigint>): FieldType {
  return least >= -DOUBLE_HOLDS && greatest <= DOUBLE_HOLDS ? 'bigint' : 'bigint(wide)';
}

/** The types of the scalars that were seen, joined with those given. */
export function joinedType(values: ScannedValues, others: readonly FieldType[], family: Family): FieldType {
  const seen: FieldType[] = [...others];
  if (values.booleans > 0) {
    seen.push('boolean');
  }
  if (values.integerRange !== undefined) {
    seen.push(integerType(values.integerRange));
  }
  if (values.bigIntegers > 0) {
    seen.push(`decimal(${values.bigDigits},0)`);
  }
  if (values.doubles > 0) {
    seen.push('double');
  }
  if (values.unholdable > 0) {
    seen.push('json');
  }
  if (values.texts > 0) {
    seen.push('string');
  }
  if (values.dates > 0) {
    seen.push('date');
  }
  if (values.timestamps > 0) {
    seen.push('timestamp');
  }
  return seen.reduce((a, b) => join(a, b, family), 'unknown');
}
