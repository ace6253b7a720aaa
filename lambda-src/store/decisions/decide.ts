import { approvalActions } from './approval-actions';
import { LARGE_MAP_BYTES } from '../../../src/contract';
import { alterationOf } from '../../core/registry/altered-item';
import { type Decision, nextDecision } from '../../core/registry/edited-status';
import { type Head, statusBy, oldestNamed } from '../../core/registry/head';
import { decisionCommand, suggestedCommand } from '../../core/registry/suggested-command';
import { type ShownVersion, saidOn } from '../../core/registry/version';
import type { VersionKey } from '../../core/registry/version-key';
import type { Family } from '../../core/schema/field-type';
import type { Outbox, PreparedAlert } from '../alerts/outbox';
import { Room, itemBytes } from '../dynamodb/limits';
import { type Action, backOff, transact } from '../dynamodb/transact';
import type { LedgerTable } from '../ledger/ledger-table';
import type { RegistryTable } from '../registry/registry-table';

export interface Decider {
  readonly registry: RegistryTable;
  readonly ledger: LedgerTable;
  readonly outbox: Outbox;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** How many rounds it takes before it gives up. Each round carries out one decision, restores items, or loses a race. */
const MAX_ROUNDS = 50;

/** More than the alert on a restored item takes. */
const ALERT_BYTES = 4 * 1024;

interface Prepared {
  readonly actions: Action[];
  readonly alerts: readonly PreparedAlert[];
}

/**
 * Carries out what people decided by editing statuses. It approves, rejects or deprecates. It sets back what cannot be done, and
 * says so. It compares statuses with `head` and does nothing if `head` explains them all, so any number of callers may call it
 * at any time. Before that it restores each item that a person deleted, or on which a person saved what only the program may say.
 *
 * @param family the format that the source sends
 * @param from looks at the versions from this one on, if it is older than every one that `head` names
 * @throws Error if other writers won every race for `head`; the caller tries again later
 */
export async function decide(decider: Decider, sourceId: string, family: Family, from?: VersionKey): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const head = await decider.registry.head(sourceId);
    if (head === undefined) {
      return;
    }
    const versions = await readVersions(decider.registry, sourceId, head, from);
    if (versions === undefined) {
      continue;
    }
    const prepared = await restoreItems(decider, sourceId, head, versions) ?? await nextStep(decider, sourceId, family, head, versions);
    if (prepared === undefined) {
      return;
    }
    if (!await transact(decider.ledger.docs, prepared.actions)) {
      await backOff(round);
      continue;
    }
    for (const alert of prepared.alerts) {
      await decider.outbox.publish(sourceId, alert.id);
    }
  }
  throw new Error(`The decisions on ${sourceId} were overtaken ${MAX_ROUNDS} times; they are tried again`);
}

/** The versions whose statuses may have been edited; undefined if `head` moved between the two reads. */
async function readVersions(registry: RegistryTable, sourceId: string, head: Head, from?: VersionKey): Promise<ShownVersion[] | undefined> {
  const oldest = oldestNamed(head);
  const versions = await registry.shownVersions(sourceId, from !== undefined && from < oldest ? from : oldest);
  return [head.active, ...head.open].every((key) => versions.some((version) => version.key === key)) ? versions : undefined;
}

/** Restores the items that do not say what the program knows, as many as fit into one transaction. */
async function restoreItems(
  { registry, outbox, clock }: Decider, sourceId: string, head: Head, versions: readonly ShownVersion[],
): Promise<Prepared | undefined> {
  const room = new Room();
  room.take(1, 2 * LARGE_MAP_BYTES);
  const actions: Action[] = [];
  const alerts: PreparedAlert[] = [];
  for (const version of versions) {
    const alteration = alterationOf(version);
    if (alteration === undefined) {
      continue;
    }
    const known = itemBytes(version.known);
    if (!room.take(3, Math.max(itemBytes(version.item ?? {}), known + itemBytes(saidOn(version))) + known + ALERT_BYTES)) {
      break;
    }
    actions.push(...registry.restoreItem(sourceId, version, statusBy(head, version.key)));
    if (alteration.isMeant) {
      const { kind, attributes } = alteration;
      const alert = outbox.versionRestored({ source_id: sourceId, version: version.key, change: kind, attributes: [...attributes] }, clock());
      actions.push(alert.action);
      alerts.push(alert);
    }
  }
  return actions.length === 0 ? undefined : { actions: [await registry.putHead(sourceId, head, head), ...actions], alerts };
}

async function nextStep(
  decider: Decider, sourceId: string, family: Family, head: Head, versions: readonly ShownVersion[],
): Promise<Prepared | undefined> {
  const decision = nextDecision(head, versions);
  return decision && carryOut(decider, sourceId, family, head, versions, decision);
}

async function carryOut(
  decider: Decider, sourceId: string, family: Family, head: Head, versions: readonly ShownVersion[], decision: Decision,
): Promise<Prepared> {
  if (decision.kind === 'set_back') {
    return setBack(decider, sourceId, head, [decision.version], decision.reason, suggestedCommand(
      decider.registry.name, sourceId, head, decision.version.key));
  }
  const { version } = decision;
  const author = decision.kind === 'approve' && decision.verdict === 'deprecated' ? versions.find(({ key }) => key === head.active)! : version;
  if (author.note === undefined && author.plan === undefined) {
    console.warn(`${sourceId} ${author.key} was decided without a note: write the reason as a text into its attribute note, before the status.`);
  }
  if (decision.kind === 'reject') {
    return { actions: await rejection(decider, sourceId, head, version), alerts: [] };
  }
  const actions = await approvalActions(decider.registry, decider.ledger, {
    sourceId, family, head, versions, version, verdict: decision.verdict, now: decider.clock(),
  });
  if (actions !== 'physical') {
    return { actions, alerts: [] };
  }
  const edited = versions.filter(({ key, status }) => (key === version.key || key === head.active) && status !== statusBy(head, key));
  return setBack(decider, sourceId, head, edited,
    'Approving it would change the type of columns that have promoted data, and that Parquet cannot be rewritten yet. '
    + 'Reject it, and have the source send the old type again, or the new values under a new field name.',
    decisionCommand(decider.registry.name, sourceId, version.key, 'DEPRECATED', 'note'));
}

/** The version closes. Exactly the files profiled under it stay out of promotion. */
async function rejection({ registry, clock }: Decider, sourceId: string, head: Head, version: ShownVersion): Promise<Action[]> {
  const resolution = await registry.resolution(sourceId, 'rejected', new Date(clock()).toISOString(), version, []);
  return [
    await registry.putHead(sourceId, { ...head, open: head.open.filter((key) => key !== version.key), epoch: head.epoch + 1 }, head),
    ...registry.changeVersion(sourceId, version, saidOn(version), { status: 'DEPRECATED', resolution }),
  ];
}

async function setBack(
  { registry, outbox, clock }: Decider, sourceId: string, head: Head, edited: readonly ShownVersion[], detail: string, command: string,
): Promise<Prepared> {
  const [first] = edited;
  const alert = outbox.decisionRefused({
    source_id: sourceId, version: first.key, found: String(first.status ?? 'no status'), restored: statusBy(head, first.key), detail, command,
  }, clock());
  return {
    actions: [
      await registry.putHead(sourceId, head, head),
      ...edited.flatMap((version) => registry.changeVersion(sourceId, version, { status: version.status }, { status: statusBy(head, version.key) })),
      alert.action,
    ],
    alerts: [alert],
  };
}
