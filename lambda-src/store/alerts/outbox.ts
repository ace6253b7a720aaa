import { randomUUID } from 'node:crypto';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type AlertRow, sweptFrom, unsentUntil } from './alert-row';
import { type Due, readDue } from './due';
import { FileReports } from './file-reports';
import { Metric, TableKey } from '../../../src/contract';
import { type AlertMessage, type DecisionRefused, KIND_OF_STATE, type RunFailed, type SchemaDrift, type SetAsideState, type VersionRestored, bounded, driftAlertId } from '../../core/alerts/messages';
import type { FileGroup, SetAsideFile } from '../../core/alerts/set-aside-file';
import { noItem, present } from '../dynamodb/condition';
import type { Action } from '../dynamodb/transact';
import { LedgerKey } from '../ledger/ledger-key';
import type { LedgerTable } from '../ledger/ledger-table';
import type { Emit } from '../metrics/emf';

/** Most transactions by which the announcement of one file gathers the reports that wait with it. The sweep gathers the rest. */
const MAX_GATHERINGS = 10;

/** The metric that counts the files, or the records, that were set aside. */
const METRIC_OF_STATE = {
  HELD: Metric.FILES_HELD, DEAD_LETTERED: Metric.PROFILING_FAILURES, QUARANTINED: Metric.RECORDS_QUARANTINED,
} as const satisfies Record<SetAsideState, string>;

/** An alert: the action that belongs in the transaction that makes it true, and the id under which it is published afterwards. */
export interface PreparedAlert {
  readonly id: string;
  readonly action: Action;
}

type Unaddressed<M extends AlertMessage> = Omit<M, 'kind' | 'alert_id' | 'at'>;

/**
 * The alerts. Each is a row that the transaction causing it writes. It is published after the transaction, and then marked as
 * sent: a crash in between repeats an alert, and never loses one. The same holds for the metrics that count what alerts tell.
 */
export class Outbox {
  private readonly reports: FileReports;

  constructor(
    private readonly ledger: LedgerTable, private readonly sns: SNSClient, private readonly topicArn: string, private readonly emit: Emit,
  ) {
    this.reports = new FileReports(ledger);
  }

  schemaDrift(message: Unaddressed<SchemaDrift>, now: number): PreparedAlert {
    return this.prepare(message.source_id, driftAlertId(message.version), now, (address) => bounded({ kind: 'schema_drift', ...address, ...message }));
  }

  decisionRefused(message: Unaddressed<DecisionRefused>, now: number): PreparedAlert {
    return this.prepare(message.source_id, randomUUID(), now, (address) => ({ kind: 'decision_refused', ...address, ...message }));
  }

  versionRestored(message: Unaddressed<VersionRestored>, now: number): PreparedAlert {
    return this.prepare(message.source_id, randomUUID(), now, (address) => ({ kind: 'version_restored', ...address, ...message }));
  }

  runFailed(run: string, detail: string, now: number): PreparedAlert {
    return this.prepare(TableKey.DEPLOYMENT, randomUUID(), now, (address) => ({ kind: 'run_failed', ...address, run, detail } satisfies RunFailed));
  }

  /** The report of a file, as an action of the transaction that sets it, or records of it, aside. Call `announce` after it. */
  async fileSetAside(file: SetAsideFile): Promise<Action> {
    return this.reports.action(file);
  }

  /**
   * Counts a file that was set aside, and sends an alert on it. If its group has had an alert within the last quarter of an
   * hour, the file waits for the end of that time. Does nothing if this was done before. Never throws: the sweep does what
   * is left undone.
   *
   * @param now milliseconds since 1970
   */
  async announce(file: SetAsideFile, now: number): Promise<void> {
    try {
      const report = await this.reports.find(file);
      if (report === undefined) {
        return;
      }
      if (!report.isCounted) {
        this.count(file.sourceId, METRIC_OF_STATE[file.state], file.records ?? 1);
        await this.reports.markCounted(file);
      }
      await this.tell(file, now);
    } catch (error) {
      console.error(`${file.key} was set aside, but no alert could be sent; the sweep tries again.`, error);
    }
  }

