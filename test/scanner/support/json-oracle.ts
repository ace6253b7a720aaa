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
import { scalarCount } from '../../../lambda-src/core/formats/scanning/scanned-values';
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
  const take = (record: JsonRecord) => {
    profile.add(record);
    count(new JsonCursor(record.text), '', undefined, { paths, nullMarkers, formats });
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
}

/** Counts a value at `path` and everything in it. */
function count(cursor: JsonCursor, at: string, path: string | undefined, counting: Counting): void {
  const { paths, nullMarkers, formats } = counting;
  let counter = paths.get(at);
  if (counter === undefined) {
    paths.set(at, counter = new PathCounter(path === undefined ? undefined : formats.get(path)));
  }
  const kind = cursor.kind();
  switch (kind) {
    case 'object':
      counter.objects++;
      cursor.object((name) => {
        const member = memberPath(path, name);
        count(cursor, member, member, counting);
      });
      break;
    case 'array':
      counter.arrays++;
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

/** Counts scalars as `ScannedValues` describes. */
export class ValueCounter {
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

  integer(source: string): void {
    const [value, digits] = [BigInt(source), source.replace('-', '').length];
    if (digits > 38) {
      this.unholdableNumber(source);
    } else if (BigInt.asIntN(64, value) === value) {
      this.integers.push(value);
      this.sketch.integer(source);
    } else {
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
    this.doubles++;
    if (source !== 'NaN') {
      this.numbers.push(Number(source));
    }
    this.sketch.double(source);
  }

  text(value: string): void {
    this.texts.push(value);
    this.sketch.value(value);
  }

  time(kind: 'date' | 'timestamp', text: string): void {
    this[kind === 'date' ? 'dates' : 'timestamps']++;
    this.sketch.value(text);
  }

  boolean(source: string): void {
    this.booleans++;
    this.sketch.value(source);
  }

  private unholdableNumber(source: string): void {
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
  private readonly formatted = new ValueCounter();

  constructor(private readonly format: Format | undefined) {
    super();
  }

  formattedText(text: string): void {
    const { number, time } = this.format === undefined ? {} : plainFormatted(text, this.format);
    if (time !== undefined) {
      this.formatted.time(time.kind, text);
    } else if (number !== undefined) {
      this.fittingNumber(number);
    }
  }

  formattedNumber(source: string): void {
    if (this.format === undefined) {
      return;
    }
    const { time } = plainFormatted(source, { ...this.format, number: undefined });
    if (time !== undefined) {
      this.formatted.time(time.kind, source);
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
      return { ...natural, formats, fitting: formatted.fitting };
    }
    const { nulls, objects, arrays, isMap, lengthRange, textRange } = natural;
    const isInOrder = formatted.dates + formatted.timestamps === 0;
    return { ...formatted, nulls, objects, arrays, isMap, lengthRange, formats: [], textRange: isInOrder ? textRange : undefined };
  }

  private natural(sketches: boolean): ScannedPath {
    const formats = this.texts.length === 0 ? [] : FORMATS.filter(([, has]) => this.texts.every(has)).map(([name]) => name);
    return { ...this.values(this.texts, sketches), objects: this.objects, arrays: this.arrays, formats, isMap: false };
  }
}

const FORMATS: ReadonlyArray<readonly [TextFormat, (text: string) => boolean]> = [
  ['date', (text) => cellType(text) === 'date'],
  ['date-time', (text) => ['date', 'timestamp'].includes(cellType(text)!)],
  ['uuid', (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)],
  ['digits', (text) => /^\d{1,38}$/.test(text)],
];
