/** Random JSON files that reach the scanner's corner cases: names around the sizes that it compares, all escapes and numbers. */

import { type Random, damaged } from './random';

export const NAMES = [
  'a', 'ab', 'abc', 'id', 'b', 'c', 'exactly12chr', 'exactly13char', 'a_key_of_16_byte', 'a_key_longer_than_16', 'seventeen_bytes__x',
  'a_key_that_is_longer_than_twenty_eight_bytes', 'naïve', '日本', 'x\\"y', 'x\\ny', '\\u0061', '\\u00e9', '', 'a.b', 'a[]', '~', '*',
  '\\ud83d\\ude00', '😀', 'k\\\\', '__proto__', 'constructor', 'ID', 'Naïve', 'É', 'é',
];

const DATES = ['2024-02-29', '2023-02-29', '2024-13-01', '2024-01-31', '1999-04-31', '0000-01-01', '2024-1-1', '1900-02-29', '2000-02-29'];

const TIMESTAMPS = [
  '2024-01-02T03:04:05Z', '2024-01-02 03:04:05', '2024-01-02T03:04:05.123+02:00', '2024-01-02T24:04:05Z', '2024-01-02T03:04:05.Z',
  '2024-01-02T03:04', '2024-01-02T03:04:60Z', '2024-01-02T03:60:05Z', '2024-01-02T03:04:05+18:00', '2024-01-02T03:04:05-18:01',
  '0001-01-01T00:30:00+01:00', '0001-01-01T00:30:00-01:00', '9999-12-31T23:30:00-01:00', '9999-12-31T23:30:00+01:00',
  '2024-01-02T03:04:05.1234567891', '2024-01-02T03:04:05.123456789', '2024-01-02T03:04:05+01:60', '2024-01-02x03:04:05', '2024-01-02T03:04:05z',
];

/** A text that is a timestamp or nearly one. */
export function timestampLike(random: Random): string {
  const digit = (most: number) => random.integer(0, most);
  return `2024-${digit(1)}${digit(9)}-${digit(3)}${digit(9)}${random.pick(['T', ' ', 'x', ''])}${digit(2)}${digit(9)}:${digit(7)}${digit(9)}`
    + `${random.pick(['', ':'])}${digit(6)}${digit(9)}${random.pick(['', '.5', '.1234567891', 'Z', '+01:00', '+24:00', '-0100'])}`;
}

/** What is between the quotes of a JSON string. */
export function text(random: Random): string {
  const kind = random.next();
  if (kind < 0.08) {
    return random.pick(DATES);
  }
  if (kind < 0.16) {
    return random.pick(TIMESTAMPS);
  }
  if (kind < 0.22) {
    return timestampLike(random);
  }
  if (kind < 0.3) {
    return random.pick(['123', '00123', '0', '1'.repeat(38), '1'.repeat(39)]);
  }
  if (kind < 0.36) {
    return random.pick(['0a1b2c3d-0000-4000-a000-0123456789aF', '0a1b2c3d-0000-4000-a000-0123456789ag', '0a1b2c3d-0000-4000-a0000-123456789aF']);
  }
  if (kind < 0.4) {
    return '';
  }
  // A few texts have about as many bytes as a sketch looks at.
  const length = random.chance(0.002) ? random.integer(1_600, 2_100) : random.chance(0.2) ? random.integer(30, 90) : random.integer(0, 20);
  return random.times(length, () => {
    const sort = random.next();
    if (sort < 0.8) {
      return random.pick([...'abcdefghijklmnopqrstuvwxyz ABC,:{}[]']);
    }
    if (sort < 0.85) {
      return random.pick(['\\n', '\\"', '\\\\', '\\/', '\\t', '\\b', '\\f', '\\r', '\\u0041', '\\ud83d\\ude00', '\\u0000', '\\uFFFF']);
    }
    if (sort < 0.8501) {
      return random.pick(['\\ud83d', '\\ude00', '\\ud83d\\u0041', '\\ud83dx', '\\x', '\\u12']);
    }
    if (sort < 0.95) {
      return random.pick(['é', '日', '😀', 'ß', '\u07ff', '\uffff', '\u{10ffff}', '\ue000', '\ud7ff', '\u007f']);
    }
    return random.pick(['~', '|', '0', '/']);
  }).join('');
}

const SPECIAL_NUMBERS = [
  '9223372036854775807', '-9223372036854775808', '9223372036854775808', '-9223372036854775809', '9007199254740992', '9007199254740993',
  '-9007199254740992', '-9007199254740993', '999999999999999', '1.0', '1e5', '1E5', '-0', '-0.0', '0', '0.1', '0.30000000000000004', '1E+400', '-1e400', '1e-400', '5e-324',
  '12345678.12345678901234567890', '1.7976931348623157e308', '1.7976931348623159e308', '123456789012345678901234567890.5',
  '0.1000000000000000055511151231257827', '0.10000000000000000555', '0.10000000000000000556', '40.712800000000001432', '1.50000000000000000000',
  '1.000000000000000001', '12345678901234567.89', '9.99999999999999999999e10', '123456789012345678e-300', '5e-324', '4.94065645841246544e-324', '0.00000000000000000000012345678901234567',
];

/** Numbers that differ by about one unit in the last place of a double: a rounded product must not decide which is less. */
export function closeNumber(random: Random): string {
  return `${random.pick(['0.', '0.', '0.', '7', '1234567890123.'])}123456789012345${random.integer(600, 700)}`;
}