  /** Publishes the alert and marks it as sent, unless it does not exist or is marked already. */
  async publish(sourceId: string, alertId: string): Promise<void> {
    const row = await this.ledger.get<AlertRow>(sourceId, LedgerKey.alert(alertId));
    const closed = row?.unsent === undefined ? undefined : await this.reports.close(row);
    if (closed !== undefined) {
      await this.send(closed);
    }
  }

  /**
   * Publishes what was left unsent. Sources take turns, so that one with many alerts does not delay the others. Within a source,
   * the longest due comes first.
   *
   * @param now milliseconds since 1970
   * @param hasTime whether there is time for another step: one alert, or one transaction that gathers files
   * @returns how many of the alerts that it saw are still due and unsent
   */
  async publishDue(now: number, hasTime: () => boolean = () => true): Promise<number> {
    const { bySource: turns, isCut } = await readDue(this.ledger, now, hasTime);
    let failed = 0;
    while (turns.length > 0 && hasTime()) {
      const [due, ...others] = turns.shift()!;
      const rest = await this.step(due, now).catch((error: unknown) => {
        failed++;
        console.error(`An alert of ${due.sourceId} was not published; the next sweep tries again.`, error);
        return undefined;
      });
      const left = rest === undefined ? others : [rest, ...others];
      if (left.length > 0) {
        turns.push(left);
      }
    }
    return failed + turns.flat().length + (isCut ? 1 : 0);
  }

  /** @returns what is left to do in the source's next turn */
  private async step(due: Due, now: number): Promise<Due | undefined> {
    if (due.kind === 'alert') {
      await this.publish(due.sourceId, due.alertId);
      return undefined;
    }
    const { alertId, isMore } = await this.reports.gather(due.group, now, due.alertId);
    if (isMore) {
      return { ...due, alertId };
    }
    if (alertId !== undefined) {
      await this.publish(due.sourceId, alertId);
    }
    return undefined;
  }

  private async tell(group: FileGroup, now: number): Promise<void> {
    let gathered = await this.reports.gather(group, now);
    for (let done = 1; gathered.isMore && done < MAX_GATHERINGS; done++) {
      gathered = await this.reports.gather(group, now, gathered.alertId);
    }
    if (gathered.alertId !== undefined) {
      await this.publish(group.sourceId, gathered.alertId);
    }
  }

  private prepare<M extends AlertMessage>(
    sourceId: string, id: string, now: number, build: (address: { alert_id: string; at: string }) => M,
  ): PreparedAlert {
    return {
      id,
      action: this.ledger.put(sourceId, LedgerKey.alert(id), {
        message: JSON.stringify(build({ alert_id: id, at: new Date(now).toISOString() })),
        ...unsentUntil(sweptFrom(now)),
      }, noItem),
    };
  }

  private async send(row: AlertRow): Promise<void> {
    const message = JSON.parse(row.message!) as AlertMessage;
    await this.sns.send(new PublishCommand({
      TopicArn: this.topicArn,
      Message: row.message,
      MessageAttributes: { kind: { DataType: 'String', StringValue: message.kind } },
    }));
    this.countAlert(message, row);
    await this.ledger.write(this.ledger.update<AlertRow>(row.source_id, row.sk, {
      set: { sent_at: new Date().toISOString() }, remove: ['unsent'],
    }, { unsent: present }));
  }

  /** Called before the alert is marked, so that no crash loses a count. */
  private countAlert(message: AlertMessage, { source_id: sourceId, uncounted = 0 }: AlertRow): void {
    switch (message.kind) {
      case 'schema_drift':
        this.count(sourceId, Metric.SCHEMA_DRIFT, 1);
        break;
      case KIND_OF_STATE.HELD:
        this.count(sourceId, METRIC_OF_STATE.HELD, uncounted);
        break;
      case KIND_OF_STATE.DEAD_LETTERED:
        this.count(sourceId, METRIC_OF_STATE.DEAD_LETTERED, uncounted);
        break;
      case KIND_OF_STATE.QUARANTINED:
        this.count(sourceId, METRIC_OF_STATE.QUARANTINED, uncounted);
        break;
    }
  }

  /** Only a registered source becomes a dimension: anybody who can write to the bucket can make up others. */
  private count(sourceId: string, metric: keyof Parameters<Emit>[1], count: number): void {
    if (count > 0) {
      this.emit(sourceId === TableKey.NO_SOURCE ? undefined : sourceId, { [metric]: count });
    }
  }
}
