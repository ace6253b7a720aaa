import { LEDGER, REGISTRY, type World } from './world';
import { type FieldType, isReadableAs } from '../../lambda-src/core/schema/field-type';

/**
 * One promotion of a source in a single step: all changes that the Spark job makes to the two tables, from the plan to the
 * commit. The conditions of its transactions always hold, because nothing else happens in between.
 */
export function promote(world: World, sourceId: string): void {
  const head = world.tables.get(REGISTRY, sourceId, 'head');
  if (head === undefined || (head.open as string[]).length > 0) {
    return;
  }
  const paths = new Map(Object.entries(head.paths as Record<string, FieldType>));
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
    const types = Object.entries(file.types as Record<string, FieldType>);
    const ids = { ingestId: file.ingest_id as string, versionId: file.version_id as string };
    if (types.some(([path, type]) => !paths.has(path) || !isReadableAs(type, paths.get(path)!))) {
      world.tables.put(LEDGER, { ...file, state: 'HELD', reason: 'types_moved' });
      world.tables.put(LEDGER, { source_id: sourceId, sk: `held#${ids.ingestId}`, reason: 'types_moved', since: new Date(world.now).toISOString() });
      continue;
    }
    for (const [path] of types) {
      map[path] = paths.get(path)!;
    }
    isChanged = true;
    world.tables.put(LEDGER, { ...file, state: 'PROMOTED', txn: `txn-${ids.ingestId}` });
    world.promoted.push({ ...ids, readAs: new Map(types.map(([path]) => [path, paths.get(path)!])) });
  }
  if (isChanged) {
    world.tables.put(LEDGER, { ...written, map, revision: (written.revision as number) + 1 });
  }
}
