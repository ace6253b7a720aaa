import type { ProfileDeps } from './deps';
import { driftAlert } from './drift-alert';
import type { Readings } from './readings';
import { firstVersionMade, versionMade } from '../../core/judging/new-version';
import { isLate, rulingOn } from '../../core/judging/ruling';
import type { FileProfile } from '../../core/profiling/file-profile';
import type { RawObject } from '../../core/raw/raw-object';
import type { Head } from '../../core/registry/head';
import type { Snapshot } from '../../core/registry/snapshot';
import { type Version, activeAt } from '../../core/registry/version';
import type { VersionKey } from '../../core/registry/version-key';
import type { FieldType } from '../../core/schema/field-type';
import { type Hints, hintedAs, hintsOf } from '../../core/schema/hints';
import { type Judgement, firstVersion, judge } from '../../core/schema/judge';
import { expectedByHints } from '../../core/schema/misfits';
import type { Warning } from '../../core/warnings/warning';
import { warningsOf } from '../../core/warnings/warnings-of';
import type { Action } from '../../store/dynamodb/transact';
import { readSnapshot } from '../../store/tables/read-snapshot';

/** What the registry makes of a file. */
export type Verdict = Accepted | TooManyDrifts | Undecided;

/** The file has a version. */
export interface Accepted {
  readonly kind: 'accepted';
  /** What is accepted of the file: all of it, or the records that fit. */
  readonly profile: FileProfile;
  readonly judgement: Judgement;
  /** The version whose fields the file fits. */
  readonly version: VersionKey;
  /** Whether `version` is, or was, BREAKING. */
  readonly drifted: boolean;
  readonly warnings: readonly Warning[];
  /** The writes of the version, if the file makes one. */
  readonly actions: Action[];
}

/** The file would make one more drift than a source may have open. */
export interface TooManyDrifts {
  readonly kind: 'too_many_drifts';
  /** The `head` that shows it. */
  readonly head: Head;
  readonly warnings: readonly Warning[];
}

/** The file would make a version, and somebody has edited the status of the ACTIVE one: that decision comes first. */
export interface Undecided {
  readonly kind: 'undecided';
}

/** Judges a file by what its source's registry holds now. */
export async function verdictOn(deps: ProfileDeps, raw: RawObject, file: Readings): Promise<Verdict> {
  // For nearly every file the versions that `head` names are enough. Late files and new drifts need every version there ever was.
  for (const hasHistory of [false, true]) {
    const snapshot = await readSnapshot(deps.registry, deps.ledger, raw.sourceId, { history: hasHistory });
    if (snapshot === undefined) {
      return firstVerdict(deps, raw, file);
    }
    if (!hasHistory && isLate(snapshot, raw.receivedAt!)) {
      continue;
    }
    const judged = await judgeBy(deps, raw, file, snapshot);
    const { profile, judgement } = judged;
    const ruling = rulingOn(snapshot, judgement, raw.receivedAt!, hasHistory);
    if (ruling.kind === 'needs_history') {
      continue;
    }
    const warnings = warningsOn(deps, raw, judged);
    const { head, active } = snapshot;
    if (ruling.kind === 'fits') {
      const drifted = judgement.outcome === 'breaking';
      return { kind: 'accepted', profile, judgement, version: ruling.version, drifted, warnings, actions: [] };
    }
    if (await deps.registry.status(raw.sourceId, active.key) !== 'ACTIVE') {
      return { kind: 'undecided' };
    }
    return ruling.kind === 'too_many_drifts' ? { kind: ruling.kind, head, warnings } : newVersion(deps, raw, snapshot, judged, warnings);
  }
  throw new Error('unreachable: the second round decides');
}

/** What a file, or the part of it that fits, changes. */
interface Judged {
  readonly profile: FileProfile;
  readonly judgement: Judgement;
}

