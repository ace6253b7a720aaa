/** In which encodings bytes are a text that looks like a language. Decoding alone says little: most encodings decode nearly all bytes. */

import { isAscii } from 'node:buffer';
import { doubleByteLooks } from './double-bytes';

/** One text that the bytes may be. */
export interface Decoding {
  /** The encodings in which the bytes are this text, the most usual one first. */
  readonly labels: readonly string[];
  /** From 0 to 1: how much the text looks like a language. */
  readonly looks: number;
  /** What it looks like, as a clause. */
  readonly scripts: string;
}

/** Labels of the WHATWG Encoding Standard; of two encodings that give the same text, the more usual one comes first. */
const SINGLE_BYTE = [
  'windows-1252', 'iso-8859-15', 'windows-1250', 'iso-8859-2', 'windows-1251', 'koi8-r', 'koi8-u', 'iso-8859-5', 'ibm866',
  'windows-1253', 'iso-8859-7', 'windows-1254', 'windows-1255', 'iso-8859-8', 'windows-1256', 'iso-8859-6', 'windows-1257', 'iso-8859-4',
  'iso-8859-13', 'iso-8859-16', 'windows-874', 'macintosh', 'x-mac-cyrillic',
];
const DOUBLE_BYTE = ['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'];
const WIDE = ['utf-16le', 'utf-16be'];

/** Hardly anybody sends these: they count only if no other encoding fits. */
const RARE = new Set(['iso-8859-4', 'iso-8859-5', 'iso-8859-6', 'iso-8859-8', 'iso-8859-13', 'iso-8859-16', 'koi8-u', 'x-mac-cyrillic']);
const SHARE_OF_RARE = 0.85;

/** Encodings of letters that are not Latin. */
const OTHER_SCRIPTS = new Set([
  'windows-1251', 'koi8-r', 'koi8-u', 'iso-8859-5', 'ibm866', 'windows-1253', 'iso-8859-7', 'windows-1255', 'iso-8859-8', 'windows-1256', 'iso-8859-6',
  'windows-874', 'x-mac-cyrillic',
]);

/** A text that looks less like a language is no candidate. */
const LEAST_LOOKS = 0.7;

/** The letters besides a to z that languages with Latin letters have. */
const ALPHABETS: Readonly<Record<string, string>> = {
  French: 'àâæçéèêëîïôœùûü',
  German: 'äöüß',
  Spanish: 'áéíóúüñªº',
  Portuguese: 'áàâãçéêíóôõúüªº',
  Italian: 'àèéìîòóùº',
  Dutch: 'áéëíïóöüèê',
  Danish: 'æøåéü',
  Swedish: 'åäöéü',
  Finnish: 'äöåšž',
  Icelandic: 'áðéíóúýþæö',
  Polish: 'ąćęłńóśźż',
  Czech: 'áčďéěíňóřšťúůýž',
  Slovak: 'áäčďéíĺľňóôŕšťúýž',
  Hungarian: 'áéíóöőúüű',
  Romanian: 'ăâîșțşţ',
  Croatian: 'čćđšž',
  Turkish: 'çğıİöşüâî',
  Lithuanian: 'ąčęėįšųūž',
  Latvian: 'āčēģīķļņšūž',
  Estonian: 'äõöüšž',
};

/** Signs that may stand alone in any text. */
const SIGNS = /[\u00a0€£¥§©®™°±²³µ·¹º»«¼½¾¿¡×÷–—‘’‚“”„†‡•…‰‹›№]/u;

/** Texts of languages with Cyrillic or Greek letters have these most: at least this share of their letters. */
const FREQUENT: Readonly<Record<string, RegExp>> = { Cyrillic: /[оеаинтсрвл]/giu, Greek: /[αοιετσνηυρ]/giu };
const SHARE_OF_FREQUENT = 0.45;

/** Capital letters where no language has them. */
const ODD_CAPITALS = /\p{Ll}\p{Lu}|^\p{Lu}{2,}\p{Ll}/u;

/** Any letter but a to z. */
const LETTER = /(?![\x00-\x7f])\p{L}/u;

/** Signs that are never next to a letter. */
const AMOUNTS = /[€£¥±·¼½¾×÷†‡‰]/u;

const SIGNS_AROUND = new RegExp(`^${SIGNS.source}+|${SIGNS.source}+$`, 'gu');

/** Characters that are looked at: a language shows early. */
const MOST_CHARS = 32 * 1024;

const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Hebrew', 'Arabic', 'Thai'] as const;
const SCRIPT_OF = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);

