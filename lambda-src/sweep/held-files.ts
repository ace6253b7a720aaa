import type { SweepDeps } from './deps';
import { isBeingRead, requeue } from './requeue';
import { LedgerKey } from '../ledger/keys';

/**
 * Has files profiled again whose types moved between their profile and their promotion. They are found by their rows,
 * as nothing about their raw objects tells.
 */
export async function requeueMovedTypes(deps: SweepDeps): Promise<void> {
  for (const sourceId of deps.sources.keys()) {
    for await (const { sk, reason } of deps.ledger.held(sourceId)) {
      if (reason !== 'types_moved') {
        continue;
      }
      const ingestId = sk.slice(LedgerKey.HELD.length);
      const row = await deps.ledger.file(sourceId, LedgerKey.file(ingestId));
      if (row?.state === 'HELD' && !await isBeingRead(deps, sourceId, ingestId)) {
        await requeue(deps, row.key, row.version_id, row.stored_at ?? row.profiled_at);
      }
    }
  }
}
