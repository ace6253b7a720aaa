/**
 * Finds what the scanner must find in a JSON file, with obvious code and the plain reader.
 *
 * The plain reader decodes a whole chunk before it reads it, and reads a whole record before it judges it. The scanner finds
 * the first fault in the file. So if the plain reader finds a byte that is not UTF-8, a fault in the bytes before that one
 * counts instead.
 */

import { SketchCounter } from './sketch-oracle';
import type { Format } from '../../../lambda-src/core/field-format/encode';
import { FileFault } from '../../../lambda-src/core/formats/fault';
import { JsonCursor } from '../../../lambda-src/core/formats/json/cursor';
import type { JsonScanOptions, ScannedJson } from '../../../lambda-src/core/formats/json/json-scanner';
import { type ScannedPath, type TextFormat, typeOf } from '../../../lambda-src/core/formats/json/scanned-path';
import { type Firsts, scalarCount } from '../../../lambda-src/core/formats/scanning/scanned-values';
import type { Seen } from '../../../lambda-src/core/formats/scanning/seen';
import { decodeUtf8 } from '../../../lambda-src/core/formats/stored/decode';
import { TextChunk } from '../../../lambda-src/core/formats/stored/text-chunk';
import type { FieldEvidence } from '../../../lambda-src/core/schema/schema-profile';
import { elementPath, memberPath } from '../../../src/field-path';
import { JsonProfile } from '../../reference/json-profile';
import { type JsonRecord, JsonRecords } from '../../reference/json-records';
import { plainDecimal, plainFormatted } from '../../reference/plain-format';
import { cellType } from '../../reference/value-type';

/** What is declared, and by path how values are written. */
export interface JsonOracleOptions extends JsonScanOptions {
  readonly formats?: ReadonlyMap<string, Format>;
}

/** @throws FileFault */
export function readJson(bytes: Buffer, options: JsonOracleOptions = {}): ScannedJson {
  let text: string;
  try {
    const { text: decoded, used } = decodeUtf8(bytes, 0);
    if (used < bytes.length) {
      throw new FileFault('invalid_encoding', 'cut', { byteOffset: used });
    }
    text = decoded;
  } catch (error) {
    throw error instanceof FileFault ? firstFault(bytes, error, options) : error;
  }
  return readText(text, options);
}

function firstFault(bytes: Buffer, encoding: FileFault, options: JsonOracleOptions): FileFault {
  const before = bytes.subarray(0, encoding.byteOffset);
  try {
    readText(before.toString('utf8'), options);
  } catch (error) {
    const isFound = error instanceof FileFault && error.reason !== 'case_collision';
    if (isFound && error.byteOffset !== undefined && error.byteOffset < before.length) {
      return error;
    }
  }
  return encoding;
}

function readText(text: string, { nullMarkers = [], sketches = false, formats = new Map() }: JsonOracleOptions): ScannedJson {
  const reader = new JsonRecords();
  const profile = new JsonProfile({ nullMarkers });
  const paths = new Map<string, PathCounter>();
  let records = 0;
  const take = (record: JsonRecord) => {
    profile.add(record);
    records++;
    count(new JsonCursor(record.text), '', undefined, { paths, nullMarkers, formats, record: records });
  };
  for (const record of reader.push(new TextChunk(text, 0))) {
    take(record);
  }
  for (const record of reader.end()) {
    take(record);
  }
  const schema = profile.finish();
  const counted = new Map([...schema.fields.keys()].map((path) => [path, paths.get(path)!.result(sketches)]));
  const fields = [...schema.fields].map(([path, evidence]) => (
    [path, formats.has(path) ? formattedEvidence(evidence, counted.get(path)!) : evidence] as const
  ));
  return { format: reader.format, schema: { ...schema, fields: new Map(fields) }, paths: counted };
}

/** What a field with a format is. Texts in ISO 8601 mean nothing there beyond the format. */
function formattedEvidence({ values, nulls, parents }: FieldEvidence, row: ScannedPath): FieldEvidence {
  const type = typeOf(row);
  const { fitting, objects, arrays } = row;
  return { type, values, nulls, parents, ...fitting === 0 ? {} : { fitting }, ...type === 'json' ? { scalars: objects + arrays === 0 } : {} };
}

interface Counting {
  readonly paths: Map<string, PathCounter>;
  readonly nullMarkers: readonly string[];
  readonly formats: ReadonlyMap<string, Format>;
  /** Its number, from 1. */
  readonly record: number;
}

