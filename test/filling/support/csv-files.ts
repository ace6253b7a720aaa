/** Random CSV files with a schema that mostly fits them. */

import type { FillCase, FillFile } from './case';
import { type Part, laidOut } from './laid-out';
import { plainCsv, type PlainForm } from './plain-rows';
import { plannedFormats } from './planned-formats';
import { dayText, decimalText, doubleText, integerText, momentText } from './scalars';
import { stored } from './storing';
import { type ReadColumn, readColumns } from '../../../cli/columns/read-columns';
import type { Format } from '../../../lambda-src/core/field-format/encode';
import { type CsvSyntax, csvSyntax } from '../../../lambda-src/core/formats/csv/syntax';
import type { FieldType, Fields } from '../../../lambda-src/core/schema/field-type';
import { memberPath } from '../../../src/field-path';
import { csvCase, someSyntax } from '../../scanner/support/csv-cases';
import { readCsv } from '../../scanner/support/csv-oracle';
import { NUMBER_FORMATS, TIME_FORMATS, formattedText, numberText, someFormat } from '../../scanner/support/format-cases';
import { type Random, damaged } from '../../scanner/support/random';

const NAMES = ['id', 'a', 'b', 'Name', 'naïve', '日本', '', 'a.b', 'a[]', 'two words', 'x'.repeat(300), '__proto__', 'line\nbreak', '"', '😀'];

const MARKERS = ['NA', '-', 'null', 'é', '2024-02-29', '0', 'NaN', 'true', 'a,b', 'x\ny', 'a marker longer than sixteen bytes'];

const TYPES: readonly FieldType[] = [
  'boolean', 'bigint', 'bigint(wide)', 'double', 'double', 'decimal(19,0)', 'decimal(25,0)', 'decimal(38,0)', 'decimal(10,2)', 'decimal(38,18)', 'decimal(4,4)', 'decimal(3,0)', 'date', 'timestamp', 'timestamp', 'string', 'string',
  'json',
];

export function csvFillCase(random: Random): FillCase {
  return random.chance(0.35) ? observed(random) : typed(random);
}

/** Types as which columns of some types are read instead. */
const OTHER_TYPES: Partial<Record<FieldType, readonly FieldType[]>> = {
  'bigint': ['double', 'bigint(wide)', 'decimal(20,0)', 'decimal(18,2)', 'string'],
  'double': ['decimal(38,19)', 'decimal(9,3)', 'string'],
  'decimal(38,0)': ['decimal(19,0)', 'decimal(37,0)', 'string'],
};

/** A file of the profiler's fuzz, read under the schema that the plain reader finds in it, which is changed here and there. */
function observed(random: Random): FillCase {
  const { names, delimiter, syntax, bytes } = csvCase(random);
  const form: PlainForm = {
    delimiter, names, nameless: random.pick([0, 0, 0, 2]), fills: random.chance(0.3), syntax, nullMarkers: someMarkers(random),
  };
  const types = new Map(fieldsOf(bytes, form) ?? names.map((name) => [name, random.pick(TYPES)] as const));
  for (const name of names) {
    if (random.chance(types.get(name) === 'bigint' ? 0.3 : 0.08)) {
      types.set(name, random.pick(OTHER_TYPES[types.get(name)!] ?? ['unknown', 'string', 'json', 'double', 'decimal(19,0)']));
    }
  }
  return { format: 'csv', schema: types, files: [file(random, [{ bytes }], readColumns(types), form)] };
}

function fieldsOf(bytes: Buffer, { names, nameless, delimiter, fills, syntax, nullMarkers }: PlainForm): Fields | undefined {
  try {
    const { schema } = readCsv({ names, nameless }, delimiter, bytes, { ...syntax, raggedRows: fills ? 'fill' : 'refuse', nullMarkers });
    return new Map([...schema.fields].map(([path, { type }]) => [path, type]));
  } catch {
    return undefined;
  }
}

