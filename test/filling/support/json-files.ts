/** Random JSON files with a schema that mostly fits them. */

import type { FillCase, FillFile } from './case';
import { type Part, laidOut } from './laid-out';
import { plainJson } from './plain-rows';
import { plannedFormats } from './planned-formats';
import { decimalText, doubleText, integerText, momentText, dayText } from './scalars';
import { stored } from './storing';
import { type ReadColumn, readColumns } from '../../../cli/columns/read-columns';
import type { Format } from '../../../lambda-src/core/field-format/encode';
import type { FieldType, Fields } from '../../../lambda-src/core/schema/field-type';
import { readAs } from '../../../lambda-src/core/schema/fields';
import { elementPath, isBelow, memberPath, valuePath } from '../../../src/field-path';
import { NUMBER_FORMATS, TIME_FORMATS, formattedText, numberText, someFormat } from '../../scanner/support/format-cases';
import { NAMES, type Style, jsonCase, text, value } from '../../scanner/support/json-cases';
import { readJson } from '../../scanner/support/json-oracle';
import { type Random, damaged } from '../../scanner/support/random';

/** What is at a path of the generated files. */
interface Shape {
  readonly type: FieldType;
  /** How its values are written, if not as usual. */
  readonly format?: Format;
  readonly members: ReadonlyArray<{ readonly name: string; readonly shape: Shape }>;
  readonly inner?: Shape;
}

const RAW_NAMES = [...new Set(NAMES.map((name) => JSON.parse(`"${name}"`) as string)), 'n'.repeat(300), 'tab\there', '\u0000'];

const MARKERS = ['', 'NA', '-', 'null', 'é', '2024-02-29', '😀', 'a marker longer than sixteen bytes', '"', 'a\nb'];

const LIKELY_DAMAGE = [...Buffer.from('"\\{}[],:0-.e\n \tutf')];

export function jsonFillCase(random: Random): FillCase {
  return random.chance(0.35) ? observed(random) : shaped(random);
}

/** A file of the profiler's fuzz, read under the schema that the plain reader finds in it, which is changed here and there. */
function observed(random: Random): FillCase {
  const bytes = jsonCase(random);
  const nullMarkers = someMarkers(random);
  const schema = changed(random, fieldsOf(bytes) ?? fieldsOf(jsonCase(random)) ?? new Map([['a', 'bigint'], ['id', 'json']]));
  return { format: 'json', schema, files: [file(random, [{ bytes }], readColumns(schema), nullMarkers, new Map())] };
}

function fieldsOf(bytes: Buffer): Fields | undefined {
  try {
    return new Map([...readJson(bytes).schema.fields].map(([path, { type }]) => [path, type]));
  } catch {
    return undefined;
  }
}

const OTHER_TYPES: readonly FieldType[] = [
  'unknown', 'boolean', 'bigint', 'bigint(wide)', 'double', 'decimal(19,0)', 'decimal(38,0)', 'date', 'timestamp', 'string', 'string', 'json', 'json',
];
const OTHERS_OF_BIGINT: readonly FieldType[] = ['double', 'decimal(18,2)', 'bigint(wide)', 'decimal(20,0)', 'string', 'json'];
const OTHERS_OF_DECIMAL: readonly FieldType[] = ['decimal(19,0)', 'decimal(37,0)', 'decimal(38,0)', 'string', 'bigint(wide)'];

function changed(random: Random, fields: Fields): Fields {
  const changes = new Map(fields);
  for (const path of fields.keys()) {
    const type = changes.get(path);
    if (type === undefined || !random.chance(type === 'bigint' || type.startsWith('decimal(') ? 0.3 : 0.06)) {
      continue;
    }
    if (type === 'struct' && path !== '' && random.chance(0.7)) {
      changes.set(path, 'map');
      continue;
    }
    changes.set(path, random.pick(type === 'bigint' ? OTHERS_OF_BIGINT : type.startsWith('decimal(') ? OTHERS_OF_DECIMAL : OTHER_TYPES));
    [...changes.keys()].filter((below) => isBelow(below, path)).forEach((below) => changes.delete(below));
  }
  return readAs(changes);
}

/** Files of a random schema. */
function shaped(random: Random): FillCase {
  const root = structShape(random, 0);
  const fields = new Map<string, FieldType>();
  const formats = new Map<string, Format>();
  collect(root, undefined, fields, formats);
  const columns = readColumns(fields);
  const files = random.times(random.pick([1, 1, 1, 2, 3]), () => shapedFile(random, root, columns, formats));
  return { format: 'json', schema: fields, files };
}

