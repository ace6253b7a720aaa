// How a source says that values of a field are written. A host hands a format over as a few bytes, which `core/field-format/encode.ts`
// writes. A path or a column with a format has its address; all others have 0 there, which is all that they pay.

import { WINDOW } from '../common/memory';

/** Numbers are written in another way than JSON's. The bytes that follow say in which. */
const NUMBERS: u32 = 1;
/** The minus may stand after the digits. */
const TRAILING_MINUS: u32 = 2;
/** A percent sign may stand after the digits. */
const PERCENT: u32 = 4;
/** Dates and times may be written in other ways, or bare times are in another zone than UTC. */
const TIMES: u32 = 8;
/** The rules of the zone go on in the same way after its last change. */
const ENDLESS: u32 = 16;
/** The source declares the zone of bare times, which may be UTC. */
const ZONE: u32 = 32;

/** A longer text fits no format. */
export const MAX_FORMATTED_BYTES: u32 = 64;

/** Values of `FieldFormat.epoch`. */
export const EPOCH_MILLISECONDS: u32 = 1;
export const EPOCH_SECONDS: u32 = 2;

@unmanaged
export class FieldFormat {
  flags: u32;
  decimalSeparator: u32;
  /** Numbers count from 1970: 0 if they do not. */
  epoch: u32;
  /** A number fits if it is a decimal of so many digits, of which `scale` follow the point. 0: nobody asks. */
  precision: u32;
  scale: u32;
  groupBytes: u32;
  currencyBytes: u32;
  /** The separator of groups of three digits, and what is taken off as a currency. */
  group: usize;
  currency: usize;
  /** The first pattern. Each has its length before it. */
  patterns: usize;
  patternsEnd: usize;
  /** The periods of the zone (`zone.ts`). */
  periods: usize;
  periodCount: u32;
}

const FORMAT_BYTES: usize = (offsetof<FieldFormat>() + 15) & ~15;

/**
 * Formats have a place of their own before the window, because they change from file to file. It has room for all formats that a source may
 * declare (`SourceLimit.FIELD_FORMATS`), each with a zone of 400 periods.
 */
const FORMATS: usize = 0x20000;

/** The format that says nothing: values are written as they are without one. */
export const PLAIN: usize = FORMATS;

let free: usize = FORMATS + FORMAT_BYTES;

export function clearFormats(): void {
  memory.fill(PLAIN, 0, FORMAT_BYTES);
  free = PLAIN + FORMAT_BYTES;
}

/** A zone's period has its first second in UTC, and its offset from UTC in seconds. */
export const PERIOD_BYTES: usize = 16;

/** The bytes that the host wrote: flags, decimal separator, epoch, precision, scale, and four lengths. */
const HEADER_BYTES: usize = 12;

/** Adds the format whose bytes the host wrote to the front of the window. Returns its address, a multiple of 16. */
export function addFormat(bytes: u32): usize {
  const address = free;
  const format = changetype<FieldFormat>(address);
  const at = address + FORMAT_BYTES;
  const periods: u32 = load<u16>(WINDOW, 10);
  const periodsAt = (at + bytes + 15) & ~15;
  free = periodsAt + PERIOD_BYTES * periods;
  if (free > WINDOW) unreachable();
  memory.copy(at, WINDOW, bytes);
  format.flags = load<u8>(at);
  format.decimalSeparator = load<u8>(at, 1);
  format.epoch = load<u8>(at, 2);
  format.precision = load<u8>(at, 3);
  format.scale = load<u8>(at, 4);
  format.groupBytes = load<u8>(at, 5);
  format.currencyBytes = load<u8>(at, 6);
  format.group = at + HEADER_BYTES;
  format.currency = format.group + format.groupBytes;
  format.patterns = format.currency + format.currencyBytes;
  format.patternsEnd = format.patterns + load<u16>(at, 8);
  format.periods = periodsAt;
  format.periodCount = periods;
  readPeriods(format);
  return address;
}

/** Unpacks the periods: the seconds since the period before, and the offset, as numbers of variable length. */
function readPeriods(format: FieldFormat): void {
  packed = format.patternsEnd;
  let from: i64 = 0;
  for (let i: u32 = 0; i < format.periodCount; i++) {
    const period = format.periods + PERIOD_BYTES * i;
    from += unpacked();
    store<i64>(period, from);
    store<i64>(period, unpacked(), 8);
  }
}

/** Where the next packed number is. */
let packed: usize = 0;

/** Seven bits a byte, the lowest first; the lowest bit of all is the sign. */
function unpacked(): i64 {
  let bits: u64 = 0;
  let shift: u64 = 0;
  let byte: u64;
  do {
    byte = load<u8>(packed++);
    bits |= (byte & 127) << shift;
    shift += 7;
  } while (byte > 127);
  return <i64>(bits >> 1) ^ -(<i64>(bits & 1));
}

// @ts-ignore: decorator
@inline
export function hasNumbers(format: FieldFormat): bool {
  return (format.flags & NUMBERS) != 0;
}

// @ts-ignore: decorator
@inline
export function hasTimes(format: FieldFormat): bool {
  return (format.flags & TIMES) != 0;
}

export function hasTrailingMinus(format: FieldFormat): bool {
  return (format.flags & TRAILING_MINUS) != 0;
}

export function hasPercent(format: FieldFormat): bool {
  return (format.flags & PERCENT) != 0;
}

export function hasZone(format: FieldFormat): bool {
  return (format.flags & ZONE) != 0;
}

export function isEndless(format: FieldFormat): bool {
  return (format.flags & ENDLESS) != 0;
}