export function number(random: Random): string {
  const kind = random.next();
  if (kind < 0.2) {
    return String(random.integer(-5, 5));
  }
  if (kind < 0.35) {
    return String(random.integer(-1e9, 1e9));
  }
  if (kind < 0.45) {
    return `${random.chance(0.3) ? '-' : ''}${'123456789'.repeat(5).slice(0, random.integer(1, 45))}`;
  }
  if (kind < 0.5) {
    return String(random.next() * 1000);
  }
  if (kind < 0.55) {
    return String(random.next() * 1e-30);
  }
  if (kind < 0.65) {
    return `${random.integer(1, 9)}.${random.integer(0, 99999)}e${random.integer(-40, 40)}`;
  }
  if (kind < 0.7) {
    return closeNumber(random);
  }
  if (kind < 0.705) {
    return `${'7'.repeat(random.integer(0, 1))}0.${'3'.repeat(random.integer(990, 1010))}`;
  }
  if (kind < 0.71) {
    return random.pick(['01', '1.', '1e', '.5', '+1', '-', '1.e5', '0x1', '1e+', '--1', '1.5.2']);
  }
  return random.pick(SPECIAL_NUMBERS);
}

/** White space between tokens as it occurs in files: none, one kind, or any mix. */
export interface Style {
  readonly space: () => string;
}

export function value(random: Random, style: Style, depth: number): string {
  const kind = random.next();
  if (depth < 3 && kind < 0.28) {
    return object(random, style, depth);
  }
  if (depth < 3 && kind < 0.4) {
    const space = style.space();
    const elements = random.times(random.integer(0, 4), () => value(random, style, depth + 1));
    return `[${space}${elements.join(`${style.space()},${style.space()}`)}${style.space()}]`;
  }
  if (random.chance(0.0006)) {
    return nested(random.integer(58, 66), random);
  }
  if (kind < 0.65) {
    return `"${text(random)}"`;
  }
  if (kind < 0.85) {
    return number(random);
  }
  return random.pick(['true', 'false', 'null']);
}

/** Nested containers, about as many as are allowed. */
function nested(depth: number, random: Random): string {
  const opened = random.times(depth, () => random.pick(['[', '{"a":']));
  return `${opened.join('')}1${opened.reverse().map((open) => (open === '[' ? ']' : '}')).join('')}`;
}

function object(random: Random, style: Style, depth: number, names = someNames(random)): string {
  const member = (name: string) => `${style.space()}"${name}"${style.space()}:${style.space()}${value(random, style, depth + 1)}`;
  return `{${style.space()}${names.map(member).join(`${style.space()},`)}${style.space()}}`;
}

function someNames(random: Random): string[] {
  // Escaped spellings and names that differ only in case are rare, because most of them make the file faulty.
  const names = NAMES.filter((name) => random.chance(/^(\\u.*|ID|Naïve|É)$/.test(name) ? 0.0004 : 0.2));
  if (random.chance(0.2)) {
    names.sort(() => random.next() - 0.5);
  }
  if (random.chance(0.0015) && names.length > 0) {
    names.push(random.pick(names));
  }
  return names;
}

/** Names that follow each other, so that they are predicted, and names that a wrong prediction would take for them. */
const SHAPES: ReadonlyArray<ReadonlyArray<readonly string[]>> = [
  [['id', 'a', 'abc', 'a_key_longer_than_16', 'naïve', 'b']],
  [['id', 'a_key_of_16_byte'], ['id', 'a_key_of_16_bytf'], ['id', 'seventeen_bytes__x'], ['id', 'seventeen_bytes__y']],
  [['a', 'b'], ['b', 'a'], ['a', 'b', 'id']],
  // One name ends with a backslash, and another has an escaped quote there.
  [['id', 'k\\\\'], ['id', 'k\\":1,\\"b'], ['id', 'k']],
];

function shaped(random: Random, style: Style, shapes: ReadonlyArray<readonly string[]>): string {
  const names = random.pick(shapes).filter(() => random.chance(0.9));
  if (random.chance(0.01) && names.length > 0) {
    names.push(names[0]);
  }
  return object(random, style, 2, names);
}

export function jsonCase(random: Random): Buffer {
  const spaces = random.pick(['', '', '', ' ', ' \n\t\r', ' \t']);
  const style = { space: () => (spaces === '' || random.chance(0.5) ? '' : random.pick([' ', random.pick([...spaces]), spaces, ' '.repeat(17)])) };
  const shapes = random.chance(0.5) ? random.pick(SHAPES) : undefined;
  const record = () => {
    if (random.chance(0.002)) {
      return value(random, style, 3);
    }
    return shapes === undefined ? object(random, style, 0) : shaped(random, style, shapes);
  };
  const records = random.times(random.integer(0, 8), record);
  let file: string;
  if (random.chance(0.3)) {
    file = `${style.space()}[${style.space()}${records.join(`${style.space()},${style.space()}`)}${style.space()}]${style.space()}`;
  } else {
    const between = () => (random.chance(0.1) ? random.pick([' \n', '\r\n', '\n\n', '\n \n', '\r', '', ' ']) : '\n');
    file = records.map((line) => line + between()).join('');
    if (random.chance(0.2)) {
      file = file.trimEnd();
    }
  }
  const bytes = Buffer.from(file);
  return random.chance(0.5) ? damaged(bytes, random, [...Buffer.from('"\\{}[],:0-.e\n \tutf')]) : bytes;
}
