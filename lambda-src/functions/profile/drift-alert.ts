import type { ProfileDeps } from './deps';
import { readPresence } from './evidence-object';
import { announcementOf } from '../../core/judging/announcement';
import type { RawObject } from '../../core/raw/raw-object';
import type { Snapshot } from '../../core/registry/snapshot';
import type { VersionKey } from '../../core/registry/version-key';
import type { Judgement } from '../../core/schema/judge';
import type { Warning } from '../../core/warnings/warning';
import type { PreparedAlert } from '../../store/alerts/outbox';

export interface Drift {
  readonly raw: RawObject;
  readonly records: number;
  readonly warnings: readonly Warning[];
  readonly judgement: Judgement;
  readonly version: VersionKey;
  readonly snapshot: Snapshot;
}

/**
 * The alert on a new BREAKING version. It tells what no open version announced before. If there is nothing new, it tells everything and
 * is marked as a repeat.
 */
export async function driftAlert(deps: ProfileDeps, drift: Drift): Promise<PreparedAlert> {
  const { raw, judgement } = drift;
  const { registry } = deps;
  const { head, active, versions } = drift.snapshot;
  const open = versions.filter(({ key }) => head.open.includes(key));
  const announced = await Promise.all(open.map(async (version) => registry.diff(version)));
  const { removed, isRepeat } = announcementOf(judgement.diff, announced);

  const before = await registry.fields(active);
  const presence = removed.length > 0 ? await readPresence(deps.s3, deps.rawBucket, active.sampleKey, removed) : new Map();
  return deps.outbox.schemaDrift({
    source_id: raw.sourceId,
    version: drift.version,
    baseline: active.key,
    compatibility: judgement.compatibility,
    removed: removed.map((path) => ({ path, type: before.get(path) ?? 'unknown', ...presence.get(path) })),
    added: judgement.diff.added.map((path) => ({ path, type: judgement.fields.get(path) ?? 'unknown' })),
    type_changed: Object.fromEntries(judgement.diff.typeChanged),
    sample_key: raw.key,
    records: drift.records,
    repeat: isRepeat,
    ...drift.warnings.length === 0 ? {} : { warnings: drift.warnings },
  }, deps.clock());
}
