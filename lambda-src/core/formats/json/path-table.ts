/** Turns the scanner's table of JSON paths into fields of a schema. */

import { type JsonPath, caseCollision } from './paths';
import { type ScannedPath, mergePaths, typeOf, valueCount } from './scanned-path';
import { isElement, parentOf, parsePath, stepPath } from '../../../../src/field-path';
import { MapRules, settle } from '../../schema/maps';
import type { FieldEvidence } from '../../schema/schema-profile';

export interface JsonTable {
  readonly fields: ReadonlyMap<string, FieldEvidence>;
  /** By the paths of `fields`. */
  readonly paths: ReadonlyMap<string, ScannedPath>;
}

/**
 * Gives the rows of the table their paths, merges the counts of the members of a map, and leaves out what is below mixed
 * values.
 *
 * @param rows in the order of `paths`; the first is the record's.
 * @throws FileFault `case_collision` if names in one place differ only in case, unless the place is mixed or a map.
 */
export function readTable(paths: readonly JsonPath[], rows: readonly ScannedPath[]): JsonTable {
  const { byPath, indexes } = inOrder(paths, rows);
  const { fields: settled, places } = settle(byPath, { typeOf, asMap: (row) => ({ ...row, isMap: true }), join: mergePaths }, MapRules.STRUCT_KEYS);

  for (const [path, index] of [[undefined, 0] as const, ...indexes]) {
    const { collision } = paths[index];
    if (collision === undefined) {
      continue;
    }
    const place = path === undefined ? undefined : places.get(path);
    if (path === undefined || (place !== undefined && typeOf(settled.get(place)!) === 'struct')) {
      throw caseCollision(collision.names, collision.place);
    }
  }
  if (paths.some(({ isMap }) => isMap)) {
    assertNoTwins(settled);
  }

  const fields = new Map<string, FieldEvidence>();
  for (const [path, row] of settled) {
    fields.set(path, evidenceOf(row, parentsOf(path, row, settled, rows[0])));
  }
  return { fields, paths: settled };
}

/** Depth first, with members before elements, so that the paths of one object are next to each other. */
function inOrder(paths: readonly JsonPath[], rows: readonly ScannedPath[]): { byPath: Map<string, ScannedPath>; indexes: Map<string, number> } {
  const children: number[][] = paths.map(() => []);
  paths.forEach(({ parent }, index) => {
    if (index > 0) {
      children[parent].push(index);
    }
  });
  const byPath = new Map<string, ScannedPath>();
  const indexes = new Map<string, number>();
  const visit = (index: number, path: string | undefined): void => {
    const isMember = (child: number) => paths[child].step!.kind === 'member';
    for (const child of [...children[index].filter(isMember), ...children[index].filter((each) => !isMember(each))]) {
      const childPath = stepPath(path, paths[child].step!);
      byPath.set(childPath, rows[child]);
      indexes.set(childPath, child);
      visit(child, childPath);
    }
  };
  visit(0, undefined);
  return { byPath, indexes };
}

/** Members of different values of a map have become members of one value, so their names may now differ only in case. */
function assertNoTwins(settled: ReadonlyMap<string, ScannedPath>): void {
  const folded = new Map<string, string>();
  for (const path of settled.keys()) {
    const last = parsePath(path).at(-1)!;
    if (last.kind !== 'member') {
      continue;
    }
    const lowered = JSON.stringify([parentOf(path) ?? null, last.name.toLowerCase()]);
    const twin = folded.get(lowered);
    if (twin !== undefined) {
      throw caseCollision([twin, last.name]);
    }
    folded.set(lowered, last.name);
  }
}

function parentsOf(path: string, row: ScannedPath, settled: ReadonlyMap<string, ScannedPath>, record: ScannedPath): number {
  if (isElement(path)) {
    return valueCount(row) + row.nulls;
  }
  const parent = parentOf(path);
  return (parent === undefined ? record : settled.get(parent)!).objects;
}

function evidenceOf(row: ScannedPath, parents: number): FieldEvidence {
  const type = typeOf(row);
  const temporal = row.formats.includes('date') ? 'date' : row.formats.includes('date-time') ? 'timestamp' : undefined;
  return {
    type,
    values: valueCount(row),
    nulls: row.nulls,
    parents,
    ...type === 'string' && temporal !== undefined ? { temporal } : {},
    ...row.fitting === 0 ? {} : { fitting: row.fitting },
    ...type === 'json' ? { scalars: row.objects + row.arrays === 0 } : {},
  };
}
