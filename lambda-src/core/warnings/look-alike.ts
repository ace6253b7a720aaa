/** Names that a person takes for the same, although they are not. */

import { isElement, parentOf } from '../../../src/field-path';

/**
 * Letters of other scripts that look like a Latin letter in nearly every font. Unicode's list of confusable characters has thousands of
 * others, most of which only resemble each other.
 */
const LATIN = new Map(Object.entries({
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  І: 'I',
  Ј: 'J',
  Ѕ: 'S',
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  Α: 'A',
  Β: 'B',
  Ε: 'E',
  Ζ: 'Z',
  Η: 'H',
  Ι: 'I',
  Κ: 'K',
  Μ: 'M',
  Ν: 'N',
  Ο: 'O',
  Ρ: 'P',
  Τ: 'T',
  Υ: 'Y',
  Χ: 'X',
  ο: 'o',
  ν: 'v',
}));

/** Characters that nobody sees: without width, joiners, selectors of variants, control characters. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu;

/** What `visible` spells out: what nobody sees, blanks other than a space, other dashes and apostrophes. */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{C}\u2212\u2018\u2019]|(?! )\p{Z}|(?!-)\p{Pd}/u;

/** A mark on the letter before it. Some scripts cannot do without, so it counts only if there is one letter for both. */
const MARK = /\p{M}/u;

export interface LookAlike {
  readonly path: string;
  /** A path that was there before it, and looks like it. */
  readonly other: string;
  /** Whether `other` is in the ACTIVE version and not in the file. */
  readonly isActive: boolean;
}

/**
 * Fields whose names look like another one's in the same object.
 *
 * @param paths of the file, in order.
 * @param active paths of the ACTIVE version.
 */
export function lookAlikes(paths: Iterable<string>, active: Iterable<string>): LookAlike[] {
  const known = new Set(active);
  const own = new Set(paths);
  const seen = new Map<string, { readonly path: string; readonly isActive: boolean }>();
  for (const path of known) {
    if (!own.has(path)) {
      seen.set(skeleton(path), { path, isActive: true });
    }
  }
  const found: LookAlike[] = [];
  for (const path of own) {
    const looks = skeleton(path);
    const other = seen.get(looks);
    if (other !== undefined && !isElement(path) && parentOf(other.path) === parentOf(path) && !(other.isActive && known.has(path))) {
      found.push({ path, other: other.path, isActive: other.isActive });
    } else {
      seen.set(looks, { path, isActive: false });
    }
  }
  return found;
}

/** Equal for names that look alike: one blank for all kinds, composed letters, the usual form of a letter, Latin for what looks Latin. */
export function skeleton(name: string): string {
  const plain = name.normalize('NFKD').replace(INVISIBLE, '').replace(/\s+/g, ' ').replace(/[\p{Pd}\u2212]/gu, '-').replace(/[\u2018\u2019]/g, '\'');
  return [...plain].map((c) => LATIN.get(c) ?? c).join('').trim();
}

/** Most characters that are shown of a name. */
const MAX_SHOWN = 80;

/** The name in quotes. What cannot be seen, or is taken for another character, is shown as its number, such as `\u00a0`. */
export function visible(name: string): string {
  const characters = [...name];
  const shown = characters.length > MAX_SHOWN ? [...characters.slice(0, MAX_SHOWN), '…'] : characters;
  const isHidden = (c: string) => HIDDEN.test(c) || LATIN.has(c) || (MARK.test(c) && name.normalize() !== name);
  return `"${shown.map((c) => (isHidden(c) ? codeUnits(c) : c === '"' ? '\\"' : c)).join('')}"`;
}

/** The path as it is, or in quotes if a part of it cannot be seen. */
export function shownPath(path: string): string {
  return path.trim() !== path || path.normalize() !== path || HIDDEN.test(path) ? visible(path) : path;
}

function codeUnits(c: string): string {
  return [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}
