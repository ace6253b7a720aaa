import type { ProfileDeps } from './deps';
import { driftAlert } from './drift-alert';
import type { RawObject } from './raw-object';
import type { Head } from '../../core/registry/head';
import type { Snapshot } from '../../core/registry/snapshot';
import { activeAt, laterOf } from '../../core/registry/version';
import { type VersionKey, nextVersionKey } from '../../core/registry/version-key';
import { hintedAs, hintsOf } from '../../core/schema/hints';
import { type Judgement, firstVersion, judge } from '../../core/schema/judge';
import type { SchemaProfile } from '../../core/schema/profile';
import type { PreparedAlert } from '../../store/alerts/outbox';
import type { Action } from '../../store/dynamodb/transact';
import { readSnapshot } from '../../store/tables/read-snapshot';

/** What the registry makes of a file. */
export interface Verdict {
  readonly judgement: Judgement;
  /** The version whose fields the file fits. */
  readonly version: VersionKey;
  /** The version that was ACTIVE when the file was judged. */
  readonly judgedUnder: VersionKey;
  /** Whether `version` is, or was, BREAKING. */
  readonly drifted: boolean;
  /** Writes of the version, where the file makes it. */
  readonly actions: Action[];
  /** The alert of a version that the file makes. */
  readonly alert?: PreparedAlert;
}

/** The file would make one more drift than a source may have open. */
export interface TooManyDrifts {
  readonly kind: 'too_many_drifts';
  /** Under which that is so. */
  readonly head: Head;
}

/**
 * Most drifts that a source may have open. A person decides them one by one, and an approval compares all the others again
 * in one transaction.
 */
export const MAX_OPEN_DRIFTS = 20;

/**
 * Judges a file by what its source's registry holds now.
 *
 * @returns `undecided` where the file makes a version, and somebody edited the ACTIVE one's status meanwhile: that
 *   decision comes first
 */
export async function verdictOn(deps: ProfileDeps, raw: RawObject, profile: SchemaProfile): Promise<Verdict | TooManyDrifts | 'undecided'> {
  // Nearly every file is settled by the versions that `head` names; late files and new drifts need all there ever were.
  for (const history of [false, true]) {
    const snapshot = await readSnapshot(deps.registry, deps.ledger, raw.sourceId, { history });
    if (snapshot === undefined) {
      return firstVerdict(deps, raw, profile);
    }
    const { active } = snapshot;
    if (!history && raw.receivedAt! < active.activeFrom!) {
      continue;
    }
    const judgement = await judgeBy(deps, raw, profile, snapshot);
    const fits = judgement.outcome === 'unchanged' ? active.key
      : judgement.outcome === 'breaking' ? knownDrift(snapshot, judgement.fingerprint, raw.receivedAt!) : undefined;
    if (fits !== undefined) {
      return { judgement, version: fits, judgedUnder: active.key, drifted: judgement.outcome === 'breaking', actions: [] };
    }
    if (judgement.outcome === 'breaking' && !history) {
      continue;
    }
    if (await deps.registry.status(raw.sourceId, active.key) !== 'ACTIVE') {
      return 'undecided';
    }
    if (judgement.outcome === 'breaking' && snapshot.head.open.length >= MAX_OPEN_DRIFTS) {
      return { kind: 'too_many_drifts', head: snapshot.head };
    }
    return newVersion(deps, raw, profile.records, snapshot, judgement);
  }
  throw new Error('unreachable: the second round decides');
}

async function judgeBy(
  deps: ProfileDeps, raw: RawObject, profile: SchemaProfile, { head, active, versions, written }: Snapshot,
): Promise<Judgement> {
  const baseline = activeAt(versions, raw.receivedAt!);
  return judge({
    profile,
    active: await deps.registry.fields(active),
    baseline: baseline === undefined ? new Map() : await deps.registry.fields(baseline),
    paths: head.paths,
    optional: new Set(deps.sources.get(raw.sourceId)!.optionalFields),
    written: written.types,
    structs: structsOf(deps, raw),
  });
}

function structsOf(deps: ProfileDeps, raw: RawObject): ReadonlySet<string> {
  return hintedAs('struct', hintsOf(deps.sources.get(raw.sourceId)!.typeHints));
}

/** The open version of that drift, else one decided after the file was received: the file shares its verdict. */
function knownDrift({ head, versions }: Snapshot, fingerprint: string, receivedAt: string): VersionKey | undefined {
  const same = versions.filter((version) => version.fingerprint === fingerprint);
  const open = same.find(({ key }) => head.open.includes(key));
  const decidedSince = same.filter(({ resolution }) => resolution !== undefined && resolution.at > receivedAt);
  return (open ?? decidedSince.at(-1))?.key;
}

async function firstVerdict(deps: ProfileDeps, raw: RawObject, profile: SchemaProfile): Promise<Verdict> {
  const judgement = firstVersion(profile, structsOf(deps, raw));
  const key = nextVersionKey(deps.clock());
  return {
    judgement,
    version: key,
    judgedUnder: key,
    drifted: false,
    actions: [
      await deps.registry.putHead(raw.sourceId, {
        active: key, open: [], paths: judgement.paths, epoch: 0,
      }, undefined),
      ...await deps.registry.putVersion(raw.sourceId, {
        ...judgement, key, status: 'ACTIVE', seq: 1, activeFrom: raw.receivedAt, sampleKey: raw.key,
      }),
    ],
  };
}

async function newVersion(
  deps: ProfileDeps, raw: RawObject, records: number, snapshot: Snapshot, judgement: Judgement,
): Promise<Verdict> {
  const { registry, ledger } = deps;
  const { head, active, versions, written } = snapshot;
  const newest = versions.at(-1)!;
  const key = nextVersionKey(deps.clock(), newest.key);
  const made = { ...judgement, key, seq: newest.seq + 1, baseline: active.key, sampleKey: raw.key };
  const verdict = { judgement, version: key, judgedUnder: active.key };
  // A seal since `written` was read may have made a change of types one that promoted data contradicts.
  const unsealed = ledger.checkWritten(raw.sourceId, written);

  if (judgement.outcome === 'breaking') {
    const alert = await driftAlert(deps, { raw, records, judgement, version: key, snapshot });
    return {
      ...verdict,
      drifted: true,
      alert,
      actions: [
        await registry.putHead(raw.sourceId, { ...head, open: [...head.open, key], epoch: head.epoch + 1 }, head),
        ...await registry.putVersion(raw.sourceId, { ...made, status: 'BREAKING' }),
        registry.checkStatus(raw.sourceId, active.key, 'ACTIVE'),
        unsealed,
        alert.action,
      ],
    };
  }
  const activeFrom = laterOf(raw.receivedAt!, active.activeFrom);
  return {
    ...verdict,
    drifted: false,
    actions: [
      await registry.putHead(raw.sourceId, {
        ...head, active: key, paths: judgement.paths, epoch: head.epoch + (judgement.epochMoves ? 1 : 0),
      }, head),
      ...await registry.putVersion(raw.sourceId, { ...made, status: 'ACTIVE', activeFrom }),
      ...registry.changeVersion(raw.sourceId, active, { status: 'ACTIVE' }, { status: 'DEPRECATED', activeUntil: activeFrom }),
      unsealed,
    ],
  };
}
