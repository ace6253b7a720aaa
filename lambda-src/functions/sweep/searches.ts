import type { SweepDeps } from './deps';
import { hasTime } from './time';
import { Metric } from '../../../src/contract';
import { type Rhythm, isDue, lastTurnOf, overdueMillis } from '../../core/sweep/search-times';
import { type Position, type Progress, SearchProgress } from '../../store/ledger/search-progress';

/** The result of one turn of a search. */
export interface Turn {
  /** Where to go on; left out at the search's end. */
  readonly at?: Position;
  /** At the end of a numbered search: its number. */
  readonly of?: number;
}

/** One search that the sweep carries out over and over, a bounded piece at a time. */
export interface Search extends Rhythm {
  /** Different from the names of the other searches of its duty. */
  readonly name: string;
  /**
   * Carries out a piece that takes a few seconds at most.
   *
   * @param at where the last piece ended; undefined at the start
   * @param of the number of the last search that ended
   */
  readonly turn: (at: Position | undefined, of: number | undefined) => Promise<Turn>;
}

/**
 * Lets searches take turns until all are at their end or time runs out. The search whose last turn was longest ago comes first. The
 * place where each search stopped is kept, and the next sweep goes on there: a search with much to do neither keeps the others waiting
 * nor starts from the beginning again. A search that fails has its next turn in the next sweep.
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
  deps.emit(undefined, { [Metric.SEARCH_OVERDUE_MINUTES]: Math.floor(progress.overdueMillis(searches) / 60_000) });
  if (failed.length > 0) {
    throw new AggregateError(failed, failed.map(({ message }) => message).join('; '));
  }
}

/** The progress of the searches of one duty. */
class Searches {
  static async read(deps: SweepDeps, duty: string): Promise<Searches> {
    const saved = new SearchProgress(deps.ledger, duty);
    return new Searches(deps, saved, await saved.read());
  }

  /** Searches of this sweep whose rows do not say that they had a turn. */
  private readonly unsaved = new Set<string>();

  private constructor(private readonly deps: SweepDeps, private readonly saved: SearchProgress, private readonly rows: Map<string, Progress>) {}

  isDue(search: Search): boolean {
    return isDue(search, this.rows.get(search.name), this.deps.clock());
  }

  lastTurn({ name }: Search): number {
    return lastTurnOf(this.rows.get(name));
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
      // A search that starts again in the next sweep anyway needs no row that says that it has ended.
      await this.keep(search.name, after, !after.done || before?.done === false || search.every > 0 || after.of !== undefined);
      return after.done;
    } catch (error) {
      await this.keep(search.name, begun, true);
      throw error;
    }
  }

  /** Saves which searches had a turn: those that had none must come first in the next sweep. */
  async saveTurns(): Promise<void> {
    await this.saved.saveAll(new Map([...this.unsaved].map((name) => [name, this.rows.get(name)!])));
  }

  /** By how many milliseconds the most overdue search is late. */
  overdueMillis(searches: readonly Search[]): number {
    const now = this.deps.clock();
    return Math.max(0, ...searches.map((search) => overdueMillis(search, this.rows.get(search.name), now)));
  }

  private async keep(name: string, progress: Progress, isSaved: boolean): Promise<void> {
    this.rows.set(name, progress);
    if (!isSaved) {
      this.unsaved.add(name);
      return;
    }
    this.unsaved.delete(name);
    await this.saved.save(name, progress);
  }
}
