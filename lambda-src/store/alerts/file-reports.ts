import { randomUUID } from 'node:crypto';
import { UpdateCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { adviceOn } from './advice';
import { type AlertRow, SWEEP_AFTER_MILLIS } from './alert-row';
import { type FileExample, type FilesSetAside, KIND_OF_STATE, type SetAsideState } from './messages';
import { REPORT_DETAIL_CHARS, TableKey, UnsentIndex } from '../../../src/contract';
import { ignoringFailedCondition } from '../ledger/failed-condition';
import { LedgerKey, after } from '../ledger/keys';
import type { LedgerTable } from '../ledger/ledger-table';
import { type Action, backOff, transact } from '../ledger/transact';

/** After an alert on files of one kind, how long the next ones wait to be told of together. */
export const QUIET_MILLIS = 15 * 60_000;
/** Reports that one transaction moves into an alert: it takes 100 actions, and two are the alert's own. */
const REPORTS_A_TRANSACTION = 98;
/** Files that an alert names. */
const EXAMPLES = 5;
const MAX_TRIES = 4;

/** Files of one source that are told of together. */
export interface FileGroup {
  /** `TableKey.NO_SOURCE` for all sources that are not registered. */
  readonly sourceId: string;
  readonly state: SetAsideState;
  readonly reason: string;
}

/** A file that was set aside, to be told of. */
export interface SetAsideFile extends FileGroup {
  readonly ingestId: string;
  readonly versionId: string;
  /** Of the raw object. */
  readonly key: string;
  /** ISO time of the outcome. */
  readonly at: string;
  /** What was found; names of fields, never values. */
  readonly detail?: string;
}

/** A `report#` item: a file that no alert holds yet. */
interface ReportRow {
  readonly sk: string;
  readonly ingest_id: string;
  readonly key: string;
  readonly at: string;
  readonly detail?: string;
  /** Whether the metric has it. */
  readonly counted?: boolean;
}

/** A `told#` item: the latest alert of a group. */
interface ToldRow {
  readonly alert_id: string;
  /** ISO time until which the files that follow only wait. */
  readonly until: string;
}

/** An alert on files, as far as it is gathered. */
interface GatheredRow extends AlertRow {
  readonly state: SetAsideState;
  readonly reason: string;
  readonly count: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly examples: FileExample[];
  /** When it was begun. */
  readonly at: string;
}

/** What one transaction of gathering came to. */
export interface Gathered {
  /** The alert that holds the reports; absent where there is none to publish. */
  readonly alertId?: string;
  /** Whether reports are left for another transaction. */
  readonly isMore: boolean;
}

/**
 * Reports of files that were set aside: one row for each file, in the transaction of its outcome, so that files of a busy
 * source do not meet on one item. Whoever publishes moves all reports of a group into one alert. Each move is a transaction:
 * a report is in exactly one alert, or still waits for one.
 */
export class FileReports {
  constructor(private readonly ledger: LedgerTable) {}

  /** The report as an action of the transaction that sets the file aside. */
  async action(file: SetAsideFile): Promise<Action> {
    const until = (await this.told(file))?.until ?? '';
    const due = new Date(Date.parse(file.at) + SWEEP_AFTER_MILLIS).toISOString();
    const row: ReportRow = {
      sk: reportKey(file),
      ingest_id: file.ingestId,
      key: file.key,
      at: file.at,
      detail: file.detail === undefined ? undefined : [...file.detail].slice(0, REPORT_DETAIL_CHARS).join(''),
    };
    return {
      Put: {
        TableName: this.ledger.name,
        Item: {
          ...this.ledger.key(file.sourceId, row.sk),
          ...row,
          [UnsentIndex.PARTITION_KEY]: UnsentIndex.WAITING,
          // Only spares the sweep a look at what must wait: whether it must is decided when it is gathered.
          [UnsentIndex.SORT_KEY]: until > due ? until : due,
        },
      },
    };
  }

  /** Whether the file's report waits for an alert, and whether the metric has it. */
  async find(file: SetAsideFile): Promise<{ readonly isCounted: boolean } | undefined> {
    const row = await this.ledger.get<ReportRow>(file.sourceId, reportKey(file));
    return row && { isCounted: row.counted === true };
  }

  /** Notes that the metric has the file. Where the note is lost, it is counted twice; where the alert has it, it was counted twice. */
  async markCounted(file: SetAsideFile): Promise<void> {
    await ignoringFailedCondition(this.ledger.docs.send(new UpdateCommand({
      TableName: this.ledger.name,
      Key: this.ledger.key(file.sourceId, reportKey(file)),
      UpdateExpression: 'SET #counted = :yes',
      ConditionExpression: 'attribute_exists(#s)',
      ExpressionAttributeNames: { '#counted': 'counted', '#s': TableKey.SORT },
      ExpressionAttributeValues: { ':yes': true },
    })));
  }

  /**
   * Moves the oldest reports of a group into an alert, in one transaction.
   *
   * @param now milliseconds since 1970
   * @param alertId the alert that an earlier call began; without it a new one, unless the group was told of within a quarter
   *   of an hour
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
    // Others work on the group. What they leave waits in its rows.
    return { alertId, isMore: false };
  }

  /**
   * Writes the message of a gathered alert, after which nothing can be added to it.
   *
   * @returns the row with its message; undefined where it was sent meanwhile
   */
  async close(row: AlertRow): Promise<AlertRow | undefined> {
    let found: AlertRow | undefined = row;
    while (found !== undefined && found.unsent !== undefined && found.message === undefined) {
      const gathered = found as GatheredRow;
      await ignoringFailedCondition(this.ledger.docs.send(new UpdateCommand({
        TableName: this.ledger.name,
        Key: this.ledger.key(row.source_id, row.sk),
        UpdateExpression: 'SET #message = :message',
        ConditionExpression: 'attribute_not_exists(#message) AND #count = :count',
        ExpressionAttributeNames: { '#message': 'message', '#count': 'count' },
        ExpressionAttributeValues: { ':message': JSON.stringify(messageOf(gathered)), ':count': gathered.count },
      })));
      found = await this.ledger.get<AlertRow>(row.source_id, row.sk);
    }
    return found?.unsent === undefined ? undefined : found;
  }

  private async told({ sourceId, state, reason }: FileGroup): Promise<ToldRow | undefined> {
    return this.ledger.get<ToldRow>(sourceId, LedgerKey.told(state, reason));
  }

  /** Reports of files set aside until now, one more than a transaction moves. A flood that goes on has an end so. */
  private async oldest({ sourceId, state, reason }: FileGroup, now: number): Promise<ReportRow[]> {
    const prefix = LedgerKey.reports(state, reason);
    const reports: ReportRow[] = [];
    const pages = paginateQuery({ client: this.ledger.docs }, {
      TableName: this.ledger.name,
      KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#p': TableKey.PARTITION, '#s': TableKey.SORT },
      ExpressionAttributeValues: { ':p': sourceId, ':from': prefix, ':to': after(`${prefix}${new Date(now).toISOString()}`) },
      ConsistentRead: true,
      Limit: REPORTS_A_TRANSACTION + 1,
    });
    for await (const page of pages) {
      reports.push(...(page.Items ?? []) as ReportRow[]);
      if (reports.length > REPORTS_A_TRANSACTION) {
        break;
      }
    }
    return reports;
  }

  private beginQuiet({ sourceId, state, reason }: FileGroup, told: ToldRow | undefined, alertId: string, now: number): Action {
    const row: ToldRow = { alert_id: alertId, until: new Date(now + QUIET_MILLIS).toISOString() };
    return {
      Put: {
        TableName: this.ledger.name,
        Item: { ...this.ledger.key(sourceId, LedgerKey.told(state, reason)), ...row },
        ...(told === undefined
          ? { ConditionExpression: 'attribute_not_exists(#s)', ExpressionAttributeNames: { '#s': TableKey.SORT } }
          : {
            ConditionExpression: '#alert = :alert',
            ExpressionAttributeNames: { '#alert': 'alert_id' },
            ExpressionAttributeValues: { ':alert': told.alert_id },
          }),
      },
    };
  }

  private newAlert({ sourceId, state, reason }: FileGroup, alertId: string, reports: readonly ReportRow[], now: number): Action {
    const row: GatheredRow = {
      source_id: sourceId,
      sk: LedgerKey.alert(alertId),
      state,
      reason,
      count: reports.length,
      uncounted: uncounted(reports),
      first_at: reports[0].at,
      last_at: reports.at(-1)!.at,
      examples: reports.slice(0, EXAMPLES).map(({ ingest_id, key, detail }) => ({ ingest_id, key, ...detail === undefined ? {} : { detail } })),
      at: new Date(now).toISOString(),
    };
    return {
      Put: {
        TableName: this.ledger.name,
        Item: {
          ...row,
          [UnsentIndex.PARTITION_KEY]: UnsentIndex.WAITING,
          [UnsentIndex.SORT_KEY]: new Date(now + SWEEP_AFTER_MILLIS).toISOString(),
        },
      },
    };
  }

  private addToAlert({ sourceId }: FileGroup, alertId: string, reports: readonly ReportRow[]): Action {
    return {
      Update: {
        TableName: this.ledger.name,
        Key: this.ledger.key(sourceId, LedgerKey.alert(alertId)),
        UpdateExpression: 'SET #count = #count + :count, #uncounted = #uncounted + :uncounted, #last = :last',
        // Its message counts what it holds: once written, nothing may join.
        ConditionExpression: 'attribute_exists(#unsent) AND attribute_not_exists(#message)',
        ExpressionAttributeNames: {
          '#count': 'count', '#uncounted': 'uncounted', '#last': 'last_at', '#unsent': UnsentIndex.PARTITION_KEY, '#message': 'message',
        },
        ExpressionAttributeValues: { ':count': reports.length, ':uncounted': uncounted(reports), ':last': reports.at(-1)!.at },
      },
    };
  }

  /** Fails where another alert has the report. */
  private removal({ sourceId }: FileGroup, sk: string): Action {
    return {
      Delete: {
        TableName: this.ledger.name,
        Key: this.ledger.key(sourceId, sk),
        ConditionExpression: 'attribute_exists(#s)',
        ExpressionAttributeNames: { '#s': TableKey.SORT },
      },
    };
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

/** A time further ahead than a quarter of an hour comes from a clock that was wrong, and silences nothing. */
function isQuiet({ until }: ToldRow, now: number): boolean {
  const left = Date.parse(until) - now;
  return left > 0 && left <= QUIET_MILLIS;
}

function uncounted(reports: readonly ReportRow[]): number {
  return reports.filter(({ counted }) => counted !== true).length;
}

function messageOf(row: GatheredRow): FilesSetAside {
  return {
    kind: KIND_OF_STATE[row.state],
    alert_id: row.sk.slice(LedgerKey.alert('').length),
    source_id: row.source_id,
    reason: row.reason,
    count: row.count,
    first_at: row.first_at,
    last_at: row.last_at,
    examples: row.examples,
    advice: adviceOn(row.state, row.reason),
    at: row.at,
  };
}
