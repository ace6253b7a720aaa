import { randomUUID } from 'node:crypto';
import { type AlertRow, alertIdOf, sweptFrom, unsentUntil } from './alert-row';
import { DynamoDbLimit, REPORT_DETAIL_CHARS } from '../../../src/contract';
import { adviceOn } from '../../core/alerts/advice';
import { type FileExample, type FilesSetAside, KIND_OF_STATE, type SetAsideState } from '../../core/alerts/messages';
import type { FileGroup, SetAsideFile } from '../../core/alerts/set-aside-file';
import { absent, anItem, noItem, present } from '../dynamodb/condition';
import { beginningWith } from '../dynamodb/table';
import { type Action, backOff, transact } from '../dynamodb/transact';
import { LedgerKey } from '../ledger/ledger-key';
import type { LedgerTable } from '../ledger/ledger-table';

/** How long further files of a group wait after an alert on it. They are then reported together. */
const QUIET_MILLIS = 15 * 60_000;
/** Reports that one transaction moves into an alert. Two of its actions are the alert's own. */
const REPORTS_A_TRANSACTION = DynamoDbLimit.TRANSACTION_ACTIONS - 2;
/** Files that an alert names as examples. */
const EXAMPLES = 5;
const MAX_TRIES = 4;

/** A `report#` item: a file that no alert holds yet. */
interface ReportRow {
  readonly sk: string;
  readonly ingest_id: string;
  readonly key: string;
  /** How many of its records are in quarantine. */
  readonly records?: number;
  readonly at: string;
  readonly detail?: string;
  readonly advice?: string;
  /** Whether the metric has counted it. */
  readonly counted?: boolean;
}

/** A `told#` item: the latest alert of a group. */
interface ToldRow {
  readonly alert_id: string;
  /** ISO time until which further files wait. */
  readonly until: string;
}

/** An `alert#` item on files: reports are moved into it until its message is written. */
interface GatheredRow extends AlertRow {
  readonly state: SetAsideState;
  readonly reason: string;
  readonly count: number;
  readonly records?: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly examples: FileExample[];
  /** When the alert was begun. */
  readonly at: string;
}

/** What one transaction gathered. */
export interface Gathered {
  /** The alert that holds the reports; absent if there is none to publish. */
  readonly alertId?: string;
  /** Whether reports are left for another transaction. */
  readonly isMore: boolean;
}

/**
 * Reports on files that were set aside, or of which records were. Each file has a row of its own, written in the transaction of its outcome, so that the
 * files of a busy source do not compete for one item. Whoever publishes moves all reports of a group into one alert. Each move
 * is a transaction: a report is in exactly one alert, or still waits for one.
 */
export class FileReports {
  constructor(private readonly ledger: LedgerTable) {}

  /** The report as an action of the transaction that sets the file aside. */
  async action(file: SetAsideFile): Promise<Action> {
    const until = (await this.told(file))?.until ?? '';
    const due = sweptFrom(Date.parse(file.at));
    const row: ReportRow = {
      sk: reportKey(file),
      ingest_id: file.ingestId,
      key: file.key,
      records: file.records,
      at: file.at,
      detail: file.detail === undefined ? undefined : [...file.detail].slice(0, REPORT_DETAIL_CHARS).join(''),
      advice: file.advice,
    };
    return this.ledger.put(file.sourceId, row.sk, {
      ...row,
      // The time only keeps the sweep from looking too early. `gather` decides whether the report must still wait.
      ...unsentUntil(until > due ? until : due),
    });
  }

  /** Tells whether the metric has counted the file; undefined if no report of it waits for an alert. */
  async find(file: SetAsideFile): Promise<{ readonly isCounted: boolean } | undefined> {
    const row = await this.ledger.get<ReportRow>(file.sourceId, reportKey(file));
    return row && { isCounted: row.counted === true };
  }

  /** Notes that the metric has counted the file. If the note is lost, or an alert already holds the report, the file is counted twice. */
  async markCounted(file: SetAsideFile): Promise<void> {
    await this.ledger.write(this.ledger.update<ReportRow>(file.sourceId, reportKey(file), { set: { counted: true } }, anItem));
  }

