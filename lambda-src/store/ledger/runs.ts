import { randomUUID } from 'node:crypto';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ignoringFailedCondition } from './failed-condition';
import { LedgerKey } from './keys';
import type { LedgerTable } from './ledger-table';
import { type Action, backOff, transact } from './transact';
import { type RUN_STATES, TableKey } from '../../../src/contract';

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

/** Tries to take the lease before the function gives up and is called again: some seconds. */
const TAKE_TRIES = 6;

/**
 * The one promotion run of the deployment: at most one holds the lease, and every change of it is conditioned on the
 * run that was read, because a look at a run may come late.
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
   * Takes the lease for a run that was never started, and records the run as LAUNCHING. Tries again at once where a conflict, a
   * throttle or a lost reply leaves open what became of it.
   *
   * @param now milliseconds since 1970
   * @returns `taken` where this call took it, `held` where another run holds the lease, `known` where the run was started before
   * @throws Error where it could not be taken in several tries: nothing of the run is recorded then, unless a reply was lost
   */
  async take(run: string, clusterName: string, now: number): Promise<'taken' | 'held' | 'known'> {
    const since = new Date(now).toISOString();
    // Two calls for one run may come in the same millisecond: only this tells whose lease it is.
    const taker = randomUUID();
    let cause: unknown = 'another transaction was in the way';
    for (let tries = 0; tries < TAKE_TRIES; tries++) {
      try {
        if (await transact(this.ledger.docs, [
          this.putNew(LedgerKey.LEASE, { run, since, taker } satisfies RunLease & { taker: string }),
          this.putNew(LedgerKey.run(run), { run, cluster_name: clusterName, state: 'LAUNCHING', since } satisfies RunRow),
        ])) {
          return 'taken';
        }
        const lease = await this.ledger.get<RunLease & { taker?: string }>(TableKey.DEPLOYMENT, LedgerKey.LEASE);
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
    await ignoringFailedCondition(this.ledger.docs.send(new UpdateCommand({
      TableName: this.ledger.name,
      Key: this.ledger.key(TableKey.DEPLOYMENT, LedgerKey.run(run)),
      UpdateExpression: 'SET #cluster = :cluster, #state = :running',
      ConditionExpression: '#state = :launching',
      ExpressionAttributeNames: { '#cluster': 'cluster_id', '#state': 'state' },
      ExpressionAttributeValues: { ':cluster': clusterId, ':running': 'RUNNING', ':launching': 'LAUNCHING' },
    })));
  }

  /**
   * Marks the run that holds `lease` as FAILED and frees the lease, in one transaction with `also`.
   *
   * @returns false where the run ended by itself since the lease was read
   */
  async fail(lease: RunLease, detail: string, now: number, also: Action[] = []): Promise<boolean> {
    return transact(this.ledger.docs, [
      {
        Delete: {
          TableName: this.ledger.name,
          Key: this.ledger.key(TableKey.DEPLOYMENT, LedgerKey.LEASE),
          ConditionExpression: '#run = :run AND #since = :since',
          ExpressionAttributeNames: { '#run': 'run', '#since': 'since' },
          ExpressionAttributeValues: { ':run': lease.run, ':since': lease.since },
        },
      },
      {
        Update: {
          TableName: this.ledger.name,
          Key: this.ledger.key(TableKey.DEPLOYMENT, LedgerKey.run(lease.run)),
          UpdateExpression: 'SET #state = :failed, #at = :at, #detail = :detail',
          ConditionExpression: '#state IN (:launching, :running)',
          ExpressionAttributeNames: { '#state': 'state', '#at': 'finished_at', '#detail': 'detail' },
          ExpressionAttributeValues: {
            ':failed': 'FAILED', ':at': new Date(now).toISOString(), ':detail': detail, ':launching': 'LAUNCHING', ':running': 'RUNNING',
          },
        },
      },
      ...also,
    ]);
  }

  /** Records a scheduled run that needed no cluster; a run of that name that exists stays as it is. */
  async skip(run: string, clusterName: string, detail: string, now: number): Promise<void> {
    const at = new Date(now).toISOString();
    const row: RunRow = { run, cluster_name: clusterName, state: 'SKIPPED', since: at, finished_at: at, detail };
    await ignoringFailedCondition(this.ledger.docs.send(new PutCommand(this.putNew(LedgerKey.run(run), row).Put)));
  }

  private putNew(sk: string, item: object) {
    return {
      Put: {
        TableName: this.ledger.name,
        Item: { ...this.ledger.key(TableKey.DEPLOYMENT, sk), ...item },
        ConditionExpression: 'attribute_not_exists(#s)',
        ExpressionAttributeNames: { '#s': TableKey.SORT },
      },
    };
  }
}
