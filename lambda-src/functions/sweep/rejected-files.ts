import type { SweepDeps } from './deps';
import { takeTurns, type Turn } from './searches';
import { lookAtPending, takeOut } from '../../store/tables/pending-files';

/** Promotion passes over rejected files, so nobody waits for their rows to say that they are rejected. */
const EVERY_MILLIS = 60 * 60_000;

/**
 * Takes files of rejected versions out of the pending ones, including those that lie behind files that wait, as in a blocked source.
 * A source is searched if it has a rejected version and its head has moved since the last search.
 */
export async function takeOutRejected(deps: SweepDeps): Promise<void> {
  await takeTurns(deps, 'rejected', [...deps.sources.keys()].map((sourceId) => ({
    name: sourceId,
    every: EVERY_MILLIS,
    turn: async (at, of) => {
      if (at !== undefined) {
        return page(deps, sourceId, at.of as number, at.sk as string);
      }
      // Each rejection changes the revision.
      const revision = await deps.registry.headRevision(sourceId);
      const isWanted = revision !== undefined && revision !== of
        && (await deps.registry.versions(sourceId)).some(({ resolution }) => resolution?.verdict === 'rejected');
      return isWanted ? page(deps, sourceId, revision) : { of: revision };
    },
  })));
}

async function page(deps: SweepDeps, sourceId: string, revision: number, after?: string): Promise<Turn> {
  const { rejected, next } = await lookAtPending(deps, sourceId, { after });
  await takeOut(deps.ledger, rejected);
  return next === undefined ? { of: revision } : { at: { of: revision, sk: next } };
}