  /**
   * Moves the oldest reports of a group into an alert, in one transaction.
   *
   * @param now milliseconds since 1970
   * @param alertId the alert that an earlier call began. Without it a new alert is begun, unless the group has had one within
   *   the last quarter of an hour
   */
  async gather(group: FileGroup, now: number, alertId?: string): Promise<Gathered> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const told = await this.told(group);
      if (alertId === undefined && told !== undefined && isQuiet(told, now)) {
        return { isMore: false };
      }
      const reports = await this.oldest(group, now);
      const moved = reports.slice(0, REPORTS_A_TRANSACTION);
      if (moved.length === 0) {
        return { alertId, isMore: false };
      }
      const id = alertId ?? randomUUID();
      const actions = alertId === undefined
        ? [this.beginQuiet(group, told, id, now), this.newAlert(group, id, moved, now)]
        : [this.addToAlert(group, id, moved)];
      if (await transact(this.ledger.docs, [...actions, ...moved.map(({ sk }) => this.removal(group, sk))])) {
        return { alertId: id, isMore: reports.length > moved.length };
      }
      await backOff(tries);
    }
    // Other functions are working on the group. The reports that they leave stay in its rows.
    return { alertId, isMore: false };
  }

  /**
   * Writes the message of a gathered alert, after which nothing can be added to it.
   *
   * @returns the row with its message; undefined if the alert was sent in the meantime
   */
  async close(row: AlertRow): Promise<AlertRow | undefined> {
    let found: AlertRow | undefined = row;
    while (found !== undefined && found.unsent !== undefined && found.message === undefined) {
      const gathered = found as GatheredRow;
      await this.ledger.write(this.ledger.update<GatheredRow>(row.source_id, row.sk, {
        set: { message: JSON.stringify(messageOf(gathered)) },
      }, { message: absent, count: gathered.count }));
      found = await this.ledger.get<AlertRow>(row.source_id, row.sk);
    }
    return found?.unsent === undefined ? undefined : found;
  }

  private async told({ sourceId, state, reason }: FileGroup): Promise<ToldRow | undefined> {
    return this.ledger.get<ToldRow>(sourceId, LedgerKey.told(state, reason));
  }

  /** The oldest reports, one more than a transaction moves. Those of files set aside later than `now` are left out, so that gathering ends. */
  private async oldest({ sourceId, state, reason }: FileGroup, now: number): Promise<readonly ReportRow[]> {
    const prefix = LedgerKey.reports(state, reason);
    const range = { from: prefix, to: beginningWith(`${prefix}${new Date(now).toISOString()}`).to };
    return (await this.ledger.page<ReportRow>(sourceId, range, {}, REPORTS_A_TRANSACTION + 1)).rows;
  }

  private beginQuiet({ sourceId, state, reason }: FileGroup, told: ToldRow | undefined, alertId: string, now: number): Action {
    const row: ToldRow = { alert_id: alertId, until: new Date(now + QUIET_MILLIS).toISOString() };
    return this.ledger.put(sourceId, LedgerKey.told(state, reason), row, told === undefined ? noItem : { alert_id: told.alert_id });
  }

  private newAlert({ sourceId, state, reason }: FileGroup, alertId: string, reports: readonly ReportRow[], now: number): Action {
    const row: GatheredRow = {
      source_id: sourceId,
      sk: LedgerKey.alert(alertId),
      state,
      reason,
      count: reports.length,
      records: recordsOf(reports),
      uncounted: uncounted(reports),
      first_at: reports[0].at,
      last_at: reports.at(-1)!.at,
      examples: reports.slice(0, EXAMPLES).map(exampleOf),
      at: new Date(now).toISOString(),
    };
    return this.ledger.put(sourceId, row.sk, { ...row, ...unsentUntil(sweptFrom(now)) });
  }

  private addToAlert(group: FileGroup, alertId: string, reports: readonly ReportRow[]): Action {
    return this.ledger.update<GatheredRow>(group.sourceId, LedgerKey.alert(alertId), {
      add: { count: reports.length, uncounted: uncounted(reports), ...group.state === 'QUARANTINED' ? { records: recordsOf(reports) } : {} },
      set: { last_at: reports.at(-1)!.at },
      // The message says how many files the alert holds. Once it is written, no report may join.
    }, { unsent: present, message: absent });
  }

  /** Fails if another alert has taken the report. */
  private removal({ sourceId }: FileGroup, sk: string): Action {
    return this.ledger.delete(sourceId, sk, anItem);
  }
}

/** The group of a `report#` item, from its sort key. */
export function groupOf(sourceId: string, sk: string): FileGroup {
  const [, state, reason] = sk.split('#');
  return { sourceId, state: state as SetAsideState, reason };
}

function reportKey({ state, reason, at, ingestId, versionId }: SetAsideFile): string {
  return `${LedgerKey.reports(state, reason)}${at}#${ingestId}#${versionId}`;
}

/** A time more than a quarter of an hour ahead was written by a wrong clock, and does not count. */
function isQuiet({ until }: ToldRow, now: number): boolean {
  const left = Date.parse(until) - now;
  return left > 0 && left <= QUIET_MILLIS;
}

function exampleOf({ ingest_id, key, detail, advice }: ReportRow): FileExample {
  return { ingest_id, key, ...detail === undefined ? {} : { detail }, ...advice === undefined ? {} : { advice } };
}

function uncounted(reports: readonly ReportRow[]): number {
  return reports.filter(({ counted }) => counted !== true).reduce((sum, { records = 1 }) => sum + records, 0);
}

/** undefined if whole files were set aside. */
function recordsOf(reports: readonly ReportRow[]): number | undefined {
  const counts = reports.flatMap(({ records }) => records ?? []);
  return counts.length === 0 ? undefined : counts.reduce((a, b) => a + b);
}

function messageOf(row: GatheredRow): FilesSetAside {
  return {
    kind: KIND_OF_STATE[row.state],
    alert_id: alertIdOf(row.sk),
    source_id: row.source_id,
    reason: row.reason,
    count: row.count,
    ...row.records === undefined ? {} : { records: row.records },
    first_at: row.first_at,
    last_at: row.last_at,
    examples: row.examples,
    advice: adviceOn(row.state, row.reason),
    at: row.at,
  };
}