/** Files of a random schema. Each of them has some of its columns, in any order, and may have others. */
function typed(random: Random): FillCase {
  const types = new Map(NAMES.filter(() => random.chance(0.35)).map((name) => [name, random.pick(TYPES)]));
  const schema = new Map([...types].map(([name, type]) => [memberPath(undefined, name), type] as const));
  if (random.chance(0.1)) {
    // A source that also sends JSON may have columns that no cell can fill.
    schema.set('nested', 'struct').set('nested.a', 'bigint').set('list', 'array').set('list[]', 'string').set('open', 'unknown');
  }
  const columns = readColumns(schema);
  return { format: 'csv', schema, files: random.times(random.pick([1, 1, 1, 2, 3]), () => typedFile(random, types, columns)) };
}

interface Writing {
  readonly random: Random;
  readonly delimiter: string;
  readonly syntax: CsvSyntax;
  readonly nullMarkers: readonly string[];
  readonly formats: ReadonlyMap<string | undefined, Format>;
  /** How often a cell is one that its type may not hold, and how often a column without a type has a value. */
  readonly stray: number;
  readonly large: number;
}

function typedFile(random: Random, types: ReadonlyMap<string, FieldType>, columns: readonly ReadColumn[]): FillFile {
  const names = [...types.keys(), ...['other', 'nested', 'list', 'open'].filter(() => random.chance(0.1))].filter(() => random.chance(0.85));
  if (names.length === 0) {
    names.push('only');
  }
  if (random.chance(0.4)) {
    names.sort(() => random.next() - 0.5);
  }
  const delimiter = random.pick([',', ';', '\t', '|', random.pick([' ', '^', '\u0001', '\u007f'])]);
  const formats = someFormats(random, types);
  const form: PlainForm = {
    delimiter,
    names,
    nameless: random.pick([0, 0, 0, 2]),
    fills: random.chance(0.3),
    syntax: someSyntax(random, delimiter),
    nullMarkers: someMarkers(random),
    formats,
  };
  const writing: Writing = {
    random,
    delimiter,
    syntax: csvSyntax(delimiter, form.syntax),
    nullMarkers: form.nullMarkers,
    formats,
    stray: random.pick([0, 0, 0, 0.003, 0.03]),
    large: random.pick([0, 0, 0, 0.01]),
  };
  const lineEnd = random.pick(['\n', '\n', '\r\n', '\r']);
  const bad = random.pick([0, 0, 0, 0.2]);
  const parts: Part[] = [];
  const rows = random.chance(0.002) ? random.integer(1_000, 1_500) : random.integer(0, 10);
  for (let row = 0; row < rows; row++) {
    if (random.chance(bad)) {
      parts.push({ bytes: badRow(random, form), isBad: true }, { bytes: Buffer.from(lineEnd) });
    }
    const isLast = row === rows - 1 && random.chance(0.3);
    const end = isLast ? '' : random.chance(0.95) ? lineEnd : random.pick(['\n', '\r\n', '\r', '\n\n', '\r\n\r\n']);
    parts.push({ bytes: Buffer.from(noRow(writing, lineEnd) + rowText(form, types, writing) + end) });
  }
  if (parts.length === 0 || !random.chance(0.15)) {
    return file(random, parts, columns, form);
  }
  const good = Buffer.concat(parts.filter(({ isBad }) => !isBad).map(({ bytes }) => bytes));
  return file(random, [{ bytes: damaged(good, random, [0x22, 0x22, form.delimiter.charCodeAt(0), 10, 13, 200, 0x80, 0, 65, 32]) }], columns, form);
}

/** A line that is no row, or nothing. */
function noRow({ random, delimiter, syntax: { comment, keepsBlankRows } }: Writing, lineEnd: string): string {
  if (random.chance(0.93)) {
    return '';
  }
  return (comment !== '' && random.chance(0.5) ? `${comment}${random.pick(['', ' "é" ', delimiter, '\\'])}` : delimiter.repeat(keepsBlankRows ? 0 : 3)) + lineEnd;
}

