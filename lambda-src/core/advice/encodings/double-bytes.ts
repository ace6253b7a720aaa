/** How much bytes look like Japanese, Chinese or Korean in an encoding of two bytes a character: its frequent characters lie close together. */

interface DoubleByte {
  readonly language: string;
  /** Whether a pair is punctuation or a frequent character. */
  isFrequent(lead: number, trail: number): boolean;
}

const isIn = (value: number, from: number, to: number) => value >= from && value <= to;

const ENCODINGS: Readonly<Record<string, DoubleByte>> = {
  'shift_jis': {
    language: 'Japanese',
    isFrequent: (lead, trail) => lead === 0x81 || (lead === 0x82 && trail >= 0x4f) || (lead === 0x83 && trail <= 0x96) || isIn(lead, 0x88, 0x97),
  },
  'euc-jp': { language: 'Japanese', isFrequent: (lead) => isIn(lead, 0xa1, 0xa5) || isIn(lead, 0xb0, 0xcf) },
  'gb18030': { language: 'Chinese', isFrequent: (lead, trail) => trail >= 0xa1 && (isIn(lead, 0xa1, 0xa3) || isIn(lead, 0xb0, 0xd7)) },
  'big5': { language: 'Chinese', isFrequent: (lead) => isIn(lead, 0xa1, 0xc6) },
  'euc-kr': { language: 'Korean', isFrequent: (lead, trail) => trail >= 0xa1 && (isIn(lead, 0xa1, 0xa3) || isIn(lead, 0xb0, 0xc8)) },
};

/** Korean syllables have these first bytes. Of Chinese characters about six in ten have them, so many of them alone are hardly Chinese. */
const LAST_KOREAN_LEAD = 0xc8;
const ENOUGH_FOR_KOREAN = 8;

export function doubleByteLooks(label: string, bytes: Uint8Array): { readonly looks: number; readonly scripts: string } {
  const { language, isFrequent } = ENCODINGS[label];
  let [frequent, all, greatest, hasKana] = [0, 0, 0, false];
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at];
    if (lead < 0x80) {
      continue;
    }
    all++;
    // Half-width katakana take one byte.
    if (label === 'shift_jis' && isIn(lead, 0xa1, 0xdf)) {
      frequent += 0.7;
      continue;
    }
    at++;
    frequent += isFrequent(lead, bytes[at]) ? 1 : 0;
    greatest = Math.max(greatest, lead);
    hasKana ||= label === 'euc-jp' && isIn(lead, 0xa4, 0xa5);
  }
  // A character that stands alone may be a damaged one.
  const share = all === 1 ? 0 : frequent / Math.max(1, all);
  const isHardlyChinese = label === 'gb18030' && all >= ENOUGH_FOR_KOREAN && greatest <= LAST_KOREAN_LEAD;
  // Japanese without kana is rare, and in this encoding it would look like Chinese.
  const isHardlyJapanese = label === 'euc-jp' && !hasKana;
  return { looks: isHardlyChinese || isHardlyJapanese ? 0.7 * share : share, scripts: `${language} characters` };
}
