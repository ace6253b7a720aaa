/**
 * Objects whose names are data are not structs but maps, from any name to values of one type. When an object becomes a map,
 * its members are merged into it: what was at `labels.a` and `labels.b` is then at `labels{}`.
 */

import type { FieldType } from './field-type';
import { isElement, parentOf, valuePath } from '../../../src/field-path';

/** When an object counts as a map. */
export const MapRules = {
  /** An object with more different names than this is a map. The count only grows, so the order of records cannot matter. */
  STRUCT_KEYS: 2_000,
  /**
   * An object that no accepted version knows is taken for a map if it has at least this many different names, their values
   * have a common type, and a name appears, on average, in at most this share of the objects.
   */
  SPARSE_KEYS: 100,
  SPARSE_PRESENCE: 0.1,
} as const;

/** How `settle` understands the value that is kept for each path. */
export interface Settling<V> {
  typeOf(value: V, path: string): FieldType;
  /** The value of a struct that has become a map. */
  asMap(value: V): V;
  /** The value of two paths that have become one. */
  join(a: V, b: V): V;
}

export interface Settled<V> {
  /** In the order in which the first of their paths appeared. */
  readonly fields: Map<string, V>;
  /** Each path → the path that it has become part of; undefined below a mixed path, because there are no paths below it. */
  readonly places: ReadonlyMap<string, string | undefined>;
}

/**
 * Merges the members of each map into the map, and drops the paths below mixed (`json`) paths.
 *
 * It goes level by level from the top, because the place of a path depends on what all its ancestors have become.
 *
 * @param structKeys an object with more different names than this becomes a map.
 */
export function settle<V>(fields: ReadonlyMap<string, V>, how: Settling<V>, structKeys = Infinity): Settled<V> {
  const places = new Map<string, string | undefined>();
  const settled = new Map<string, V>();

  const ownerOf = (path: string): string | undefined => {
    const parent = parentOf(path);
    return parent === undefined ? undefined : places.get(parent);
  };
  const placeOf = (path: string): string | undefined => {
    const parent = parentOf(path);
    if (parent === undefined || !fields.has(parent)) {
      return path;
    }
    const owner = places.get(parent);
    if (owner === undefined) {
      return undefined;
    }
    const type = how.typeOf(settled.get(owner)!, owner);
    if (type === 'json') {
      return undefined;
    }
    return type === 'map' && !isElement(path) ? valuePath(owner) : owner + path.slice(parent.length);
  };

  for (const level of levels(fields)) {
    const named = new Map<string, Set<string>>();
    for (const path of level) {
      const owner = ownerOf(path);
      if (owner === undefined || isElement(path)) {
        continue;
      }
      const names = named.get(owner) ?? new Set();
      named.set(owner, names.add(path.slice(parentOf(path)!.length)));
    }
    for (const [owner, names] of named) {
      const value = settled.get(owner)!;
      if (names.size > structKeys && how.typeOf(value, owner) === 'struct') {
        settled.set(owner, how.asMap(value));
      }
    }
    for (const path of level) {
      const place = placeOf(path);
      places.set(path, place);
      if (place === undefined) {
        continue;
      }
      const value = fields.get(path)!;
      settled.set(place, settled.has(place) ? how.join(settled.get(place)!, value) : value);
    }
  }

  const inOrder = new Map<string, V>();
  for (const path of fields.keys()) {
    const place = places.get(path);
    if (place !== undefined) {
      inOrder.set(place, settled.get(place)!);
    }
  }
  return { fields: inOrder, places };
}

/** The paths by depth; each level keeps their order. */
function levels(fields: ReadonlyMap<string, unknown>): string[][] {
  const depths = new Map<string, number>();
  const depthOf = (path: string): number => {
    let depth = depths.get(path);
    if (depth === undefined) {
      const parent = parentOf(path);
      depths.set(path, depth = parent === undefined ? 0 : depthOf(parent) + 1);
    }
    return depth;
  };
  const found: string[][] = [];
  for (const path of fields.keys()) {
    (found[depthOf(path)] ??= []).push(path);
  }
  return found;
}
