import type { SweepDeps } from './deps';
import { takeTurns, type Turn } from './searches';
import { lookAtPending, takeOut } from '../../store/tables/pending-files';

/** A rejection concerns files that promotion passes over: nobody waits for their rows to say so. */
const EVERY_MILLIS = 60 * 60_000;

/**
 * Takes files of rejected versions out of the pending ones, also where they lie behind others that wait, as those of a blocked
 * source do. A source is searched when its head has moved since the last time and it has a rejected version at all.
 */
export async function takeOutRejected(deps: SweepDeps): Promise<void> {
  await takeTurns(deps, 'rejected', [...deps.sources.keys()].map((sourceId) => ({
    name: sourceId,
    every: EVERY_MILLIS,
    turn: async (at, of) => {
      if (at !== undefined) {
        return page(deps, sourceId, at.of as number, at.sk as string);
      }
      // Each rejection moves it.
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
