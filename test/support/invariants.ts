import { pathsOf } from './head-paths';
import type { Walk } from './walk';
import { LEDGER, REGISTRY } from './world';
import { driftAlertId } from '../../lambda-src/core/alerts/messages';
import { deadLetterKey } from '../../lambda-src/core/raw/kept-keys';
import { foreign } from '../../lambda-src/core/raw/raw-object';
import { alterationOf } from '../../lambda-src/core/registry/altered-item';
import { shownVersion } from '../../lambda-src/core/registry/version';
import { versionOfFacts } from '../../lambda-src/store/registry/item-keys';

/** The reasons for which the profiler of the walk sets files aside. The promotion of the walk sends no alerts. */
const PROFILER_REASONS = new Set(['foreign_key', 'overwritten', 'malformed_json', 'profiler_crash']);

interface HeadItem {
  readonly active: string;
  readonly open: string[];
}

/**
 * What must hold in a walk at every moment, and also what must hold at rest: each file has one outcome, nothing is lost,
 * nothing of a rejected version is promoted, people get every alert, and every edit gets an answer.
 */
export function violations(walk: Walk, atRest: boolean): string[] {
  return [...always(walk), ...runs(walk, atRest), ...atRest ? resting(walk) : []];
}

function always({ world, arrived, edited }: Walk): string[] {
  const broken: string[] = [];
  const head = world.tables.get(REGISTRY, 'orders', 'head') as unknown as HeadItem | undefined;
  for (const version of world.versions()) {
    const expected = version.key === head?.active ? 'ACTIVE' : head?.open.includes(version.key) ? 'BREAKING' : 'DEPRECATED';
    if (version.status !== expected && !edited.includes(version.key)) {
      broken.push(`${version.key} is ${String(version.status)}, head says ${expected}, and nobody edited it`);
    }
    const { resolution, activeFrom } = world.known(version.key);
    if (expected === 'DEPRECATED' && world.rows(`alert#${driftAlertId(version.key)}`).length > 0 && resolution === undefined && activeFrom === undefined) {
      broken.push(`${version.key} left BREAKING without a verdict`);
    }
  }
  for (const raw of arrived) {
    if (world.bucket.find(raw.key, raw.versionId) === undefined) {
      const row = world.files().find(({ ingest_id: id, sk }) => id === raw.ingestId && !sk.includes(`#${raw.versionId}`));
      const accounted = row?.version_id === raw.versionId ? row.state === 'DEAD_LETTERED' : row?.superseded?.includes(raw.versionId);
      if (!accounted) {
        broken.push(`raw ${raw.versionId} is gone and its row does not say DEAD_LETTERED`);
      }
      if (world.bucket.find(deadLetterKey(raw)) === undefined) {
        broken.push(`raw ${raw.versionId} is gone and not among the dead letters`);
      }
    }
  }
  const times = new Map<string, number>();
  const item = world.tables.get(REGISTRY, 'orders', 'head');
  const paths = item === undefined ? undefined : pathsOf(item);
  for (const { ingestId, versionId, readAs } of world.promoted) {
    times.set(`${ingestId}@${versionId}`, (times.get(`${ingestId}@${versionId}`) ?? 0) + 1);
    for (const [path, type] of readAs) {
      if (paths!.get(path) !== type) {
        broken.push(`column ${path} is now ${paths!.get(path)}, promoted data holds ${type}`);
      }
    }
  }
  for (const [file, count] of times) {
    if (count > 1) {
      broken.push(`${file} was promoted ${count} times`);
    }
  }
  return broken;
}

/** At most one run goes on, whichever process died, and no run ends without a row. */
function runs({ world, runs: { living, launched } }: Walk, atRest: boolean): string[] {
  const broken: string[] = [];
  const rows = new Map(world.rows('run#').map((row) => [row.run as string, row.state as string]));
  const goingOn = [...rows].filter(([, state]) => state === 'LAUNCHING' || state === 'RUNNING').map(([run]) => run);
  const lease = world.tables.get(LEDGER, '#deployment', 'lease')?.run as string | undefined;
  if (goingOn.join() !== (lease ?? '')) {
    broken.push(`the lease is of ${lease ?? 'no run'}, and these go on: ${goingOn.join(' ')}`);
  }
  const names = living.map(({ Name }) => Name);
  if (new Set(names).size < names.length) {
    broken.push(`two clusters of one run live: ${names.join(' ')}`);
  }
  for (const run of launched) {
    if (!rows.has(run)) {
      broken.push(`run ${run} was launched and has no row`);
    }
  }
  if (atRest && lease !== undefined) {
    broken.push(`run ${lease} keeps its lease`);
  }
  return broken;
}

