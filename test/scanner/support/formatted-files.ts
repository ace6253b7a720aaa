/** Random files of sources that declare how values are written. */

import { type CsvCase, csvCase, someSyntax } from './csv-cases';
import { formattedText, someFormat } from './format-cases';
import { value } from './json-cases';
import type { Random } from './random';
import type { Format } from '../../../lambda-src/core/field-format/encode';

export interface FormattedCsv extends CsvCase {
  /** By column. */
  readonly formats?: ReadonlyArray<Format | undefined>;
}

export function formattedCsv(random: Random): FormattedCsv {
  if (random.chance(0.2)) {
    const made = csvCase(random);
    return { ...made, formats: made.names.map(() => (random.chance(0.7) ? someFormat(random, true) : undefined)) };
  }
  const names = random.times(random.integer(1, 4), (i) => `c${i}`);
  const formats = names.map(() => (random.chance(0.8) ? someFormat(random, true) : undefined));
  const stray = random.pick([0, 0, 0.1]);
  const cell = (format: Format | undefined): string => {
    if (format === undefined || random.chance(stray)) {
      return random.pick(['', '1', '1.5', 'x', 'true', 'NaN', '-Infinity', '2024-02-29', '007', '"a""b"']);
    }
    const text = formattedText(random, format);
    return random.chance(0.3) || /[;\n]/.test(text) ? `"${text}"` : text;
  };
  const rows = random.times(random.integer(0, 6), () => `${formats.map(cell).join(';')}\n`);
  return { names, delimiter: ';', syntax: random.chance(0.2) ? someSyntax(random, ';') : {}, bytes: Buffer.from(rows.join('')), formats };
}

/** @returns `formats` by path. */
export function formattedJson(random: Random): { readonly bytes: Buffer; readonly formats: ReadonlyMap<string, Format> } {
  const formats = new Map(['a', 'b', 'c.x', 'l[]'].map((path) => [path, someFormat(random, false)] as const));
  const stray = random.pick([0, 0, 0.1]);
  const plain = { space: () => '' };
  const scalar = (path: string): string => {
    if (random.chance(stray)) {
      return random.pick([() => value(random, plain, 2), () => 'null', () => '"x"', () => 'true', () => '1', () => '1.5', () => '"2024-02-29"', () => '"2024-01-02T03:04:05"'])();
    }
    const format = formats.get(path)!;
    const text = formattedText(random, format);
    const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
    const quoted = JSON.stringify(text);
    return isNumber && random.chance(format.number === undefined ? 0.9 : 0.3) ? text : random.chance(0.05) ? quoted.replace('0', '\\u0030') : quoted;
  };
  const record = () => `{"a":${scalar('a')},"b":${scalar('b')},"c":{"x":${scalar('c.x')}},"l":[${random.times(random.integer(0, 3), () => scalar('l[]')).join(',')}]}\n`;
  return { bytes: Buffer.from(random.times(random.integer(1, 5), record).join('')), formats };
}
