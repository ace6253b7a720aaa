/**
 * Seeded bugs, which test the tests. Each one changes the sources of the scanners, and the fuzz tests must catch it.
 *
 *   npx tsx test/scanner/run-mutants.ts [file or word…]
 */
export interface Mutant {
  /** Under lambda-src/core/scanner/. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The fault that the mutant causes. */
  readonly bug: string;
}

export const MUTANTS: readonly Mutant[] = [
  { file: 'common/utf8.ts', find: 'if (lead == 0xe0) low = 0xa0;\n    else if', replace: 'if', bug: 'overlong UTF-8 of three bytes passes' },
  { file: 'common/utf8.ts', find: 'else if (lead == 0xed) high = 0x9f;', replace: '', bug: 'surrogates in UTF-8 pass' },
  { file: 'common/utf8.ts', find: 'lead >= 0xc2', replace: 'lead >= 0xc0', bug: 'overlong UTF-8 of two bytes passes' },
  { file: 'common/utf8.ts', find: 'else if (lead == 0xf4) high = 0x8f;', replace: '', bug: 'UTF-8 beyond U+10FFFF passes' },
  { file: 'common/utf8.ts', find: '    low = 0x80;\n    high = 0xbf;\n  }\n  return', replace: '  }\n  return', bug: 'the second byte\'s range holds for all' },
  { file: 'common/dates.ts', find: 'year % 400 == 0', replace: 'false', bug: 'the year 2000 is not a leap year' },
  { file: 'common/dates.ts', find: 'minute > 59', replace: 'minute > 69', bug: 'minutes up to 69 pass' },
  { file: 'common/dates.ts', find: '> 18 * 60) return', replace: '> 24 * 60) return', bug: 'offsets up to a day pass' },
  { file: 'common/dates.ts', find: 'if (utcMinute < 0 && year == 1 && month == 1 && day == 1) return NO_DATE;', replace: '', bug: 'an instant in the year 0 passes' },
  { file: 'common/dates.ts', find: 'i - fraction > 9', replace: 'false', bug: 'fractions of any length pass' },
  { file: 'count/count-value.ts', find: 'head & ~(u64.MAX_VALUE >> (<u64>bytes << 3))', replace: 'head', bug: 'the bytes after a short text count as part of it' },
  { file: 'count/count-value.ts', find: 'return <i32>aBytes - <i32>bBytes;', replace: 'return 0;', bug: 'a text and its beginning are equal' },
  { file: 'count/count-value.ts', find: 'exact && mantissa <= <u64>1 << 53', replace: 'exact', bug: 'mantissas beyond 2^53 are taken for exact' },
  { file: 'count/count-value.ts', find: 'const margin = abs(value) * 8.881784197001252e-16;', replace: 'const margin = abs(value) * -1e-12;', bug: 'numbers just beyond an extreme go unnoticed' },
  { file: 'count/count-value.ts', find: 'if (!isFinite(value)) return false;', replace: '', bug: 'numbers beyond a double become infinite' },
  { file: 'count/values.ts', find: 'return records + 1;', replace: 'return records;', bug: 'the first record is said to be the one before it' },
  { file: 'count/count-value.ts', find: 'if (!values.texts) values.firstText', replace: 'values.firstText', bug: 'the last text counts as the first' },
  { file: 'count/count-value.ts', find: 'MANY_DIGITS: u64 = 100000000000000000;', replace: 'MANY_DIGITS: u64 = 1000000000000000000;', bug: 'lost digits of 18 go unnoticed' },
  { file: 'count/count-value.ts', find: '  if (hasOffset) {', replace: '  if (!hasOffset) {', bug: 'times without an offset have one' },
  { file: 'csv/header.ts', find: ' || p + 8 > end', replace: '', bug: 'a header at the end of a chunk goes unnoticed' },
  { file: 'csv/header.ts', find: 'after == end || next == LINE_FEED || next == RETURN', replace: 'true', bug: 'a row that begins as the header is the header' },
  { file: 'csv/column.ts', find: '      isCode = false;\n', replace: '', bug: 'an exponent with a sign looks like a code' },
  { file: 'csv/column.ts', find: 'p == first + whole', replace: 'true', bug: 'a fraction with an exponent looks like a code' },
  { file: 'csv/column.ts', find: 'load<u8>(cell + bytes - 2) == NO_BREAK_LEAD', replace: 'true', bug: 'à at the end is a blank' },
  { file: 'csv/column.ts', find: '!isQuoted && isPadded', replace: 'isPadded', bug: 'blanks in quotes count as padding' },
  { file: 'json/node.ts', find: 'if (!node.arrays) node.firstArray', replace: 'if (!node.objects) node.firstArray', bug: 'the first array is the last before an object' },
  { file: 'json/node.ts', find: '(node.patternBytes <= 16 || restMatches(node, p));\n}\n\n/** The same', replace: 'true;\n}\n\n/** The same', bug: 'long names are predicted by 14 bytes' },
  { file: 'json/node.ts', find: 'if (byte < 32 || byte == 34 || byte == 92) return;', replace: 'if (byte < 32 || byte == 34) return;', bug: 'names with a backslash are predicted' },
  { file: 'json/scan.ts', find: 'if (guess.seenIn == frame.serial) {\n            fail(DUPLICATE_NAME, p + 1);\n            break;\n          }', replace: '', bug: 'a duplicate in a predicted chain passes' },
  { file: 'json/scan.ts', find: 'depth >= maxDepth', replace: 'depth > maxDepth', bug: 'one level too many passes' },
  { file: 'json/scan.ts', find: 'byte == CLOSE_OBJECT && waits == FIRST_NAME', replace: 'byte == CLOSE_OBJECT', bug: 'a comma before the brace passes' },
  { file: 'json/number.ts', find: 'negative ? <u64>1 << 63 : <u64>i64.MAX_VALUE', replace: '<u64>1 << 63', bug: '2^63 passes for 64 bits' },
  { file: 'json/number.ts', find: 'if (first + whole >= end && !final) return 0;', replace: '', bug: 'an integer ends where the chunk ends' },
  { file: 'json/number.ts', find: '(whole == 1 || load<u8>(first) != ZERO)', replace: 'true', bug: 'digits after a leading zero pass' },
  { file: 'json/text.ts', find: '(unit & 0xf800) != 0xd800', replace: '(unit & 0xfc00) != 0xd800', bug: 'a lone low surrogate passes' },
  { file: 'json/text.ts', find: 'i8x16.splat(31)', replace: 'i8x16.splat(30)', bug: 'U+001F passes in strings' },
  { file: 'json/text.ts', find: '      decodedLength++;\n      p += length;', replace: '      decodedLength += length;\n      p += length;', bug: 'lengths are counted in bytes' },
  { file: 'json/text.ts', find: 'high |= above & ((stops & -stops) - 1);', replace: '', bug: 'the last 16 bytes of a string may be anything' },
  { file: 'json/between.ts', find: '(expected == SEPARATOR || expected == FIRST_ELEMENT) && byte == 93', replace: 'expected != ANY_RECORD && byte == 93', bug: 'a comma before the bracket passes' },
  { file: 'json/space.ts', find: 'i8x16.eq(bytes, i8x16.splat(10)), i8x16.eq(bytes, i8x16.splat(13))', replace: 'i8x16.eq(bytes, i8x16.splat(10)), i8x16.eq(bytes, i8x16.splat(10))', bug: 'CR is not white space' },
  { file: 'json/name.ts', find: 'if (node && node.seenIn == serial) {', replace: 'if (false) {', bug: 'a duplicate that was not predicted passes' },
  { file: 'json/format.ts', find: 'bytes > MAX_DIGITS', replace: 'bytes > 40', bug: 'digits of any length' },
  { file: 'csv/scan.ts', find: 'mismatch(BYTE_AFTER_QUOTE, after, end, final);\n      return 0;', replace: '', bug: 'text after a closing quote passes' },
  { file: 'csv/scan.ts', find: 'length - doubled)', replace: 'length)', bug: 'doubled quotes count twice' },
  { file: 'csv/scan.ts', find: 'if (byte == QUOTE) p++;', replace: '', bug: 'doubled quotes stay double in the least and greatest' },
  { file: 'csv/scan.ts', find: 'if (bytes || column || (close < end && load<u8>(close) == delimiter)) addCell', replace: 'addCell', bug: 'a blank row counts as a null' },
  { file: 'csv/scan.ts', find: 'if (surplus.nulls - surplusNulls != cells - columnCount) return false;', replace: '', bug: 'cells beyond the header are lost with their values' },
  { file: 'csv/scan.ts', find: '    surplusNulls = surplus.nulls;\n', replace: '', bug: 'empty cells of earlier rows excuse a full one' },
  { file: 'csv/scan.ts', find: 'for (let i = cells; i < columnCount; i++) columnAt(i).nulls++;', replace: '', bug: 'cells that a row lacks are not null' },
  { file: 'common/markers.ts', find: 'load<u32>(marker) == bytes && sameBytes', replace: 'sameBytes', bug: 'a text that begins with a null marker is null' },
  { file: 'common/markers.ts', find: 'for (let i = 0; i < count; i++)', replace: 'for (let i = count - 1; i < count; i++)', bug: 'only the last null marker counts' },
  { file: 'csv/column.ts', find: '&& dot != 0 && dot + 1 < length;', replace: '&& dot + 1 < length;', bug: '.5 passes for a number' },
  { file: 'csv/column.ts', find: '(dot == 1 || load<u8>(first) != ZERO)', replace: 'true', bug: '00.5 passes for a number' },
  { file: 'csv/column.ts', find: 'p != end || !addScaled', replace: '!addScaled', bug: 'text after a number passes' },
  { file: 'count/sketch.ts', find: 'min(bytes, HASHED_BYTES)', replace: 'bytes', bug: 'a sketch reads bytes of a long text that were not decoded' },
  { file: 'count/sketch.ts', find: '    hash ^= hash >> 29;\n', replace: '', bug: 'texts with the same ends have the same hash' },
  { file: 'count/sketch.ts', find: 'if (value != value) return;', replace: '', bug: 'NaN has a place among numbers' },
  { file: 'count/sketch.ts', find: 'trunc(value) == value && ', replace: 'false && ', bug: '1 and 1.0 are two values' },
  { file: 'count/sketch.ts', find: '((length >> (power - 2)) & 3)', replace: '((length >> (power - 2)) & 1)', bug: 'long texts are in the wrong bucket' },
  { file: 'count/sketch.ts', find: 'min(key, KEYS + 1)', replace: 'min(key, KEYS)', bug: 'the greatest numbers share a bucket with smaller ones' },
  { file: 'count/sketch.ts', find: 'value < 0 ? ZERO_BUCKET - bucket', replace: 'value < 0 ? ZERO_BUCKET + bucket', bug: 'negative numbers count as positive' },
  { file: 'count/count-value.ts', find: 'if (exponent < -22 || exponent > 22) scaled = value;', replace: 'scaled = value;', bug: 'the value that counts for a double depends on the doubles before it' },
  { file: 'json/text.ts', find: 'SKETCHES ? HASHED_BYTES : VALUE_BYTES', replace: 'VALUE_BYTES', bug: 'long texts with escapes have the hash of others' },
  { file: 'csv/scan.ts', find: '(SKETCHES ? HASHED_BYTES : TEXT_PREFIX)', replace: 'TEXT_PREFIX', bug: 'long texts with quotes have the hash of others' },
];
