/** A format of numbers and times as the scanners take it: a few bytes. `scanner/field-format/` reads them. */

import type { ZonePeriod } from './zone-periods';
import { zonePeriods } from './zone-periods';
import type { FieldFormatConfig } from '../../../src/source-config';
import { type NumberStep, type PatternStep, parseTimePattern } from '../../../src/time-pattern';

/** How the values of a field are written. Unlike in a declaration, numbers and times may both be written in a way of their own. */
export interface Format extends FieldFormatConfig {
  /** Profiling: numbers that are such decimals are counted. */
  readonly decimal?: { readonly precision: number; readonly scale: number };
}

const FLAGS = { NUMBERS: 1, TRAILING_MINUS: 2, PERCENT: 4, TIMES: 8, ENDLESS: 16, ZONE: 32 } as const;

const EPOCHS = { milliseconds: 1, seconds: 2 } as const;

const STEPS: Readonly<Record<Exclude<PatternStep['kind'], 'literal' | 'offset'>, number>> = {
  year: 2,
  shortYear: 3,
  month: 4,
  day: 5,
  hour: 6,
  hourOfHalf: 7,
  minute: 8,
  second: 9,
  fraction: 10,
  monthShort: 11,
  monthLong: 12,
  halfDay: 13,
};
const LITERAL = 1;
const OFFSET = 14;

export function encodeFormat({ number, time, epoch, decimal }: Format): Buffer {
  const { periods, isEndless } = time?.zone === undefined || time.zone === 'UTC' ? { periods: [], isEndless: false } : zonePeriods(time.zone);
  const patterns = Buffer.concat((time?.patterns ?? []).map(encodePattern));
  const [group, currency] = [Buffer.from(number?.groupSeparator ?? ''), Buffer.from(number?.currency ?? '')];
  const header = Buffer.alloc(12);
  header[0] = (number === undefined ? 0 : FLAGS.NUMBERS)
    + (number?.trailingMinus === true ? FLAGS.TRAILING_MINUS : 0)
    + (number?.percent === true ? FLAGS.PERCENT : 0)
    + (time === undefined ? 0 : FLAGS.TIMES)
    + (isEndless ? FLAGS.ENDLESS : 0)
    + (time?.zone === undefined ? 0 : FLAGS.ZONE);
  header.write(number?.decimalSeparator ?? '.', 1);
  header[2] = epoch === undefined ? 0 : EPOCHS[epoch];
  header[3] = decimal?.precision ?? 0;
  header[4] = decimal?.scale ?? 0;
  header[5] = group.length;
  header[6] = currency.length;
  header.writeUInt16LE(patterns.length, 8);
  header.writeUInt16LE(periods.length, 10);
  return Buffer.concat([header, group, currency, patterns, encodePeriods(periods)]);
}

function encodePattern(pattern: string): Buffer {
  const parsed = parseTimePattern(pattern);
  if (!('steps' in parsed)) {
    throw new Error(`the pattern ${pattern} ${parsed.fault}`);
  }
  const program = Buffer.concat(parsed.steps.map(encodeStep));
  return Buffer.concat([Buffer.from([program.length]), program]);
}

function encodeStep(step: PatternStep): Buffer {
  switch (step.kind) {
    case 'literal': {
      const text = Buffer.from(step.text);
      return Buffer.from([LITERAL, text.length, ...text]);
    }
    case 'offset':
      return Buffer.from([OFFSET, (step.hasZ ? 1 : 0) + (step.hasColon ? 2 : 0) + (step.mayEndWithHours ? 4 : 0)]);
    case 'monthShort': case 'monthLong': case 'halfDay':
      return Buffer.from([STEPS[step.kind]]);
    default:
      return Buffer.from([STEPS[step.kind satisfies NumberStep], step.least, step.greatest]);
  }
}

/** Seconds since the period before, and the offset, of each period. */
function encodePeriods(periods: readonly ZonePeriod[]): Buffer {
  return Buffer.concat(periods.flatMap(({ from, offset }, i) => [packed(from - (periods[i - 1]?.from ?? 0)), packed(offset)]));
}

/** Seven bits a byte, the lowest first; the lowest bit of all is the sign. */
function packed(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value >= 0 ? 2 * value : -2 * value - 1;
  for (; rest > 127; rest = Math.floor(rest / 128)) {
    bytes.push(rest % 128 + 128);
  }
  return Buffer.from([...bytes, rest]);
}
