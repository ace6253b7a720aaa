/** Operations on whole {path: type} maps. */

import { type Family, type FieldType, type Fields, join } from './field-type';
import { type Settling, settle } from './maps';
import { isBelow, parentOf, parsePath, stepPath, valuePath } from '../../../src/field-path';

/** Path by path the join of both, without the paths that end up below a mixed (`json`) one or within a map. */
export function joinFields(a: Fields, b: Fields, family: Family): Fields {
  const joined = new Map(a);
  for (const [path, type] of b) {
    joined.set(path, join(joined.get(path) ?? 'unknown', type, family));
  }
  return readAs(joined);
}

/**
 * The fields as they are read under `readTypes`, their own types if it is left out: members of what is read as a map are
 * part of it, and nothing is below what is read as `json`, whose values are kept whole, as text.
 */
export function readAs(fields: Fields, readTypes?: Fields): Fields {
  if (![...(readTypes ?? fields).values()].some((type) => type === 'json' || type === 'map')) {
    return fields;
  }
  const settled = settle(fields, { ...TYPES, typeOf: (type, path) => readTypes?.get(path) ?? type }).fields;
  for (const [path, type] of settled) {
    if (type === 'struct' && readTypes?.get(path) === 'map') {
      settled.set(path, 'map');
    }
  }
  return settled;
}

/** Where the paths are under `readTypes`: members of what has become a map are its values. */
export function placesUnder(paths: Iterable<string>, readTypes: Fields): Set<string> {
  if (![...readTypes.values()].includes('map')) {
    return new Set(paths);
  }
  const place = (path: string): string => {
    let at: string | undefined;
    for (const step of parsePath(path)) {
      at = step.kind === 'member' && at !== undefined && readTypes.get(at) === 'map' ? valuePath(at) : stepPath(at, step);
    }
    return at!;
  };
  return new Set([...paths].map(place));
}

/** CSV has no objects, so what two members of one map are together is for JSON to say. */
const TYPES: Settling<FieldType> = { typeOf: (type) => type, asMap: () => 'map', join: (a, b) => join(a, b, 'json') };

/** The fields without the given paths and everything below them. */
export function withoutTrees(fields: Fields, roots: readonly string[]): Map<string, FieldType> {
  const kept = new Map(fields);
  const gone = new Set(roots);
  for (const path of fields.keys()) {
    if (gone.has(path) || hasAncestor(path, (ancestor) => gone.has(ancestor))) {
      kept.delete(path);
    }
  }
  return kept;
}

/**
 * The paths that have a column. A path is open, and has none, while its type is `unknown`, or it is an array whose
 * element is open or was never seen, or a struct without a member that is not open: there would be nothing to write.
 */
export function closedPaths(fields: Fields): ReadonlySet<string> {
  const closed = new Set<string>();
  for (const [path, type] of fields) {
    if (type === 'unknown' || type === 'array' || type === 'struct' || type === 'map') {
      continue;
    }
    for (let at: string | undefined = path; at !== undefined && !closed.has(at); at = parentOf(at)) {
      closed.add(at);
    }
  }
  return closed;
}

/** Whether the path is one of the given ones or lies below one. */
export function isWithin(path: string, roots: Iterable<string>): boolean {
  for (const root of roots) {
    if (path === root || isBelow(path, root)) {
      return true;
    }
  }
  return false;
}

export function hasAncestor(path: string, test: (ancestor: string) => boolean): boolean {
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) {
    if (test(at)) {
      return true;
    }
  }
  return false;
}