function rowText({ names, nameless, fills }: PlainForm, types: ReadonlyMap<string, FieldType>, writing: Writing): string {
  const { random, delimiter, syntax, stray } = writing;
  const cells = names.map((name) => cellText(name, types.get(name), writing));
  if (fills && random.chance(0.3)) {
    cells.splice(random.integer(1, cells.length));
  } else if (random.chance(fills ? 0.2 : stray)) {
    cells.push(...random.times(random.integer(1, 3), () => (random.chance(stray) ? 'x' : '')));
  } else if (nameless > 0 && random.chance(0.7)) {
    cells.push(...random.times(random.integer(1, nameless), () => (random.chance(stray) ? 'x' : '')));
  }
  const text = cells.join(delimiter);
  // A row without any character does not count as a row.
  return text === '' ? syntax.quote + syntax.quote : text;
}

function cellText(name: string, type: FieldType | undefined, writing: Writing): string {
  const { random, nullMarkers, stray, formats } = writing;
  if (random.chance(0.12)) {
    return random.pick(['', '', writing.syntax.quote.repeat(2)]);
  }
  if (nullMarkers.length > 0 && random.chance(0.15)) {
    return quotedIfNeeded(random.pick(nullMarkers), writing);
  }
  if (random.chance(stray)) {
    return quotedIfNeeded(random.pick(['x', '1', '1.5', '-0', '00', 'true', '2024-02-29', '2024-02-30', '1e400', '9'.repeat(39), ' 1']), writing);
  }
  if (type === undefined) {
    return '';
  }
  const format = formats.get(name) ?? formats.get(undefined);
  return quotedIfNeeded(format === undefined ? contentOf(type, writing) : formattedContent(type, format, writing), writing);
}

/** Formats that mostly suit the types. */
function someFormats(random: Random, types: ReadonlyMap<string, FieldType>): ReadonlyMap<string | undefined, Format> {
  const formats = new Map<string | undefined, Format>();
  if (random.chance(0.7)) {
    return formats;
  }
  if (random.chance(0.4)) {
    formats.set(undefined, { number: random.pick(NUMBER_FORMATS), ...random.chance(0.7) ? { time: random.pick(TIME_FORMATS) } : {} });
  }
  for (const [name, type] of types) {
    if (random.chance(0.5)) {
      const isTime = type === 'date' || type === 'timestamp';
      formats.set(name, isTime && type === 'timestamp' && random.chance(0.4) ? { epoch: random.pick(['seconds', 'milliseconds'] as const) }
        : isTime ? { time: random.pick(TIME_FORMATS) } : random.chance(0.9) ? { number: random.pick(NUMBER_FORMATS) } : someFormat(random, true));
    }
  }
  return formats;
}

function formattedContent(type: FieldType, format: Format, writing: Writing): string {
  const { random } = writing;
  if (type === 'timestamp' || type === 'date') {
    return type === 'date' && random.chance(0.7) ? dayText(random) : formattedText(random, { ...format, number: format.epoch === undefined ? undefined : format.number });
  }
  const content = contentOf(type, writing);
  return format.number !== undefined && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(content) ? numberText(random, content, format.number) : content;
}

function contentOf(type: FieldType, writing: Writing): string {
  const { random } = writing;
  switch (type) {
    case 'boolean': return random.pick(['true', 'false']);
    case 'bigint': return integerText(random, 2n ** 53n);
    case 'bigint(wide)': return integerText(random, 2n ** 63n - 1n);
    case 'double': return random.chance(0.1) ? random.pick(['NaN', 'Infinity', '-Infinity']) : doubleText(random);
    case 'date': return dayText(random);
    case 'timestamp': return random.chance(0.1) ? dayText(random) : momentText(random);
    case 'string': case 'json': return contentText(writing);
    default: return decimalText(random, type);
  }
}