function resting({ world, arrived, asking, deleted }: Walk): string[] {
  const broken: string[] = [];
  const files = world.files();
  const bySk = new Map(files.map((row) => [row.sk, row]));
  for (const raw of arrived) {
    const row = bySk.get(`file#${raw.ingestId}`);
    const settled = row?.version_id === raw.versionId || row?.superseded?.includes(raw.versionId)
      || bySk.has(`file#${raw.ingestId}#${raw.versionId}`) || bySk.has(`file#${foreign(raw).ingestId}`);
    if (!settled) {
      broken.push(`${raw.ingestId}@${raw.versionId} has no outcome`);
    }
  }
  const promoted = new Set(world.promoted.map(({ ingestId, versionId }) => `${ingestId}@${versionId}`));
  for (const row of files) {
    const name = `${row.ingest_id}@${row.version_id}`;
    if (row.state === 'PENDING') {
      broken.push(`${name} is stuck PENDING`);
    }
    // Whatever was accepted can be read under the types of any later moment.
    if (row.reason === 'no_column' || row.reason === 'unreadable_value') {
      broken.push(`${name} is HELD (${row.reason})`);
    }
    if ((row.state === 'PROMOTED') !== promoted.has(name)) {
      broken.push(`${name} is ${row.state} and was${promoted.has(name) ? '' : ' not'} promoted`);
    }
    const version = row.registry_version === undefined ? undefined : world.known(row.registry_version);
    if (version !== undefined && (row.state === 'REJECTED') !== (version.resolution?.verdict === 'rejected')) {
      broken.push(`${name} is ${row.state}, its version was ${version.resolution?.verdict ?? 'not decided'}`);
    }
    const isHeld = world.rows('held#').some(({ sk }) => sk === `held#${row.sk.slice('file#'.length)}`);
    if (isHeld !== (row.state === 'HELD')) {
      broken.push(`${name} is ${row.state}, its held row ${isHeld ? 'exists' : 'does not exist'}`);
    }
  }
  for (const { sk, unsent } of world.rows('alert#')) {
    const isPublished = world.published.some(({ alert_id: id }) => `alert#${id}` === sk);
    if (unsent !== undefined || !isPublished) {
      broken.push(`${sk as string} was never published`);
    }
  }
  for (const { sk } of world.rows('report#')) {
    broken.push(`${sk as string} is in no alert`);
  }
  for (const [kind, metric, state] of [['files_held', 'FilesHeld', 'HELD'], ['files_dead_lettered', 'ProfilingFailures', 'DEAD_LETTERED']] as const) {
    const alerts = new Map(world.published.map((alert) => [alert.alert_id, alert.kind === kind ? alert.count : 0]));
    const told = [...alerts.values()].reduce((total, count) => total + count, 0);
    const counted = world.metrics.filter(([name]) => name === metric).length;
    const rows = files.filter((row) => row.state === state && PROFILER_REASONS.has(row.reason ?? '')).length;
    if (told < rows) {
      broken.push(`${rows} files are ${state}, but the alerts count ${told}`);
    }
    if (counted < told) {
      broken.push(`the alerts count ${told} ${state} files, but ${metric} counts ${counted}`);
    }
  }
  const quarantined = new Map(world.published.map((alert) => [alert.alert_id, alert.kind === 'records_quarantined' ? alert.records! : 0]));
  const told = [...quarantined.values()].reduce((total, count) => total + count, 0);
  const counted = world.metrics.filter(([name]) => name === 'RecordsQuarantined').length;
  const bad = files.reduce((total, { bad_records: count = 0 }) => total + count, 0);
  if (told < bad || counted < told) {
    broken.push(`${bad} records are in quarantine, the alerts count ${told}, and the metric ${counted}`);
  }
  for (const { sk, bad_records: count, quarantine } of files) {
    if (count !== undefined && world.bucket.find(quarantine!.key, quarantine!.version_id) === undefined) {
      broken.push(`the quarantine of ${sk} is gone`);
    }
  }
  const head = world.tables.get(REGISTRY, 'orders', 'head') as unknown as HeadItem | undefined;
  for (const version of world.versions()) {
    const expected = version.key === head!.active ? 'ACTIVE' : head!.open.includes(version.key) ? 'BREAKING' : 'DEPRECATED';
    if (version.status !== expected) {
      broken.push(`the edit of ${version.key} to ${String(version.status)} was never decided`);
    }
    const altered = alterationOf(shownVersion(world.known(version.key), version.item));
    if (altered !== undefined) {
      broken.push(`${version.key} does not say what the program knows of ${altered.attributes.join(', ')}`);
    }
  }
  const made = world.tables.items(REGISTRY).map(({ sk }) => versionOfFacts(sk as string)).filter((key) => key !== undefined);
  for (const key of made) {
    if (!world.versions().some((version) => version.key === key)) {
      broken.push(`${key} is gone`);
    }
  }
  for (const key of deleted) {
    const isTold = world.published.some((alert) => alert.kind === 'version_restored' && alert.version === key && alert.change === 'deleted');
    if (!isTold) {
      broken.push(`nobody was told that ${key} had been deleted`);
    }
  }
  for (const [key, asked] of asking) {
    const version = world.known(key);
    const { verdict } = version.resolution ?? {};
    const isCarriedOut = asked === 'ACTIVE' ? verdict === 'approved' || verdict === 'deprecated'
      // DEPRECATED may also ask for the approval of the version that follows.
      : asked === 'DEPRECATED' && (verdict === 'rejected' || version.activeUntil !== undefined);
    const isAnswered = world.published.some((alert) => alert.kind === 'decision_refused' && alert.version === key && alert.found === asked);
    if (!isCarriedOut && !isAnswered) {
      broken.push(`the edit of ${key} to ${asked} was neither carried out nor answered`);
    }
  }
  return broken;
}
