import { randomUUID } from 'node:crypto';
import { type RUN_STATES, TableKey } from '../../../src/contract';
import { noItem, oneOf } from '../dynamodb/condition';
import { type Action, backOff, transact } from '../dynamodb/transact';
import { LedgerKey } from '../ledger/ledger-key';
import type { LedgerTable } from '../ledger/ledger-table';

export type RunState = typeof RUN_STATES[number];

/** A `run#` item. */
export interface RunRow {
  /** The scheduled time that names the run, `20261124T080000Z`. */
  readonly run: string;
  readonly cluster_id?: string;
  readonly cluster_name: string;
  readonly state: RunState;
  readonly since: string;
  readonly finished_at?: string;
  readonly detail?: string;
}

/** The run lease while a run holds it. */
export interface RunLease {
  readonly run: string;
  readonly since: string;
}

/** The `lease` item. */
interface LeaseRow extends RunLease {
  /** The call that took it: there may be two for one run. */
  readonly taker: string;
}

/** How often `take` tries before the function fails and is called again; all tries take some seconds. */
const TAKE_TRIES = 6;

/**
 * The promotion runs of the deployment. At most one holds the lease. The condition of every change names the run that was read,
 * because another run may have taken the lease since.
 */
export class Runs {
  constructor(private readonly ledger: LedgerTable) {}

  async lease(): Promise<RunLease | undefined> {
    return this.ledger.get<RunLease>(TableKey.DEPLOYMENT, LedgerKey.LEASE);
  }

  async row(run: string): Promise<RunRow | undefined> {
    return this.ledger.get<RunRow>(TableKey.DEPLOYMENT, LedgerKey.run(run));
  }

  /**
   * Takes the lease for a run that was never started, and records the run as LAUNCHING. Tries again at once if a conflict,
   * throttling or a lost reply leaves the outcome open.
   *
   * @param now milliseconds since 1970
   * @returns `taken` if this call took it, `held` if another run holds the lease, `known` if the run was started before
   * @throws Error if all tries failed. Then nothing of the run is recorded, unless a reply was lost
   */
  async take(run: string, clusterName: string, now: number): Promise<'taken' | 'held' | 'known'> {
    const since = new Date(now).toISOString();
    // Two calls for one run may come in the same millisecond. Only this tells which of them holds the lease.
    const taker = randomUUID();
    let cause: unknown = 'another transaction was in the way';
    for (let tries = 0; tries < TAKE_TRIES; tries++) {
      try {
        if (await transact(this.ledger.docs, [
          this.putNew(LedgerKey.LEASE, { run, since, taker } satisfies LeaseRow),
          this.putNew(LedgerKey.run(run), { run, cluster_name: clusterName, state: 'LAUNCHING', since } satisfies RunRow),
        ])) {
          return 'taken';
        }
        const lease = await this.ledger.get<LeaseRow>(TableKey.DEPLOYMENT, LedgerKey.LEASE);
        if (lease?.taker === taker) {
          return 'taken';
        }
        if (await this.row(run) !== undefined) {
          return 'known';
        }
        if (lease !== undefined) {
          return 'held';
        }
      } catch (error) {
        cause = error;
      }
      console.warn(`Run ${run} could not be taken yet; it is tried again.`, cause);
      await backOff(tries);
    }
    throw new Error(`run ${run} could not be taken in ${TAKE_TRIES} tries`, { cause });
  }

  /** Records the cluster of a run that is still LAUNCHING; a run that has ended keeps its end. */
  async adopt(run: string, clusterId: string): Promise<void> {
    await this.ledger.write(this.ledger.update<RunRow>(TableKey.DEPLOYMENT, LedgerKey.run(run), {
      set: { cluster_id: clusterId, state: 'RUNNING' },
    }, { state: 'LAUNCHING' }));
  }

  /**
   * Marks the run that holds `lease` as FAILED and frees the lease, in one transaction with `also`.
   *
   * @returns false if the run has ended by itself since the lease was read
   */
  async fail(lease: RunLease, detail: string, now: number, also: Action[] = []): Promise<boolean> {
    return transact(this.ledger.docs, [
      this.ledger.delete<LeaseRow>(TableKey.DEPLOYMENT, LedgerKey.LEASE, { run: lease.run, since: lease.since }),
      this.ledger.update<RunRow>(TableKey.DEPLOYMENT, LedgerKey.run(lease.run), {
        set: { state: 'FAILED', finished_at: new Date(now).toISOString(), detail },
      }, { state: oneOf('LAUNCHING', 'RUNNING') }),
      ...also,
    ]);
  }

  /** Records a scheduled run that needed no cluster. If a run of that name exists, it stays as it is. */
  async skip(run: string, clusterName: string, detail: string, now: number): Promise<void> {
    const at = new Date(now).toISOString();
    const row: RunRow = { run, cluster_name: clusterName, state: 'SKIPPED', since: at, finished_at: at, detail };
    await this.ledger.write(this.putNew(LedgerKey.run(run), row));
  }

  private putNew(sk: string, row: object): Action {
    return this.ledger.put(TableKey.DEPLOYMENT, sk, row, noItem);
  }
}
