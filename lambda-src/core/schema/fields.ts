/** Operations on whole {path: type} maps. */

import { type Family, type FieldType, type Fields, join } from './field-type';
import { type Settling, settle } from './maps';
import { isBelow, parentOf, parsePath, stepPath, valuePath } from '../../../src/field-path';

/** The join of both, path by path, without the paths that end up below a mixed (`json`) path or within a map. */
export function joinFields(a: Fields, b: Fields, family: Family): Fields {
  const joined = new Map(a);
  for (const [path, type] of b) {
    joined.set(path, join(joined.get(path) ?? 'unknown', type, family));
  }
  return readAs(joined);
}

/**
 * `head.paths` after more fields are accepted, in the order of the table's columns. A path that already has a column keeps its place before
 * all that have none yet, and new fields follow in the order of their file. So no column and no field of a struct ever changes its place.
 */
export function acceptedPaths(paths: Fields, fields: Fields, family: Family): Fields {
  const columns = closedPaths(paths);
  const joined = [...joinFields(paths, fields, family)];
  return new Map([...joined.filter(([path]) => columns.has(path)), ...joined.filter(([path]) => !columns.has(path))]);
}

/**
 * The fields as they are read under `readTypes`, or under their own types if it is left out. If a path is read as a map, its
 * members are part of it. If a path is read as `json`, its values are kept whole, as text, and there are no paths below it.
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

/** Where the paths are under `readTypes`: if an object has become a map, its members are its values. */
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

/** Only JSON has objects, so two members of one map are joined by the rules of JSON. */
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
 * The paths that have a column. A path without a column is open: its type is `unknown`, or it is an array whose element is
 * open or was never seen, or a struct whose members are all open. There would be nothing to write.
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

/** Whether the path is one of the given paths or lies below one of them. */
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
