import type { SweepDeps } from './deps';
import { requeue } from './requeue';
import { takeTurns } from './searches';
import { LedgerKey } from '../../store/ledger/ledger-key';

/**
 * Has files profiled again if their types moved between their profile and their promotion. Only their rows show that, and not their
 * raw objects.
 */
export async function requeueMovedTypes(deps: SweepDeps): Promise<void> {
  await takeTurns(deps, 'moved-types', [...deps.sources.keys()].map((sourceId) => ({
    name: sourceId,
    every: 0,
    turn: async (at) => {
      const { rows, next } = await deps.ledger.held(sourceId, { after: at?.sk as string | undefined });
      for (const { sk, reason } of rows) {
        if (reason === 'types_moved') {
          await requeueHeld(deps, sourceId, sk.slice(LedgerKey.HELD.length));
        }
      }
      return next === undefined ? {} : { at: { sk: next } };
    },
  })));
}

async function requeueHeld(deps: SweepDeps, sourceId: string, ingestId: string): Promise<void> {
  const row = await deps.ledger.file(sourceId, LedgerKey.file(ingestId));
  if (row?.state === 'HELD') {
    await requeue(deps, { sourceId, ingestId, key: row.key, versionId: row.version_id }, row.stored_at ?? row.profiled_at);
  }
}
