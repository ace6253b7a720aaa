import { oldestNamed } from '../../core/registry/head';
import type { Snapshot } from '../../core/registry/snapshot';
import type { LedgerTable } from '../ledger/ledger-table';
import { factsKey } from '../registry/item-keys';
import type { RegistryTable } from '../registry/registry-table';

/** How often it reads before it gives up because of other writers. */
const MAX_TRIES = 10;

/**
 * Reads head, versions and written types as they were at one moment. `head` is read again at the end: if a decision was carried
 * out in between, a file would be judged under a mixture of both states.
 *
 * @returns undefined if the source has no version yet
 */
export async function readSnapshot(
  registry: RegistryTable, ledger: LedgerTable, sourceId: string, options: { readonly history: boolean },
): Promise<Snapshot | undefined> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const head = await registry.head(sourceId);
    if (head === undefined) {
      return undefined;
    }
    const versions = await registry.versions(sourceId, options.history ? undefined : oldestNamed(head));
    const written = await ledger.written(sourceId);
    const active = versions.find(({ key }) => key === head.active);
    if (await registry.headRevision(sourceId) === head.revision) {
      if (active === undefined) {
        throw new Error(`head of ${sourceId} names ${head.active} as ACTIVE, and ${factsKey(head.active)} does not exist: put the item back from the table's point-in-time recovery`);
      }
      return { head, active, versions, written };
    }
  }
  throw new Error(`The registry of ${sourceId} changed during each of ${MAX_TRIES} reads; the message is tried again`);
}