function collect(
  { type, format, members, inner }: Shape, path: string | undefined, fields: Map<string, FieldType>, formats: Map<string, Format>,
): void {
  if (path !== undefined) {
    fields.set(path, type);
    if (format !== undefined) {
      formats.set(path, format);
    }
  }
  members.forEach((member) => collect(member.shape, memberPath(path, member.name), fields, formats));
  if (inner !== undefined) {
    collect(inner, type === 'map' ? valuePath(path!) : elementPath(path!), fields, formats);
  }
}

function shape(random: Random, depth: number): Shape {
  const kind = random.next();
  if (depth < 4 && kind < 0.15) {
    return structShape(random, depth);
  }
  if (depth < 4 && kind < 0.35) {
    return { type: random.chance(0.6) ? 'array' : 'map', members: [], inner: shape(random, depth + 1) };
  }
  const type = random.pick<FieldType>([
    'unknown', 'boolean', 'boolean', 'bigint', 'bigint', 'bigint(wide)', 'double', 'double', `decimal(${random.integer(19, 38)},0)`, 'decimal(10,2)', 'decimal(38,20)', 'date',
    'timestamp', 'timestamp', 'string', 'string', 'json', 'json',
  ]);
  return { type, members: [], ...random.chance(0.25) ? { format: suitable(random, type) } : {} };
}

function suitable(random: Random, type: FieldType): Format {
  if (type === 'timestamp' || type === 'date') {
    return type === 'timestamp' && random.chance(0.5) ? { epoch: random.pick(['seconds', 'milliseconds'] as const) } : { time: random.pick(TIME_FORMATS) };
  }
  return random.chance(0.9) ? { number: random.pick(NUMBER_FORMATS) } : someFormat(random, false);
}

function structShape(random: Random, depth: number): Shape {
  const names = RAW_NAMES.filter(() => random.chance(depth === 0 ? 0.15 : 0.08));
  return { type: 'struct', members: names.map((name) => ({ name, shape: shape(random, depth + 1) })) };
}

interface Writing extends Style {
  readonly random: Random;
  readonly nullMarkers: readonly string[];
  /** How often a value is one that its type may not hold, and how often an object has another member. */
  readonly stray: number;
  /** How often a container is large. */
  readonly large: number;
}

function shapedFile(random: Random, root: Shape, columns: readonly ReadColumn[], formats: ReadonlyMap<string, Format>): FillFile {
  const spaces = random.pick(['', '', '', ' ', ' \n\t\r', ' \t']);
  const nullMarkers = someMarkers(random);
  const writing: Writing = {
    random,
    nullMarkers,
    space: () => (spaces === '' || random.chance(0.5) ? '' : random.pick([' ', random.pick([...spaces]), spaces, ' '.repeat(17)])),
    stray: random.pick([0, 0, 0, 0.002, 0.03]),
    large: random.pick([0, 0, 0, 0, 0.004]),
  };
  const count = random.chance(0.002) ? random.integer(1_000, 1_500) : random.integer(0, 8);
  const records = random.times(count, () => Buffer.from(written(root, writing, true)));
  const [space, isArray] = [() => Buffer.from(writing.space()), random.chance(0.25)];
  const parts: Part[] = [];
  if (isArray) {
    parts.push({ bytes: Buffer.from(`${space()}[${space()}`) });
    records.forEach((bytes, i) => parts.push({ bytes: Buffer.from(`${i === 0 ? '' : `${space()},${space()}`}`) }, { bytes }));
    parts.push({ bytes: Buffer.from(`${space()}]${space()}`) });
  } else {
    const bad = random.pick([0, 0, 0, 0.2]);
    const lineEnd = random.pick(['\n', '\n', '\n', '\r\n', '\r', '', ' ']);
    for (const bytes of records) {
      // A bad record takes a line of its own.
      if (random.chance(bad)) {
        parts.push({ bytes: Buffer.from('\n') }, { bytes: badLine(random, bytes), isBad: true }, { bytes: Buffer.from(random.pick(['\n', '\r\n', '\r'])) });
      }
      parts.push({ bytes }, { bytes: Buffer.from(random.chance(0.95) ? lineEnd : random.pick(['\n\n', ' \n', '', '\t'])) });
    }
  }
  if (!random.chance(0.15)) {
    return file(random, parts, columns, nullMarkers, formats);
  }
  const good = Buffer.concat(parts.filter(({ isBad }) => !isBad).map(({ bytes }) => bytes));
  return file(random, [{ bytes: damaged(good, random, LIKELY_DAMAGE) }], columns, nullMarkers, formats);
}

function badLine(random: Random, record: Buffer): Buffer {
  const line = random.pick(['{', '"', 'x', '{"a":1', '{"a":1,"a":2}', '[1]', 'null', '\\', damaged(record, random, LIKELY_DAMAGE).toString()]);
  return Buffer.from(line.replace(/[\n\r]/g, ' ') || '}');
}

