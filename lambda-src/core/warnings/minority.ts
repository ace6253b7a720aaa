/** A few values that give a field a wider type than nearly all of its values have. */

import { type Kind, together } from './kinds';
import { type Family, type FieldType, isNumeric, join } from '../schema/field-type';

export interface Minority {
  readonly majority: Kind;
  readonly minority: Kind;
  /** The types of the minority. */
  readonly types: readonly FieldType[];
}

/** At most this share of the values is a minority. A code such as `12A` among house numbers is usually more frequent than a mistake. */
const FEW = 0.1;

/** A single value is a minority in a short file too, because there it decides the type of all files that follow. */
const LEAST_VALUES = 3;

/**
 * The minority that makes the type of a field wider; undefined if there is none.
 *
 * Numbers are one kind as long as a type of numbers holds all of them: 5 among 19.99 is no mistake. Text that is most of a CSV column is
 * no majority, because without the other values the column would be text too.
 */
export function minorityOf(kinds: readonly Kind[], family: Family): Minority | undefined {
  const groups = withNumbersAsOne(kinds, family);
  if (groups.length < 2) {
    return undefined;
  }
  const majority = groups.reduce((a, b) => (b.count > a.count ? b : a));
  const others = groups.filter(({ type }) => join(majority.type, type, family) !== majority.type);
  if (others.length === 0) {
    return undefined;
  }
  const minority = together(others, family);
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const isFew = minority.count <= FEW * total || (minority.count === 1 && total >= LEAST_VALUES);
  return isFew ? { majority, minority, types: others.map(({ type }) => type) } : undefined;
}

function withNumbersAsOne(kinds: readonly Kind[], family: Family): readonly Kind[] {
  const numbers = kinds.filter(({ type }) => isNumeric(type));
  if (numbers.length < 2) {
    return kinds;
  }
  const all = together(numbers, family);
  return isNumeric(all.type) ? [all, ...kinds.filter((kind) => !numbers.includes(kind))] : kinds;
}
