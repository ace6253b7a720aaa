import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { hasTime, type SweepDeps } from './deps';
import { DynamoDbLimit, Metric, TableKey } from '../../../src/contract';
import { LedgerKey } from '../../store/ledger/keys';
import { transact } from '../../store/ledger/transact';

/** Where a search goes on. */
export type Position = Readonly<Record<string, string | number>>;

/** What a turn of a search came to. */
export interface Turn {
  /** Where to go on; left out at the search's end. */
  readonly at?: Position;
  /** At the end: the number of what it has searched for, where the search is one that goes by numbers. */
  readonly of?: number;
}

/** One search that the sweep carries out over and over, a bounded piece at a time. */
export interface Search {
  /** Tells it from the others of its duty. */
  readonly name: string;
  /** Milliseconds from one start to the next; 0: it starts in every sweep. */
  readonly every: number;
  /** It starts where this is not the number of the last that ended, and `every` does not count. */
  readonly of?: number;
  /**
   * Carries out a piece that takes a few seconds at most.
   *
   * @param at where the last piece ended; undefined at the start
   * @param of the number of the last search that ended
   */
  readonly turn: (at: Position | undefined, of: number | undefined) => Promise<Turn>;
}

/** How far a search has come. */
interface Progress {
  readonly started_at: string;
  /** When it had its last turn. */
  readonly served_at: string;
  readonly done: boolean;
  readonly at?: Position;
  readonly of?: number;
}

interface ProgressRow extends Progress {
  readonly sk: string;
}

/**
 * Lets searches take turns, the one whose last turn was longest ago first, until all are at their end or time runs out. Where
 * each goes on is kept, so the next sweep does: a search with much to do neither keeps the others waiting nor starts from the
 * beginning again. One that fails has its next turn in the next sweep.
 *
 * @param duty which searches these are
 * @throws AggregateError that names the searches that failed, when all others have had their turns
 */
export async function takeTurns(deps: SweepDeps, duty: string, searches: readonly Search[]): Promise<void> {
  const progress = await Searches.read(deps, duty);
  const failed: Error[] = [];
  let due = searches.filter((search) => progress.isDue(search)).sort((a, b) => progress.lastTurn(a) - progress.lastTurn(b));
  while (due.length > 0 && hasTime(deps)) {
    const goingOn: Search[] = [];
    for (const [i, search] of due.entries()) {
      if (!hasTime(deps)) {
        goingOn.push(...due.slice(i));
        break;
      }
      try {
        if (!await progress.advance(search)) {
          goingOn.push(search);
        }
      } catch (error) {
        failed.push(new Error(`${duty} of ${search.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error }));
      }
    }
    due = goingOn;
  }
  if (due.length > 0) {
    await progress.saveTurns();
  }
  deps.emit({ [Metric.SEARCH_OVERDUE_MINUTES]: Math.floor(progress.overdueMillis(searches) / 60_000) });
  if (failed.length > 0) {
    throw new AggregateError(failed, failed.map(({ message }) => message).join('; '));
  }
}

/** The progress of the searches of one duty. */
class Searches {
  static async read(deps: SweepDeps, duty: string): Promise<Searches> {
    const rows = new Map<string, Progress>();
    const prefix = LedgerKey.search(duty, '');
    for await (const row of deps.ledger.beginningWith<ProgressRow>(TableKey.DEPLOYMENT, prefix)) {
      rows.set(row.sk.slice(prefix.length), row);
    }
    return new Searches(deps, duty, rows);
  }

  /** Searches of this sweep whose rows do not say that they had a turn. */
  private readonly unsaved = new Set<string>();

  private constructor(private readonly deps: SweepDeps, private readonly duty: string, private readonly rows: Map<string, Progress>) {}

  isDue({ name, every, of }: Search): boolean {
    const last = this.rows.get(name);
    if (last === undefined || !last.done) {
      return true;
    }
    const age = this.deps.clock() - Date.parse(last.started_at);
    // A start in the future is a clock's fault.
    return of === undefined ? age >= every || age < 0 : last.of !== of;
  }

  /** Milliseconds since 1970; 0 where it never had a turn, or only turns of which nothing needed to be kept. */
  lastTurn({ name }: Search): number {
    return Date.parse(this.rows.get(name)?.served_at ?? '1970-01-01T00:00:00.000Z');
  }

  /** Lets the search take a turn. Returns whether it has come to its end. */
  async advance(search: Search): Promise<boolean> {
    const before = this.rows.get(search.name);
    const isStart = before === undefined || before.done;
    const now = new Date(this.deps.clock()).toISOString();
    const begun: Progress = {
      started_at: isStart ? now : before.started_at, served_at: now, done: false, at: isStart ? undefined : before.at, of: before?.of,
    };
    try {
      const { at, of } = await search.turn(begun.at, begun.of);
      const after: Progress = { ...begun, done: at === undefined, at, of: of ?? begun.of };
      // That a search is at its end which starts anew in the next sweep anyway needs no row.
      await this.keep(search.name, after, !after.done || before?.done === false || search.every > 0 || after.of !== undefined);
      return after.done;
    } catch (error) {
      await this.keep(search.name, begun, true);
      throw error;
    }
  }

  /** Keeps who had a turn: those that had none must come first in the next sweep. */
  async saveTurns(): Promise<void> {
    const names = [...this.unsaved];
    for (let i = 0; i < names.length; i += DynamoDbLimit.TRANSACTION_ACTIONS) {
      // No other program writes these rows; and where two sweeps meet, one of them has said as much.
      await transact(this.deps.ledger.docs, names.slice(i, i + DynamoDbLimit.TRANSACTION_ACTIONS).map((name) => ({ Put: this.row(name) })));
    }
  }

  /** By how much the search that is latest is late: past the time when its next start is due, at its end or waiting to start. */
  overdueMillis(searches: readonly Search[]): number {
    return Math.max(0, ...searches.map((search) => {
      const last = this.rows.get(search.name);
      // One that goes by numbers is not known to be wanted before it starts.
      if (last === undefined || (last.done && search.of !== undefined)) {
        return 0;
      }
      const next = Date.parse(last.started_at) + search.every;
      return this.deps.clock() - (last.done ? Math.max(next, Date.parse(last.served_at)) : next);
    }));
  }

  private async keep(name: string, progress: Progress, isSaved: boolean): Promise<void> {
    this.rows.set(name, progress);
    if (!isSaved) {
      this.unsaved.add(name);
      return;
    }
    this.unsaved.delete(name);
    await this.deps.ledger.docs.send(new PutCommand(this.row(name)));
  }

  private row(name: string) {
    const { ledger } = this.deps;
    const { started_at, served_at, done, at, of } = this.rows.get(name)!;
    return {
      TableName: ledger.name,
      Item: { ...ledger.key(TableKey.DEPLOYMENT, LedgerKey.search(this.duty, name)), started_at, served_at, done, at, of },
    };
  }
}
