/** How each path is read: a read schema (`head.paths`) as a tree of columns. The job's `columns/read_types.py` makes the same tree. */

import type { FieldType, Fields } from '../../lambda-src/core/schema/field-type';
import { closedPaths } from '../../lambda-src/core/schema/fields';
import { parentOf, parsePath } from '../../src/field-path';

/** A path with a known type: a column, a field of a struct, the element of an array or the value of a map. */
export interface ReadColumn {
  readonly path: string;
  /** The raw name; elements and values have an empty one. */
  readonly name: string;
  readonly type: FieldType;
  /** The fields of a struct. */
  readonly fields: readonly ReadColumn[];
  /** The element of an array, or the value of a map, whose keys are text. */
  readonly element?: ReadColumn;
}

/** The columns of the record. They and the fields of structs have the order of the paths. Open paths have no column (`closedPaths`). */
export function readColumns(paths: Fields): readonly ReadColumn[] {
  const closed = closedPaths(paths);
  const children = new Map<string | undefined, string[]>();
  for (const path of [...paths.keys()].filter((each) => closed.has(each))) {
    const parent = parentOf(path);
    children.set(parent, [...children.get(parent) ?? [], path]);
  }
  const column = (path: string): ReadColumn => {
    const type = paths.get(path)!;
    const last = parsePath(path).pop()!;
    const below = type === 'struct' || type === 'array' || type === 'map' ? (children.get(path) ?? []).map(column) : [];
    return {
      path,
      name: last.kind === 'member' ? last.name : '',
      type,
      fields: type === 'struct' ? below : [],
      element: type === 'struct' ? undefined : below[0],
    };
  };
  return (children.get(undefined) ?? []).map(column);
}
