import { LedgerKey } from './ledger-key';
import type { LedgerTable } from './ledger-table';
import { DynamoDbLimit, TableKey } from '../../../src/contract';
import { beginningWith } from '../dynamodb/table';
import { transact } from '../dynamodb/transact';

/** Where a search goes on. */
export type Position = Readonly<Record<string, string | number>>;

/** How far a search has come. */
export interface Progress {
  readonly started_at: string;
  /** When it had its last turn. */
  readonly served_at: string;
  readonly done: boolean;
  readonly at?: Position;
  /** If the search is numbered: the number of the last one that ended. */
  readonly of?: number;
}

/** A `search#` item. */
interface ProgressRow extends Progress {
  readonly sk: string;
}

/** The progress of the searches of one duty of the sweep, by their names. */
export class SearchProgress {
  constructor(private readonly ledger: LedgerTable, private readonly duty: string) {}

  async read(): Promise<Map<string, Progress>> {
    const found = new Map<string, Progress>();
    const prefix = LedgerKey.search(this.duty, '');
    for await (const { sk, started_at, served_at, done, at, of } of this.ledger.range<ProgressRow>(TableKey.DEPLOYMENT, beginningWith(prefix))) {
      found.set(sk.slice(prefix.length), { started_at, served_at, done, at, of });
    }
    return found;
  }

  async save(name: string, progress: Progress): Promise<void> {
    await this.ledger.write(this.put(name, progress));
  }

  /** Saves many, as many at once as a transaction holds. */
  async saveAll(progress: ReadonlyMap<string, Progress>): Promise<void> {
    const actions = [...progress].map(([name, each]) => this.put(name, each));
    for (let i = 0; i < actions.length; i += DynamoDbLimit.TRANSACTION_ACTIONS) {
      // Only the sweep writes these rows. If two sweeps meet and one transaction fails, the other one saved as much.
      await transact(this.ledger.docs, actions.slice(i, i + DynamoDbLimit.TRANSACTION_ACTIONS));
    }
  }

  private put(name: string, progress: Progress) {
    return this.ledger.put(TableKey.DEPLOYMENT, LedgerKey.search(this.duty, name), progress);
  }
}