/** @param bytes that are not valid UTF-8. @returns the most plausible texts first. */
export function decodings(bytes: Uint8Array): Decoding[] {
  if (isDamagedUtf8(bytes)) {
    return [];
  }
  const byText = new Map<string, { labels: string[]; looks: number; scripts: string }>();
  const labels = bytes.subarray(0, 64).includes(0) ? WIDE : isAscii(bytes) ? [] : [...SINGLE_BYTE, ...DOUBLE_BYTE];
  for (const label of labels) {
    const text = decoded(bytes, label);
    if (text === undefined) {
      continue;
    }
    const known = byText.get(text);
    if (known !== undefined) {
      known.labels.push(label);
      continue;
    }
    const { looks, scripts } = looksOf(label, text, bytes);
    byText.set(text, { labels: [label], looks: RARE.has(label) ? SHARE_OF_RARE * looks : looks, scripts });
  }
  return [...byText.values()].filter(({ looks }) => looks >= LEAST_LOOKS).sort((a, b) => b.looks - a.looks);
}

/** Text in another encoding has few bytes that are characters of UTF-8 by chance. */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  const special = bytes.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
  const valid = (Buffer.from(bytes).toString('latin1').match(/[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g) ?? []).join('').length;
  return 2 * valid >= special && special > 0;
}

/** undefined if the bytes are no text in this encoding. */
function decoded(bytes: Uint8Array, label: string): string | undefined {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    return /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\p{Co}\p{Cn}]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function looksOf(label: string, text: string, bytes: Uint8Array): { readonly looks: number; readonly scripts: string } {
  if (WIDE.includes(label)) {
    const looks = (text.match(/[\x20-\x7e\r\n\t]/g) ?? []).length / text.length;
    return { looks: Math.min(1, 2 * looks), scripts: 'ordinary text' };
  }
  if (DOUBLE_BYTE.includes(label)) {
    return doubleByteLooks(label, bytes);
  }
  const looked = text.slice(0, MOST_CHARS);
  // Every encoding has signs. Signs alone speak for the usual encodings of Latin letters only.
  const isSpecial = OTHER_SCRIPTS.has(label) || RARE.has(label);
  return isSpecial && !LETTER.test(looked) ? { looks: 0, scripts: '' } : letterLooks(looked);
}

/** Words have letters of one script, with capital letters at their beginning only; and the letters are those of one language. */
function letterLooks(text: string): { readonly looks: number; readonly scripts: string } {
  const words = text.match(/[\p{L}\p{M}\u0080-\uffff]+/gu) ?? [];
  const special = words.filter((word) => /[^\x00-\x7f]/.test(word));
  let [good, all, longest] = [0, 0, 0];
  const found = new Map<string, number>();
  for (const word of special) {
    const letters = word.replace(SIGNS_AROUND, '');
    const scripts = SCRIPT_OF.filter(([, pattern]) => pattern.test(letters)).map(([script]) => script);
    const weight = (word.match(/[^\x00-\x7f]/g) ?? []).length;
    all += weight;
    if (letters === '') {
      good += weight;
    } else if (AMOUNTS.test(word)) {
      continue;
    } else if (scripts.length === 1 && /^[\p{L}\p{M}]+$/u.test(letters) && !ODD_CAPITALS.test(letters)) {
      good += weight;
      if (/[^\x00-\x7f]/.test(letters)) {
        longest = Math.max(longest, letters.length);
        found.set(scripts[0], (found.get(scripts[0]) ?? 0) + weight);
      }
    }
  }
  // A letter that stands alone may be a damaged character.
  if (found.size > 0 && longest === 1) {
    return { looks: 0, scripts: '' };
  }
  const [script = 'Latin'] = [...found].sort((a, b) => b[1] - a[1])[0] ?? [];
  const frequent = FREQUENT[script];
  const letters = special.join('').match(/\p{L}/gu) ?? [];
  if (script === 'Latin') {
    const { language, share } = languageOf(letters.filter((c) => c > '\u007f').map((c) => (c === 'İ' ? c : c.toLowerCase())));
    return { looks: good / Math.max(1, all) * share, scripts: `letters as in ${language}` };
  }
  const common = frequent === undefined ? 1 : Math.min(1, (letters.join('').match(frequent) ?? []).length / (SHARE_OF_FREQUENT * Math.max(1, letters.length)));
  const isUpper = letters.every((c) => c === c.toUpperCase()) && frequent !== undefined;
  return { looks: good / Math.max(1, all) * common * (isUpper ? 0.85 : 1), scripts: `${script} letters` };
}

/** The language that has most of these letters. */
function languageOf(letters: readonly string[]): { readonly language: string; readonly share: number } {
  let best = { language: 'Western languages', share: letters.length === 0 ? 1 : 0 };
  for (const [language, alphabet] of Object.entries(ALPHABETS)) {
    const share = letters.filter((c) => alphabet.includes(c)).length / Math.max(1, letters.length);
    if (share > best.share) {
      best = { language, share };
    }
  }
  return best;
}
