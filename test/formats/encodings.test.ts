import { inPieces, profileOf } from './support';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { openFile } from '../../lambda-src/core/formats/stored/stored-file';
import { asUtf8, wholeText } from '../../lambda-src/core/formats/stored/utf8-file';

const SIZES = [undefined, [1], [3], [2, 7]] as const;

async function decoded(bytes: Buffer, label: string, sizes?: readonly number[]): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of wholeText(asUtf8(await openFile(inPieces(bytes, sizes), label)))) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

test.each<[label: string, name: string, bytes: Buffer, text: string]>([
  ['sjis', 'shift_jis', hex('93fa 967b 5c 2c b1 0a 8365 835c'), '日本\\,ｱ\nテソ'],
  ['euc-jp', 'euc-jp', hex('c6fc cbdc 2c 8eb1'), '日本,ｱ'],
  ['csISO2022JP', 'iso-2022-jp', hex('61 1b2442 467c 4b5c 1b2842 2c 62 0a 1b2442 467c 1b2842'), 'a日本,b\n日'],
  ['gb18030', 'gb18030', hex('d6d0 2c 9439fc36 0a 81308130'), '中,😀\n\u0080'],
  ['gb2312', 'gbk', hex('d6d0 cec4'), '中文'],
  ['big5', 'big5', hex('a4a4 2c a4e5'), '中,文'],
  ['ks_c_5601-1987', 'euc-kr', hex('c7d1 b1db'), '한글'],
  ['cp1251', 'windows-1251', hex('cff0e8e2e5f2 2c 88'), 'Привет,€'],
  ['koi8-r', 'koi8-r', hex('f0d2c9'), 'При'],
  ['macintosh', 'macintosh', hex('63 8e'), 'cé'],
  ['ISO-8859-15', 'iso-8859-15', hex('a4 85'), '€\u0085'],
  ['latin1', 'windows-1252', hex('80 e9 9c'), '€éœ'],
  ['utf-16', 'utf-16le', Buffer.from('aé😀', 'utf16le'), 'aé😀'],
  ['utf8', 'utf-8', Buffer.from('é😀'), 'é😀'],
])('a file in %s is decoded as %s, whatever its pieces', async (label, name, bytes, text) => {
  for (const sizes of SIZES) {
    expect(await decoded(bytes, label, sizes)).toBe(text);
  }
  const csv = Buffer.from('a\n', name.startsWith('utf-16') ? 'utf16le' : 'latin1');
  expect((await profileOf(Buffer.concat([csv, bytes]), 'csv', undefined, { csv: { encoding: label, delimiter: '|', header: true } })).dialect.encoding).toBe(name);
});

test.each<[label: string, bytes: Buffer, at: number]>([
  ['shift_jis', hex('93fa 2c 61 a0 93fa'), 4],
  ['shift_jis', hex('93fa 967b 9320'), 4],
  ['shift_jis', hex('2c 93fa 93'), 3],
  ['euc-kr', hex('c7d1 0a c7d1 c7d1 ff41'), 7],
  ['gb18030', hex('2c d6d0 81308130 81ff'), 7],
  ['iso-2022-jp', hex('61 1b2442 467c 4b5c 1b2842 2c ff'), 12],
  ['windows-1251', hex('cf 98'), 1],
  ['windows-1252', hex('e9 81'), 1],
  ['iso-8859-8', hex('e0 a1'), 1],
])('in %s, bytes that are no character are a fault at their place', async (label, bytes, byteOffset) => {
  for (const sizes of SIZES) {
    const fault = await decoded(bytes, label, sizes).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(FileFault);
    expect(fault).toMatchObject({ reason: 'invalid_encoding', byteOffset, detail: `byte ${byteOffset} is not a character of ${label}` });
  }
});

test.each<[label: string, text: Buffer, places: ReadonlyArray<readonly [utf8: number, source: number]>]>([
  ['shift_jis', hex('93fa 2c b1 0a 93fa'), [[0, 0], [3, 2], [4, 3], [7, 4], [8, 5]]],
  ['gb18030', hex('9439fc36 2c d6d0'), [[0, 0], [4, 4], [5, 5]]],
  ['koi8-r', hex('f0d2 2c c9'), [[2, 1], [4, 2], [5, 3]]],
])('a place in the UTF-8 of %s is a place in the file', async (label, bytes, places) => {
  const file = asUtf8(await openFile(inPieces(bytes), label));
  for await (const _ of file.chunks) {
    // Only the places matter.
  }
  expect(places.map(([utf8]) => file.sourceOffset(utf8))).toEqual(places.map(([, source]) => source));
});

test('a fault in a row of a Shift_JIS file has its place in the file', async () => {
  const bytes = Buffer.concat([hex('93fa 967b'), Buffer.from(',b\n'), hex('93fa'), Buffer.from(',1\n'), hex('967b'), Buffer.from('\n')]);
  for (const sizes of SIZES) {
    await expect(profileOf(bytes, 'csv', sizes, { csv: { encoding: 'shift_jis', delimiter: ',', header: true } }))
      .rejects.toMatchObject({ reason: 'ragged_row', record: 2, byteOffset: 12 });
  }
});

test('a fault of the encoding has the bytes around its place, for whoever looks for the right one', async () => {
  const text = Buffer.concat([Buffer.alloc(5_000, 'a,b\n'), hex('93fa 967b'), Buffer.alloc(5_000, ',c\n')]);
  for (const sizes of [undefined, [1_000], [64]]) {
    const fault = await profileOf(text, 'csv', sizes, { csv: { delimiter: ',', header: true } }).catch((error: unknown) => error as FileFault);
    expect(fault).toMatchObject({ reason: 'invalid_encoding', byteOffset: 5_000 });
    const sample = Buffer.from((fault as FileFault).sample!);
    expect(sample.indexOf(hex('93fa'))).toBe(2_048);
  }
});
