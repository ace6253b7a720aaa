/** Random CSV rows that reach the corner cases of the scanner. */

import { closeNumber, number, timestampLike } from './json-cases';
import { type Random, damaged } from './random';
import type { DeclaredSyntax } from '../../../lambda-src/core/formats/csv/syntax';
import type { Delimiter } from '../../../src/contract';

export interface CsvCase {
  readonly names: readonly string[];
  readonly delimiter: Delimiter;
  readonly syntax: DeclaredSyntax;
  /** What follows the header and its line feed. */
  readonly bytes: Buffer;
}

const CELLS = [
  '', '""', '00', '-01', '-0', '1.', '.5', '1e', '-', '-.5', '00.5', '-007.25', '0000000000000001', '00000000000000001', '-0123456789012345', '007', '-0.0', '+1', 'NaN', 'Infinity', '-Infinity', 'nan', '-NaN', 'true', 'false', 'TRUE', 'False',
  'tru', 'truex', '2024-02-29', '2023-02-29', '0000-01-01', '2024-01-02T03:04:05Z', '2024-01-02 03:04:05.5', '2024-01-02T25:00:00Z',
  '0001-01-01T00:30:00+01:00', '9999-12-31T23:30:00-01:00', '2024-01-02T03:04', '"a,b"', '"a ""q"" b"', '""""', '"x\ny"', '"x\r\ny"', '"12"',
  '"2024-02-29"', 'a"b', 'naïve', '"日本, 語"', '😀', '"😀"""', 'plain text longer than sixteen bytes', ' 1', '1 ', ' ', '   ', '\u007f', 'x', '\u00a0',
  'exactly8', 'eight__b', 'eight__c', '1e400', '-1e400', '31e4', '31E4', '-31e4', '31e+4', '1.5e3', '0e0', '031e4', '\u00a0x', 'x\u00a0', 'à', '\tx', 'x\t', '£5', 'x ', '" x"', '"x "', '1'.repeat(38), '1'.repeat(39), `0.${'1'.repeat(1000)}`, '\ufeff', '2024-01-0',
];

/** Characters of files that are written in another way than most. */
export function someSyntax(random: Random, delimiter: Delimiter): DeclaredSyntax {
  if (random.chance(0.5)) {
    return {};
  }
  const free = <T>(...characters: readonly T[]) => random.pick(characters.filter((each) => each !== delimiter));
  return {
    quote: free(undefined, undefined, '\'', '', '~', '1'),
    escape: free(undefined, undefined, '\\', '^'),
    comment: free(undefined, '#', 'c//', '#,"x\\ #!'),
    trim: random.pick([undefined, true]),
    blankRows: random.pick([undefined, 'keep'] as const),
  };
}

/** A cell as it may look with this syntax, whether or not it means the same. */
function written(cellText: string, random: Random, { quote, escape = '', trim }: DeclaredSyntax): string {
  let text = quote === undefined ? cellText : cellText.replaceAll('"', quote === '' ? '"' : quote);
  if (escape !== '' && random.chance(0.3)) {
    const at = random.integer(0, text.length);
    text = text.slice(0, at) + escape + random.pick(['', '', escape, ' ', '\u00a0', '\n', 'é', quote ?? '"']) + text.slice(at);
  }
  const blanks = () => random.pick(['', '', ' ', '\t', '\u00a0', ' \u00a0 ', `${escape} `]);
  return random.chance(trim ? 0.4 : 0.02) ? blanks() + text + blanks() : text;
}

function cell(random: Random): string {
  const kind = random.next();
  if (kind < 0.3) {
    return number(random);
  }
  if (kind < 0.35) {
    return timestampLike(random);
  }
  if (kind < 0.4) {
    return `"${'q'.repeat(random.chance(0.02) ? random.integer(2_040, 2_055) : random.integer(0, 40))}""${random.pick(['', 'a', 'b'])}"`;
  }
  return random.pick(CELLS);
}

export function csvCase(random: Random): CsvCase {
  const columns = random.integer(1, 5);
  const delimiter = random.pick([',', ',', ';', '\t', '|', random.pick([' ', '^', '\u0001', '~', 'x', '-'])]);
  const syntax = someSyntax(random, delimiter);
  const lineEnd = random.pick(['\n', '\n', '\n', '\r\n', '\r']);
  // Columns with one kind of cell find faults that mixed columns hide.
  const kind = random.pick([cell, cell, cell, cell, number, closeNumber]);
  const palette = random.chance(0.5) ? undefined : random.times(random.integer(1, 4), () => kind(random));
  const even = random.pick([1, 0.97, 0.97, 0.5]);
  const names = random.times(columns, (i) => random.chance(0.1) ? `a name longer than sixteen bytes${i}` : `c${i}`);
  const row = (): string => {
    if (random.chance(0.05)) {
      return names.join(delimiter) + random.pick(['', '', ' ', 'x']);
    }
    const cells = random.chance(even) ? columns : random.integer(1, 6);
    const content = (i: number) => (i >= columns && random.chance(0.7) ? '' : written(palette === undefined ? cell(random) : random.pick(palette), random, syntax));
    if (random.chance(0.06)) {
      return random.times(random.integer(0, 4), () => (random.chance(0.1) ? written('', random, syntax) : '')).join(delimiter);
    }
    const text = random.times(cells, content).join(delimiter);
    return random.chance(syntax.comment === undefined ? 0 : 0.1) ? syntax.comment!.slice(0, random.integer(1, 9)) + text : text;
  };
  let text = random.times(random.integer(0, 8), () => row() + (random.chance(0.05) ? random.pick(['\n', '\r\n', '\r', '\n\n', '\r\n\r\n']) : lineEnd)).join('');
  if (random.chance(0.3)) {
    text = text.replace(/(\r\n|\n|\r)$/, '') + (random.chance(0.1) ? syntax.escape ?? '' : '');
  }
  const bytes = Buffer.from(text);
  return {
    names,
    delimiter,
    syntax,
    bytes: random.chance(0.35) ? damaged(bytes, random, [0x22, (syntax.quote || '"').charCodeAt(0), (syntax.escape ?? 'a').charCodeAt(0), 0xc2, 0xa0, delimiter.charCodeAt(0), 10, 13, 200, 0x80, 0, 65, 32]) : bytes,
  };
}
