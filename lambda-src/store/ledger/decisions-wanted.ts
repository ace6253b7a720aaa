import { LedgerKey } from './ledger-key';
import type { LedgerTable } from './ledger-table';
import { TableKey } from '../../../src/contract';

/** The `decisions-wanted` item. */
interface WantedRow {
  readonly times: number;
}

/** Asks the sweep once more to look for decisions in every source. */
export async function wantDecisions(ledger: LedgerTable): Promise<void> {
  await ledger.write(ledger.update<WantedRow>(TableKey.DEPLOYMENT, LedgerKey.DECISIONS_WANTED, { add: { times: 1 } }));
}

/** How often the sweep was asked; undefined if it never was. */
export async function decisionsWanted(ledger: LedgerTable): Promise<number | undefined> {
  return (await ledger.get<WantedRow>(TableKey.DEPLOYMENT, LedgerKey.DECISIONS_WANTED))?.times;
}
