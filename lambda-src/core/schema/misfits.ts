/** Values that do not fit the types of their source: a file with such values is a change of type on which a person decides. */

import { isDrift, typeChange } from './change';
import { type FieldType, type Fields, decimalScale, join } from './field-type';
import { type Hints, conforms, withHints } from './hints';
import { settle } from './maps';
import { type SchemaProfile, fieldTypes } from './schema-profile';
import { isElement, parentOf } from '../../../src/field-path';

/** The types that the values of a source have to fit. */
export interface ExpectedTypes {
  /** `head.paths`: the read type of every path that any accepted version had. */
  readonly paths: Fields;
  /** The types that curated data holds. */
  readonly written: Fields;
  /** They count for the paths that have no type yet. */
  readonly hints: Hints;
  /** Whether a decision has removed the path since the file was received. */
  readonly isRemovedSince: (path: string) => boolean;
}

/** Those of a source without a version. Only the types that are declared can be contradicted. */
export function expectedByHints(hints: Hints): ExpectedTypes {
  return { paths: new Map(), written: new Map(), hints, isRemovedSince: () => false };
}

export interface Misfit {
  readonly path: string;
  readonly expected: FieldType;
  readonly found: FieldType;
}

/**
 * The paths at which some value does not fit. If a file has none, neither has any part of it. A part that is read for itself shows what
 * the whole file may hide: the whole has no paths below a value of mixed types.
 *
 * @param profile of a file or of a part of it, before hints were applied
 */
export function misfitsOf(profile: SchemaProfile, expected: ExpectedTypes): Misfit[] {
  return [...changedTypes(profile, expected), ...unfitForHints(profile, expected)];
}

/** What `judge` calls a change of type that is drift. Its cost does not depend on how many paths the source has. */
function changedTypes(profile: SchemaProfile, { paths, written, hints, isRemovedSince }: ExpectedTypes): Misfit[] {
  const { family } = profile;
  const readType = (type: FieldType, path: string) => join(paths.get(path) ?? 'unknown', type, family);
  const shown = settle<FieldType>(fieldTypes(withHints(profile, hints)), { typeOf: readType, asMap: () => 'map', join: (a, b) => join(a, b, family) }).fields;
  const misfits: Misfit[] = [];
  for (const [path, found] of shown) {
    const from = paths.get(path);
    const to = readType(found, path);
    const isDrifting = from !== undefined && from !== to && (isRemovedSince(path) || isDrift(typeChange(from, to, written.get(path))));
    if (from !== undefined && (isDrifting || isNoSuchDecimal(found, from, hints.get(path)))) {
      misfits.push({ path, expected: from, found });
    }
  }
  return misfits;
}

/**
 * Whether the path is a decimal by its hint, and this is none. Whole numbers alone would only widen the decimal, but beside numbers with a
 * fraction they make the path a double.
 */
function isNoSuchDecimal(found: FieldType, expected: FieldType, hint: FieldType | undefined): boolean {
  return hint === expected && found !== expected && found !== 'unknown' && hint.startsWith('decimal(') && decimalScale(hint) > 0;
}

function unfitForHints(profile: SchemaProfile, { paths, hints }: ExpectedTypes): Misfit[] {
  const misfits: Misfit[] = [];
  for (const [path, expected] of withContainers(hints)) {
    const evidence = profile.fields.get(path);
    const isOpen = (paths.get(path) ?? 'unknown') === 'unknown';
    // Nulls fit every type.
    if (isOpen && evidence !== undefined && evidence.type !== 'unknown' && !fits(evidence.type, expected) && !conforms(evidence, expected, profile.family)) {
      misfits.push({ path, expected, found: evidence.type });
    }
  }
  return misfits;
}

function fits(found: FieldType, expected: FieldType): boolean {
  return found === expected || (expected === 'struct' && found === 'map');
}

/** The hints, and what they say about the objects, arrays and maps in which their paths lie. */
function withContainers(hints: Hints): Hints {
  const all = new Map(hints);
  for (const path of hints.keys()) {
    for (let [at, above] = [path, parentOf(path)]; above !== undefined; [at, above] = [above, parentOf(above)]) {
      if (!all.has(above)) {
        all.set(above, !isElement(at) ? 'struct' : at.endsWith('{}') ? 'map' : 'array');
      }
    }
  }
  return all;
}