function file(
  random: Random, parts: readonly Part[], columns: readonly ReadColumn[], nullMarkers: readonly string[], formats: ReadonlyMap<string, Format>,
): FillFile {
  const margin = () => Buffer.from(random.chance(0.05) ? random.pick(['title é\n', '{"a":', '\n']) : '');
  const { text: whole, good, places } = laidOut(margin(), parts, margin());
  const { bytes, storing } = stored(random, whole);
  return {
    bytes,
    plan: { format: 'json', ...storing, ...places, ...nullMarkers.length === 0 ? {} : { null_markers: nullMarkers }, ...plannedFormats(formats) },
    expected: plainJson(good, columns, nullMarkers, formats),
  };
}

function someMarkers(random: Random): readonly string[] {
  return random.chance(0.25) ? MARKERS.filter(() => random.chance(0.4)) : [];
}

/** A value of the shape, as JSON. */
function written({ type, format, members, inner }: Shape, writing: Writing, isRecord = false): string {
  const { random, nullMarkers, space, stray, large } = writing;
  if (!isRecord && random.chance(0.1)) {
    return 'null';
  }
  if (!isRecord && nullMarkers.length > 0 && random.chance(0.1)) {
    return quoted(random.pick(nullMarkers), random);
  }
  if (!isRecord && random.chance(stray)) {
    return value(random, writing, 2);
  }
  switch (type) {
    case 'unknown':
      return random.pick(['null', '{}', '[]', '[null,[],{}]', `{${space()}"a"${space()}:{"b":[${space()}]}}`, '{"x":null}']);
    case 'struct': {
      const present = members.filter(() => random.chance(0.85));
      if (random.chance(0.2)) {
        present.sort(() => random.next() - 0.5);
      }
      const texts = present.map((member) => memberText(member.name, written(member.shape, writing), writing));
      if (random.chance(stray)) {
        texts.push(memberText(random.pick(RAW_NAMES), random.pick(['null', '[]', '{"a":[]}', value(random, writing, 2)]), writing));
      }
      return `{${space()}${texts.join(`${space()},${space()}`)}${space()}}`;
    }
    case 'map': {
      const names = random.chance(large) ? random.times(random.integer(200, 1_200), (i) => `key ${i}`) : RAW_NAMES.filter(() => random.chance(0.08));
      if (random.chance(stray)) {
        names.push(random.pick(RAW_NAMES));
      }
      return `{${space()}${names.map((name) => memberText(name, written(inner!, writing), writing)).join(`${space()},${space()}`)}${space()}}`;
    }
    case 'array': {
      const count = random.chance(large) ? random.integer(200, 1_200) : random.integer(0, 4);
      return `[${space()}${random.times(count, () => written(inner!, writing)).join(`${space()},${space()}`)}${space()}]`;
    }
    default:
      return format === undefined ? scalar(type, writing) : formattedScalar(type, format, writing);
  }
}

function formattedScalar(type: FieldType, format: Format, writing: Writing): string {
  const { random } = writing;
  const isTime = type === 'timestamp' || type === 'date';
  if (isTime) {
    const time = type === 'date' && random.chance(0.7) ? dayText(random) : formattedText(random, format);
    return /^(?:0|-?[1-9]\d*)(?:\.\d+)?$/.test(time) && random.chance(0.8) ? time : quoted(time, random);
  }
  const source = scalar(type, writing);
  const isText = format.number !== undefined && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(source) && random.chance(0.8);
  return isText ? quoted(numberText(random, source, format.number!), random) : source;
}

function memberText(name: string, valueText: string, { random, space }: Writing): string {
  return `${quoted(name, random)}${space()}:${space()}${valueText}`;
}

function scalar(type: FieldType, writing: Writing): string {
  const { random, large } = writing;
  switch (type) {
    case 'boolean': return random.pick(['true', 'false']);
    case 'bigint': return integerText(random, 2n ** 53n);
    case 'bigint(wide)': return integerText(random, 2n ** 63n - 1n);
    case 'double': return doubleText(random);
    case 'date': return quoted(dayText(random), random);
    case 'timestamp': return quoted(random.chance(0.1) ? dayText(random) : momentText(random), random);
    case 'string':
      if (random.chance(large)) {
        return `"${random.pick(['long é ', 'long \\u00e9\\n']).repeat(random.integer(1_000, 3_000))}"`;
      }
      return random.chance(0.9) ? `"${text(random)}"` : value(random, writing, 2);
    case 'json': return value(random, writing, 1);
    default: return decimalText(random, type);
  }
}

/** The text as a JSON string, in which some characters may be escaped though they need not be. */
function quoted(plain: string, random: Random): string {
  if (!random.chance(0.04)) {
    return JSON.stringify(plain);
  }
  const spell = (c: string) => (random.chance(0.3) ? c.split('').map(escape).join('') : JSON.stringify(c).slice(1, -1));
  return `"${[...plain].map(spell).join('')}"`;
}

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
