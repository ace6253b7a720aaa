import { randomBytes } from 'node:crypto';
import { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { faultOf, inPieces, outcomeOf, pieceSizes, profileOf } from './support';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import { profileFile } from '../../lambda-src/core/profiling/profile-file';
import { openText } from '../reference/open-text';

const BOM = '\ufeff';

afterEach(() => jest.restoreAllMocks());

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

async function decoded(bytes: Uint8Array, sizes?: readonly number[]): Promise<string> {
  let text = '';
  for await (const chunk of (await openText(inPieces(bytes, sizes))).chunks) {
    text += chunk.text;
  }
  return text;
}

describe('text', () => {
  const texts = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && !text.startsWith(BOM));

  test('is decoded from every encoding as it was, however the bytes are cut', async () => {
    await fc.assert(fc.asyncProperty(texts, pieceSizes, async (text, sizes) => {
      expect(await decoded(Buffer.from(text), sizes)).toBe(text);
      expect(await decoded(Buffer.from(BOM + text), sizes)).toBe(text);
      expect(await decoded(Buffer.from(BOM + text, 'utf16le'), sizes)).toBe(text);
      expect(await decoded(utf16be(BOM + text), sizes)).toBe(text);
      expect(await decoded(gzipSync(BOM + text), sizes)).toBe(text);
    }), { numRuns: 500 });
  });

  test('that is not UTF-8 is refused if TextDecoder refuses it, and at the same byte however it is cut', async () => {
    const bytes = fc.uint8Array({ maxLength: 12 }).map((tail) => Uint8Array.from([0x61, 0x62, 0x63, ...tail]));
    await fc.assert(fc.asyncProperty(bytes, pieceSizes, async (file, sizes) => {
      const strict = () => new TextDecoder('utf-8', { fatal: true }).decode(file);
      const outcome = await decoded(file, sizes).catch((error) => ({ reason: error.reason, byteOffset: error.byteOffset }));
      if (typeof outcome === 'string') {
        expect(outcome).toBe(strict());
      } else {
        expect(strict).toThrow();
        expect(outcome).toEqual(await decoded(file).catch((error) => ({ reason: error.reason, byteOffset: error.byteOffset })));
        const before = file.subarray(0, outcome.byteOffset);
        expect(() => new TextDecoder('utf-8', { fatal: true }).decode(before)).not.toThrow();
      }
    }), { numRuns: 3_000 });
  });

  test.each<[string, number[], number]>([
    ['an invalid byte', [0x7b, 0x22, 0xff], 2],
    ['an overlong form', [0x7b, 0xc0, 0x80], 1],
    ['a surrogate', [0x7b, 0x22, 0xed, 0xa0, 0x80], 2],
    ['a code point beyond the last one', [0x7b, 0xf4, 0x90, 0x80, 0x80], 1],
    ['a character cut off', [0x7b, 0x22, 0xe2, 0x82], 2],
    ['Latin-1', [...Buffer.from('{"a":"caf\xe9"}', 'latin1')], 9],
  ])('with %s is not UTF-8', async (_, bytes, byteOffset) => {
    for (const sizes of [undefined, [1]]) {
      expect(await faultOf(Uint8Array.from(bytes), 'json', sizes)).toMatchObject({ reason: 'invalid_encoding', byteOffset });
    }
  });

  test.each<[string, Buffer, number]>([
    ['half a surrogate pair', Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x00, 0xd8, 0x7d, 0x00]), 4],
    ['half a surrogate pair at the end', Buffer.from([0xfe, 0xff, 0x00, 0x7b, 0xd8, 0x00]), 4],
    ['half a code unit at the end', Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d]), 4],
  ])('with %s is not UTF-16', async (_, bytes, byteOffset) => {
    for (const sizes of [undefined, [1]]) {
      expect(await faultOf(bytes, 'json', sizes)).toMatchObject({ reason: 'invalid_encoding', byteOffset });
    }
  });

  test('that is UTF-16 without a byte order mark is refused, although it would pass for UTF-8', async () => {
    for (const bytes of [Buffer.from('a;b\n1;2\n', 'utf16le'), utf16be('a;b\n1;2\n')]) {
      expect(await faultOf(bytes, 'csv', [1])).toMatchObject({ reason: 'invalid_encoding', byteOffset: 0 });
    }
  });

  test('that is UTF-32 is refused, although its byte order mark begins like that of UTF-16', async () => {
    const utf32le = Buffer.concat([...`${BOM}a\n1\n2`].flatMap((c) => [Buffer.from(c, 'utf16le'), Buffer.alloc(2)]));
    for (const bytes of [utf32le, Buffer.from(utf32le).swap32(), Buffer.from([0xff, 0xfe, 0, 0])]) {
      for (const sizes of [undefined, [1], [3]]) {
        expect(await faultOf(bytes, 'csv', sizes)).toMatchObject({ reason: 'invalid_encoding', byteOffset: 0 });
      }
    }
    expect((await profileOf(Buffer.from(`${BOM}a\0\n1\n`, 'utf16le'), 'csv')).records).toBe(1);
    expect((await profileOf('abc\0,b\n1,2\n', 'csv')).records).toBe(1);
  });

  test('has an encoding and a compression that are found', async () => {
    expect((await profileOf(Buffer.from(`${BOM}a;b\n`, 'utf16le'), 'csv')).dialect).toMatchObject({ encoding: 'utf-16le', compression: 'none' });
    expect((await profileOf(gzipSync(utf16be(`${BOM}{}`)), 'json')).dialect).toMatchObject({ encoding: 'utf-16be', compression: 'gzip' });
    expect((await profileOf(`${BOM}{}`, 'json')).dialect).toMatchObject({ encoding: 'utf-8', compression: 'none' });
  });
});