/** Judges the records that fit, if the others may be left out and if nothing else about the file is drift. Else judges all of it. */
async function judgeBy(deps: ProfileDeps, raw: RawObject, file: Readings, { head, active, versions, written }: Snapshot): Promise<Judged> {
  const fieldsOf = async (version: Version | undefined) => version === undefined ? new Map<string, FieldType>() : deps.registry.fields(version);
  const baseline = activeAt(versions, raw.receivedAt!);
  const required = await fieldsOf(baseline);
  const registry = {
    active: await fieldsOf(active),
    baseline: required,
    paths: head.paths,
    optional: new Set(file.isReplay ? required.keys() : deps.sources.get(raw.sourceId)!.optionalFields),
    written: written.types,
    structs: structsOf(deps, raw),
  };
  const judged = (profile: FileProfile): Judged => ({ profile, judgement: judge({ profile: profile.schema, ...registry }) });

  const fitting = await file.fitting(`${head.revision} ${written.revision} ${baseline?.key}`, {
    paths: head.paths,
    written: written.types,
    hints: hintsFor(deps, raw),
    isRemovedSince: (path) => registry.baseline.has(path) && !registry.active.has(path),
  });
  const ofFitting = fitting && judged(fitting);
  return ofFitting === undefined || ofFitting.judgement.outcome === 'breaking' ? judged(file.whole) : ofFitting;
}

function structsOf(deps: ProfileDeps, raw: RawObject): ReadonlySet<string> {
  return hintedAs('struct', hintsFor(deps, raw));
}

function hintsFor({ sources }: ProfileDeps, { sourceId }: RawObject): Hints {
  return hintsOf(sources.get(sourceId)!.typeHints);
}

function warningsOn(deps: ProfileDeps, raw: RawObject, { profile, judgement }: Judged): readonly Warning[] {
  const { fields, diff } = judgement;
  const added = new Set(diff.added);
  const active = [...fields.keys(), ...diff.removed].filter((path) => !added.has(path));
  return warningsOf(profile, deps.sources.get(raw.sourceId)!, { schema: judgement.profile, active });
}

async function firstVerdict(deps: ProfileDeps, raw: RawObject, file: Readings): Promise<Accepted> {
  const profile = await file.fitting('no version', expectedByHints(hintsFor(deps, raw))) ?? file.whole;
  const judgement = firstVersion(profile.schema, structsOf(deps, raw));
  const { version, head } = firstVersionMade(raw, judgement, deps.clock());
  return {
    kind: 'accepted',
    profile,
    judgement,
    version: version.key,
    drifted: false,
    warnings: warningsOn(deps, raw, { profile, judgement }),
    actions: [
      await deps.registry.putHead(raw.sourceId, head, undefined),
      ...await deps.registry.putVersion(raw.sourceId, version),
    ],
  };
}

async function newVersion(
  deps: ProfileDeps, raw: RawObject, snapshot: Snapshot, { profile, judgement }: Judged, warnings: readonly Warning[],
): Promise<Accepted> {
  const { registry, ledger } = deps;
  const { active, written } = snapshot;
  const { version, head, replaced } = versionMade(raw, snapshot, judgement, deps.clock());
  const drifted = judgement.outcome === 'breaking';
  const alert = drifted
    ? await driftAlert(deps, { raw, records: profile.records, warnings, judgement, version: version.key, snapshot }) : undefined;
  return {
    kind: 'accepted',
    profile,
    judgement,
    version: version.key,
    drifted,
    warnings,
    actions: [
      await registry.putHead(raw.sourceId, head, snapshot.head),
      ...await registry.putVersion(raw.sourceId, version),
      ...replaced === undefined
        ? [registry.checkStatus(raw.sourceId, active.key, 'ACTIVE')]
        : registry.changeVersion(raw.sourceId, active, { status: 'ACTIVE' }, replaced),
      // Promotion may have sealed data since `written` was read, and that data may contradict the change of types.
      ledger.checkWritten(raw.sourceId, written),
      ...alert === undefined ? [] : [alert.action],
    ],
  };
}
