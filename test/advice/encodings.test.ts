import { decodings } from '../../lambda-src/core/advice/encodings/decodings';

/** The bytes of a text in an encoding of one byte a character, or of two. */
function encoded(text: string, label: string): Uint8Array {
  const bytes: number[] = [];
  const codes = new Map<string, readonly number[]>();
  const decoder = new TextDecoder(label);
  for (let lead = 0x80; lead < 0x100; lead++) {
    codes.set(decoder.decode(Uint8Array.of(lead)), [lead]);
    for (let trail = 0x40; trail < 0x100; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && !codes.has(character)) {
        codes.set(character, [lead, trail]);
      }
    }
  }
  for (const character of text) {
    bytes.push(...character < '\u0080' ? [character.charCodeAt(0)] : codes.get(character)!);
  }
  return Uint8Array.from(bytes);
}

test.each([
  ['windows-1252', 'name,city\nJürgen,Köln\nZoë,Málaga\n'],
  ['windows-1252', 'item,price\nTea,5 €\nCoffee – large,“x”\n'],
  ['windows-1250', 'imię,miasto\nŁukasz,Łódź\nŻaneta,Gdańsk\n'],
  ['iso-8859-2', 'imię,miasto\nŁukasz,Łódź\nŻaneta,Gdańsk\n'],
  ['windows-1251', 'имя,город\nИван,Москва\nОльга,Казань\n'],
  ['koi8-r', 'имя,город\nИван,Москва\nОльга,Казань\n'],
  ['windows-1253', 'όνομα,πόλη\nΓιώργος,Αθήνα\n'],
  ['windows-874', 'ชื่อ,เมือง\nสมชาย,กรุงเทพ\n'],
  ['shift_jis', '商品,数量\nケーブル,5\nキーボード,6\n'],
  ['euc-jp', '商品,数量\nケーブル,5\nキーボード,6\n'],
  ['gb18030', '商品,数量\n电缆,5\n键盘,6\n'],
  ['big5', '商品,數量\n電纜,5\n鍵盤,6\n'],
  ['euc-kr', '상품,수량\n케이블,5\n키보드,6\n전화,7\n'],
])('text in %s looks most like a language in that encoding: %j', (label, text) => {
  const [best, next] = decodings(encoded(text, label));
  expect(best.labels[0]).toBe(label);
  expect(best.looks).toBeGreaterThan(0.95);
  expect(next?.looks ?? 0).toBeLessThan(best.looks);
});

test('encodings in which the bytes are the same text are one decoding', () => {
  const [{ labels }, ...others] = decodings(encoded('name\nMüller\n', 'windows-1252'));
  expect(labels).toEqual(expect.arrayContaining(['windows-1252', 'iso-8859-15', 'windows-1250']));
  expect(others).toEqual([]);
});

test('text that several encodings read as a language has several decodings', () => {
  const found = decodings(encoded('שם,עיר\nדוד,חיפה\n', 'windows-1255'));
  expect(found.map(({ labels }) => labels[0])).toEqual(expect.arrayContaining(['windows-1253', 'windows-1255']));
});

test('UTF-16 without a byte order mark is found', () => {
  const [{ labels }] = decodings(Buffer.from('id,name\n1,a\n', 'utf16le'));
  expect(labels).toEqual(['utf-16le']);
});