function contentText({ random, large, delimiter }: Writing): string {
  if (random.chance(large)) {
    return 'long "é" \n'.repeat(random.integer(800, 3_000));
  }
  const length = random.chance(0.2) ? random.integer(30, 90) : random.integer(1, 20);
  return random.times(length, () => {
    const sort = random.next();
    return sort < 0.8 ? random.pick([...'abcdefghij ABC0123:{}']) : sort < 0.9 ? random.pick(['"', '""', '\n', '\r', '\r\n', delimiter]) : random.pick(['é', '日', '😀', '\u0000', '\u{10ffff}']);
  }).join('');
}

function quotedIfNeeded(content: string, { random, syntax: { delimiter, quote, escape, comment, blanks } }: Writing): string {
  const isBlank = (c: string) => c !== '' && blanks.includes(c);
  const around = blanks !== '' && random.chance(0.2) ? random.pick([' ', '\u00a0', ' \u00a0']).replaceAll(delimiter, '') : '';
  const hasMeaning = (c: string) => c === delimiter || c === quote || c === escape || c === '\n' || c === '\r';
  const isNeeded = content === '' || [...content].some(hasMeaning) || isBlank(content[0]) || isBlank(content.at(-1)!)
    || (comment !== '' && content.startsWith(comment));
  if (escape !== '' && content !== '' && (quote === '' || random.chance(0.3))) {
    // Some characters are escaped without need.
    return around + [...content].map((c, i) => {
      const isEnd = i === 0 || i === [...content].length - 1;
      return hasMeaning(c) || (isEnd && (isNeeded || isBlank(c))) || random.chance(0.05) ? escape + c : c;
    }).join('') + around;
  }
  if (quote === '') {
    const plain = [...content].filter((c) => !hasMeaning(c)).join('');
    return comment !== '' && plain.startsWith(comment) ? '' : around + plain + around;
  }
  if (!isNeeded && !random.chance(0.15)) {
    return around + content + around;
  }
  const inside = escape === '' ? content : [...content].map((c) => (c === escape || (c === quote && random.chance(0.5)) ? escape + c : c === quote ? quote + c : c)).join('');
  return around + quote + (escape === '' ? content.replaceAll(quote, quote + quote) : inside) + quote + around;
}

function badRow(random: Random, { delimiter, names, nameless, fills, syntax: { quote = '"' } }: PlainForm): Buffer {
  const wide = Array<string>(names.length + nameless + 1).fill('x').join(delimiter);
  const broken = quote === '' ? [] : [`${quote}a${quote}b`, `${quote}a${quote}${quote}b${quote}c${delimiter}é`];
  return Buffer.from(random.pick([wide, ...broken, ...fills || names.length === 1 ? [] : ['1']]));
}

function file(random: Random, parts: readonly Part[], columns: readonly ReadColumn[], form: PlainForm): FillFile {
  const { delimiter, names, nameless, fills, syntax, nullMarkers, formats = new Map() } = form;
  const { quote, escape, comment, trim, blankRows } = syntax;
  const [before, after] = [random.chance(0.6) ? 'title é\n\nc0,c1\n' : '', random.chance(0.1) ? random.pick(['total;1\n', '"', '\n\n', 'x,y,z,é']) : ''];
  const { text, good, places } = laidOut(Buffer.from(before), parts, Buffer.from(after));
  const { bytes, storing } = stored(random, text);
  return {
    bytes,
    plan: {
      format: 'csv',
      ...storing,
      ...places,
      delimiter,
      columns: names,
      ...nameless === 0 ? {} : { nameless },
      ...quote === undefined ? {} : { quote },
      ...escape === undefined ? {} : { escape },
      ...comment === undefined ? {} : { comment },
      ...trim ? { trims: true } : {},
      ...blankRows === 'keep' ? { keeps_blank_rows: true } : {},
      ...fills ? { fills } : {},
      ...nullMarkers.length === 0 ? {} : { null_markers: nullMarkers },
      ...plannedFormats(new Map([...formats].map(([name, format]) => [name === undefined ? undefined : memberPath(undefined, name), format]))),
    },
    expected: plainCsv(good, columns, form),
  };
}

function someMarkers(random: Random): readonly string[] {
  return random.chance(0.25) ? MARKERS.filter(() => random.chance(0.4)) : [];
}
