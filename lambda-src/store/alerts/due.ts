import { alertIdOf } from './alert-row';
import { groupOf } from './file-reports';
import { UnsentIndex } from '../../../src/contract';
import type { FileGroup } from '../../core/alerts/set-aside-file';
import { LedgerKey } from '../ledger/ledger-key';
import type { LedgerTable } from '../ledger/ledger-table';

/** The keys of an item, which are all that the index has of it. */
interface KeysRow {
  readonly source_id: string;
  readonly sk: string;
}

/** Something that people are to be told now. */
export type Due =
  | { readonly kind: 'alert'; readonly sourceId: string; readonly alertId: string }
  /** Files whose reports are to be gathered into an alert: `alertId`, if one is begun. */
  | { readonly kind: 'files'; readonly sourceId: string; readonly group: FileGroup; readonly alertId?: string };

export interface DueAlerts {
  /** What is due of each source, the longest due first. The source with the longest due of all comes first. */
  readonly bySource: Due[][];
  /** Time ran out before everything was read. */
  readonly isCut: boolean;
}

/**
 * What the index of unsent alerts shows as due. The index may be late. Only an alert's row tells whether it has been sent.
 *
 * @param now milliseconds since 1970
 */
export async function readDue(ledger: LedgerTable, now: number, hasTime: () => boolean): Promise<DueAlerts> {
  const bySource = new Map<string, Map<string, Due>>();
  for await (const { rows, isLast } of ledger.indexed<KeysRow>(UnsentIndex, UnsentIndex.WAITING, new Date(now).toISOString())) {
    for (const { source_id: sourceId, sk } of rows) {
      const ofSource = bySource.get(sourceId) ?? new Map<string, Due>();
      bySource.set(sourceId, ofSource);
      if (sk.startsWith(LedgerKey.REPORT)) {
        const group = groupOf(sourceId, sk);
        const key = LedgerKey.reports(group.state, group.reason);
        // However many files are due, their group is due once.
        if (!ofSource.has(key)) {
          ofSource.set(key, { kind: 'files', sourceId, group });
        }
      } else {
        ofSource.set(sk, { kind: 'alert', sourceId, alertId: alertIdOf(sk) });
      }
    }
    if (!isLast && !hasTime()) {
      return { bySource: listed(bySource), isCut: true };
    }
  }
  return { bySource: listed(bySource), isCut: false };
}

function listed(bySource: ReadonlyMap<string, ReadonlyMap<string, Due>>): Due[][] {
  return [...bySource.values()].map((due) => [...due.values()]);
}