describe('gzip', () => {
  const json = Buffer.from('{"a":1}\n{"a":2}\n');
  const packed = gzipSync(json);

  test('with one or several members is unpacked, however it is cut', async () => {
    const members = Buffer.concat([gzipSync(json), gzipSync(''), gzipSync(json)]);
    for (const sizes of [undefined, [1], [7, 2]]) {
      expect(await profileOf(members, 'json', sizes)).toMatchObject({ records: 4, bytes: members.length, dialect: { compression: 'gzip' } });
    }
    expect(await outcomeOf(packed, 'json')).toMatchObject({ lines: ['{"a":1}', '{"a":2}'] });
  });

  const flipped = Buffer.from(packed);
  flipped[packed.length - 6] = 255 - flipped[packed.length - 6];
  test.each<[string, Buffer]>([
    ['truncated', packed.subarray(0, packed.length - 3)],
    ['of two bytes', packed.subarray(0, 2)],
    ['with a wrong checksum', flipped],
    ['followed by text', Buffer.concat([packed, json])],
    ['followed by zeros', Buffer.concat([packed, Buffer.alloc(10)])],
    ['followed by zeros and text', Buffer.concat([packed, Buffer.alloc(10), json])],
    ['followed by a damaged member', Buffer.concat([packed, packed.subarray(0, 12)])],
  ])('%s is refused', async (_, bytes) => {
    for (const sizes of [undefined, [1], [5]]) {
      expect(await faultOf(bytes, 'json', sizes)).toMatchObject({ reason: 'invalid_gzip' });
    }
  });

  test('does not add listeners for every chunk that had to wait: Node would warn, and keep them all', async () => {
    const writes = jest.spyOn(Duplex.prototype, 'write');
    const counts = new Set<number>();
    const large = gzipSync(randomBytes(2 ** 20).toString('hex').replace(/.{64}/g, '{"a":"$&"}\n'), { level: 0 });
    async function* counting() {
      for await (const piece of inPieces(large, [2 ** 15])) {
        for (const engine of writes.mock.contexts) {
          counts.add((engine as Duplex).listenerCount('close'));
        }
        yield piece;
      }
    }
    expect((await profileFile(async () => counting(), { format: 'json' })).records).toBe(2 ** 15);
    expect(writes.mock.calls.length).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(5);
  });

  test('within gzip is not text', async () => {
    expect(await faultOf(gzipSync(packed), 'json')).toMatchObject({ reason: 'unsupported_file', byteOffset: 0, detail: expect.stringContaining('within gzip, the file is compressed with gzip') });
  });

  test('that unpacks without end is refused at the bound', async () => {
    jest.replaceProperty(Bounds as { FILE_BYTES: number }, 'FILE_BYTES', 10_000_000);
    const blanks = gzipSync(Buffer.alloc(1024 ** 2, ' '));
    async function* endless() {
      for (;;) {
        yield blanks;
      }
    }
    await expect(profileFile(async () => endless(), { format: 'json' })).rejects.toMatchObject({ reason: 'file_too_large' });
  });

  test.each([[490, 'empty_file'], [510, 'file_too_large']])('that is about %d times as large when it is unpacked: %s', async (ratio, reason) => {
    jest.replaceProperty(Bounds as { UNPACKED_RATIO_FROM: number }, 'UNPACKED_RATIO_FROM', 100_000);
    // Empty members bring the packed file to the size that it should have.
    const blanks = gzipSync(Buffer.alloc(2_000_000, ' '));
    const wanted = Math.floor(2_000_000 / ratio) - blanks.length;
    const members = Math.floor(wanted / gzipSync('').length);
    const file = Buffer.concat([...Array.from({ length: members }, () => gzipSync('')), blanks]);
    expect(Math.abs(2_000_000 / file.length - ratio)).toBeLessThan(5);
    for (const sizes of [undefined, [100]]) {
      expect(await faultOf(file, 'json', sizes, { storedBytes: file.length })).toMatchObject({ reason });
    }
  });
});

describe('an error of the source of the bytes', () => {
  test.each([['plain', Buffer.from('{"a":1}\n')], ['gzipped', gzipSync('{"a":1}\n'.repeat(1_000))]])('is passed on as it is: %s', async (_, bytes) => {
    const outage = new Error('connection reset');
    async function* failing() {
      yield bytes.subarray(0, 20);
      throw outage;
    }
    await expect(profileFile(async () => failing(), { format: 'json' })).rejects.toBe(outage);
  });

  test.each([['plain', (text: string) => Buffer.from(text)], ['gzipped', gzipSync]])('cannot follow a fault, because the source is closed: %s', async (_, pack) => {
    let closed = false;
    async function* source() {
      try {
        for (;;) {
          yield pack('{"a":1}\n{"a":x}\n');
        }
      } finally {
        closed = true;
      }
    }
    await expect(profileFile(async () => source(), { format: 'json' })).rejects.toMatchObject({ reason: 'malformed_json' });
    await new Promise(setImmediate);
    expect(closed).toBe(true);
  });
});
