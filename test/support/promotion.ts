import type { Item } from './expressions';
import { pathsOf } from './head-paths';
import { LEDGER, REGISTRY, type World } from './world';
import type { ReadingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import { type FieldType, join } from '../../lambda-src/core/schema/field-type';

/**
 * One promotion of a source in a single step: all changes that the Spark job makes to the two tables, from the plan to the
 * commit. The conditions of its transactions always hold, because nothing else happens in between. A file is read under the types of
 * the moment, whatever they were when it was judged.
 */
export function promote(world: World, sourceId: string): void {
  const head = world.tables.get(REGISTRY, sourceId, 'head');
  if (head === undefined || (head.open as string[]).length > 0) {
    return;
  }
  const paths = pathsOf(head);
  const written = world.tables.get(LEDGER, sourceId, 'written') ?? { source_id: sourceId, sk: 'written', map: {}, revision: 0 };
  const map = { ...written.map as Record<string, FieldType> };
  let isChanged = false;
  for (const pending of world.rows('pending#')) {
    const file = world.tables.get(LEDGER, sourceId, `file#${pending.ingest_id as string}`)!;
    // Launcher and sweep take these files out themselves.
    if (world.known(file.registry_version as string, sourceId).resolution?.verdict === 'rejected') {
      continue;
    }
    world.tables.remove(LEDGER, pending);
    const records = recordsOf(world, file);
    const seen = shownBy(records);
    const ids = { ingestId: file.ingest_id as string, versionId: file.version_id as string };
    const reason = records.length !== file.records ? 'count_mismatch' : seen.some(([path]) => !paths.has(path)) ? 'no_column'
      : seen.some(([path, type]) => join(type, paths.get(path)!, 'json') !== paths.get(path)) ? 'unreadable_value' : undefined;
    if (reason !== undefined) {
      world.tables.put(LEDGER, { ...file, state: 'HELD', reason });
      world.tables.put(LEDGER, { source_id: sourceId, sk: `held#${ids.ingestId}`, reason, since: new Date(world.now).toISOString() });
      continue;
    }
    for (const [path] of seen) {
      map[path] = paths.get(path)!;
    }
    isChanged = true;
    world.tables.put(LEDGER, { ...file, state: 'PROMOTED', txn: `txn-${ids.ingestId}` });
    world.promoted.push({ ...ids, readAs: new Map(seen.map(([path]) => [path, paths.get(path)!])) });
  }
  if (isChanged) {
    world.tables.put(LEDGER, { ...written, map, revision: (written.revision as number) + 1 });
  }
}

/** The records of the file, without the bad ones. */
function recordsOf(world: World, { key, version_id, reading }: Item): Record<string, unknown>[] {
  const text = Buffer.from(world.bucket.find(key as string, version_id as string)!.body);
  const { bad = [] } = reading as ReadingPlan;
  for (let i = 0; i < bad.length; i += 2) {
    text.fill('\n', bad[i], bad[i] + bad[i + 1]);
  }
  return text.toString().split('\n').filter((line) => line !== '').flatMap((line) => JSON.parse(line));
}

/** The fields that have a value, with the types that their values show. */
function shownBy(records: readonly Record<string, unknown>[]): [string, FieldType][] {
  const types = new Map<string, FieldType>();
  for (const [path, value] of records.flatMap((record) => Object.entries(record)).filter(([, each]) => each !== null)) {
    types.set(path, join(types.get(path) ?? 'unknown', typeOf(value), 'json'));
  }
  return [...types];
}

function typeOf(value: unknown): FieldType {
  switch (typeof value) {
    case 'boolean': return 'boolean';
    case 'number': return Number.isInteger(value) ? 'bigint' : 'double';
    case 'string': return 'string';
    default: throw new Error(`the promotion of the tests reads only scalars, and not ${JSON.stringify(value)}`);
  }
}