/** Counts a value at `path` and everything in it. */
function count(cursor: JsonCursor, at: string, path: string | undefined, counting: Counting): void {
  const { paths, nullMarkers, formats, record } = counting;
  let counter = paths.get(at);
  if (counter === undefined) {
    paths.set(at, counter = new PathCounter(path === undefined ? undefined : formats.get(path)));
  }
  counter.record = record;
  const kind = cursor.kind();
  switch (kind) {
    case 'object':
      counter.objects++;
      counter.firstObject ??= record;
      cursor.object((name) => {
        const member = memberPath(path, name);
        count(cursor, member, member, counting);
      });
      break;
    case 'array':
      counter.arrays++;
      counter.firstArray ??= record;
      cursor.array(() => count(cursor, elementPath(path!), elementPath(path!), counting));
      break;
    case 'string': {
      const text = cursor.string();
      if (nullMarkers.includes(text)) {
        counter.nulls++;
      } else {
        counter.text(text);
        counter.formattedText(text);
      }
      break;
    }
    case 'number': {
      const source = cursor.number();
      counter.number(source);
      counter.formattedNumber(source);
      break;
    }
    case 'boolean': counter.boolean(String(cursor.boolean()));
      break;
    case 'null':
      counter.nulls++;
      cursor.null();
      break;
  }
}

/** Whether the double nearest to the number, written with as many digits, has other digits. Compares exact decimals, in BigInt. */
function isRounded(source: string): boolean {
  const match = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source);
  if (match === null) {
    return false;
  }
  const [, whole, fraction = '', tens = '0'] = match;
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(tens);
  const significant = digits.toString().replace(/0+$/, '').length;
  if (significant <= 17 || significant > 101) {
    return significant > 101;
  }
  // The number is digits × 10^-scale. In units of its last digit that is not 0, the double must be nearer to it than to any other.
  const zeros = digits.toString().length - significant;
  const unit = scale - zeros;
  const { mantissa, exponent } = partsOf(Math.abs(Number(source)));
  const power = (base: bigint, by: number) => base ** BigInt(Math.max(by, 0));
  const [above, below] = [power(10n, unit) * power(2n, exponent), power(10n, -unit) * power(2n, -exponent)];
  const rounded = (2n * mantissa * above + below) / (2n * below);
  return rounded !== digits / 10n ** BigInt(zeros);
}

/** The double as mantissa × 2^exponent. */
function partsOf(value: number): { mantissa: bigint; exponent: number } {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  const word = bits.readBigUInt64BE();
  const [biased, fraction] = [Number(word / 2n ** 52n), word % 2n ** 52n];
  return biased === 0 ? { mantissa: fraction, exponent: -1074 } : { mantissa: fraction + 2n ** 52n, exponent: biased - 1075 };
}

/** Whether a timestamp in ISO 8601 has an offset from UTC. */
export function hasOffset(text: string): boolean {
  return /(Z|[+-]\d\d:\d\d)$/.test(text);
}

/** Counts scalars as `ScannedValues` describes. */
export class ValueCounter {
  /** The number of the record that is read now. */
  record = 0;
  protected readonly firsts: Record<string, number> = {};
  private readonly seenIn = new Map<string, number[]>();
  nulls = 0;
  booleans = 0;
  integers: bigint[] = [];
  bigIntegers = 0;
  doubles = 0;
  dates = 0;
  timestamps = 0;
  fitting = 0;
  unholdable = 0;
  texts: string[] = [];
  bigDigits = 0;
  /** The values of doubles and big integers. */
  readonly numbers: number[] = [];
  protected readonly sketch = new SketchCounter();

  protected first(kind: keyof Firsts): void {
    this.firsts[kind] ??= this.record;
  }

  /** Notes that this was seen in the current record. */
  protected note(what: string): void {
    this.seenIn.set(what, [...this.seenIn.get(what) ?? [], this.record]);
  }

  protected noted(what: string): Seen | undefined {
    const records = this.seenIn.get(what);
    return records === undefined ? undefined : { count: records.length, first: Math.min(...records) };
  }

  protected zone(isZoned: boolean): void {
    this.note(isZoned ? 'zoned' : 'unzoned');
  }

  integer(source: string): void {
    const [value, digits] = [BigInt(source), source.replace('-', '').length];
    if (digits > 38) {
      this.unholdableNumber(source);
    } else if (BigInt.asIntN(64, value) === value) {
      this.first('integers');
      this.integers.push(value);
      this.sketch.integer(source);
    } else {
      this.first('bigIntegers');
      this.bigIntegers++;
      this.bigDigits = Math.max(this.bigDigits, digits);
      this.numbers.push(Number(source));
      this.sketch.bigInteger(source);
    }
  }

  number(source: string): void {
    if (/^-?\d+$/.test(source) && source.length <= 1000) {
      this.integer(source);
    } else if (source.length > 1000 || !Number.isFinite(Number(source))) {
      this.unholdableNumber(source);
    } else {
      this.double(source);
    }
  }

  double(source: string): void {
    this.first('doubles');
    this.doubles++;
    if (isRounded(source)) {
      this.note('rounded');
    }
    if (source !== 'NaN') {
      this.numbers.push(Number(source));
    }
    this.sketch.double(source);
  }

  text(value: string): void {
    this.first('texts');
    this.texts.push(value);
    this.sketch.value(value);
  }

  /** @param isZoned whether an offset or a declared zone says when it is; undefined if that means nothing */
  time(kind: 'date' | 'timestamp', text: string, isZoned: boolean | undefined): void {
    const kinds = kind === 'date' ? 'dates' : 'timestamps';
    this.first(kinds);
    this[kinds]++;
    if (isZoned !== undefined) {
      this.zone(isZoned);
    }
    this.sketch.value(text);
  }

  boolean(source: string): void {
    this.first('booleans');
    this.booleans++;
    this.sketch.value(source);
  }

  private unholdableNumber(source: string): void {
    this.first('unholdable');
    this.unholdable++;
    this.sketch.value(source);
  }

  /** @param extent the texts from which the lengths and the least and greatest text come */
  values(extent: readonly string[], sketches: boolean) {
    extent.forEach((text) => this.sketch.length(text));
    const encoded = extent.map((text) => new Uint8Array(Buffer.from(text).subarray(0, 32))).sort(Buffer.compare);
    const lengths = extent.map((text) => [...text].length);
    const sorted = [...this.integers].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return {
      nulls: this.nulls,
      booleans: this.booleans,
      integers: sorted.length,
      bigIntegers: this.bigIntegers,
      doubles: this.doubles,
      unholdable: this.unholdable,
      texts: this.texts.length,
      dates: this.dates,
      timestamps: this.timestamps,
      fitting: this.fitting,
      firsts: this.firsts,
      rounded: this.noted('rounded'),
      zoned: this.noted('zoned'),
      unzoned: this.noted('unzoned'),
      integerRange: sorted.length === 0 ? undefined : [sorted[0], sorted[sorted.length - 1]] as const,
      doubleRange: this.numbers.length === 0 ? undefined : [Math.min(...this.numbers) + 0, Math.max(...this.numbers) + 0] as const,
      bigDigits: this.bigDigits,
      lengthRange: lengths.length === 0 ? undefined : [Math.min(...lengths), Math.max(...lengths)] as const,
      textRange: encoded.length === 0 ? undefined : [encoded[0], encoded[encoded.length - 1]] as const,
      sketches: sketches ? this.sketch.result() : undefined,
    };
  }
}

class PathCounter extends ValueCounter {
  objects = 0;
  arrays = 0;
  firstObject?: number;
  firstArray?: number;
  private readonly formatted = new ValueCounter();

  constructor(private readonly format: Format | undefined) {
    super();
  }

  override text(value: string): void {
    super.text(value);
    if (cellType(value) === 'timestamp') {
      this.zone(hasOffset(value));
    }
  }

  formattedText(text: string): void {
    this.formatted.record = this.record;
    const { number, time } = this.format === undefined ? {} : plainFormatted(text, this.format);
    if (time !== undefined) {
      this.formatted.time(time.kind, text, time.isZoned);
    } else if (number !== undefined) {
      this.fittingNumber(number);
    }
  }

  formattedNumber(source: string): void {
    if (this.format === undefined) {
      return;
    }
    this.formatted.record = this.record;
    const { time } = plainFormatted(source, { ...this.format, number: undefined });
    if (time !== undefined) {
      this.formatted.time(time.kind, source, time.isZoned);
    } else if (this.format.epoch === undefined && this.format.time === undefined) {
      this.fittingNumber(source);
    }
  }

  private fittingNumber(source: string): void {
    const { decimal } = this.format!;
    if (decimal !== undefined && plainDecimal(source, decimal.precision, decimal.scale) !== undefined) {
      this.formatted.fitting++;
    }
    this.formatted.number(source);
  }

  result(sketches: boolean): ScannedPath {
    const natural = this.natural(sketches);
    if (this.format === undefined) {
      return natural;
    }
    const formatted = this.formatted.values([], sketches);
    const formats = natural.formats.filter((format) => !format.startsWith('date'));
    if (scalarCount(formatted) - formatted.unholdable !== scalarCount(natural) + this.objects + this.arrays) {
      return { ...natural, zoned: undefined, unzoned: undefined, formats, fitting: formatted.fitting };
    }
    const { nulls, objects, arrays, firstObject, firstArray, isMap, lengthRange, textRange } = natural;
    const isInOrder = formatted.dates + formatted.timestamps === 0;
    return {
      ...formatted, nulls, objects, arrays, firstObject, firstArray, isMap, lengthRange, formats: [], textRange: isInOrder ? textRange : undefined,
    };
  }

  private natural(sketches: boolean): ScannedPath {
    const formats = this.texts.length === 0 ? [] : FORMATS.filter(([, has]) => this.texts.every(has)).map(([name]) => name);
    return {
      ...this.values(this.texts, sketches),
      ...formats.includes('date-time') ? {} : { zoned: undefined, unzoned: undefined },
      objects: this.objects,
      arrays: this.arrays,
      firstObject: this.firstObject,
      firstArray: this.firstArray,
      formats,
      isMap: false,
    };
  }
}

const FORMATS: ReadonlyArray<readonly [TextFormat, (text: string) => boolean]> = [
  ['date', (text) => cellType(text) === 'date'],
  ['date-time', (text) => ['date', 'timestamp'].includes(cellType(text)!)],
  ['uuid', (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)],
  ['digits', (text) => /^\d{1,38}$/.test(text)],
];
