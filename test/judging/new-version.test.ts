import { firstVersionMade, versionMade } from '../../lambda-src/core/judging/new-version';
import { rawObject } from '../../lambda-src/core/raw/raw-object';
import type { Head } from '../../lambda-src/core/registry/head';
import type { Snapshot } from '../../lambda-src/core/registry/snapshot';
import type { Version } from '../../lambda-src/core/registry/version';
import type { Judgement } from '../../lambda-src/core/schema/judge';

const raw = rawObject('raw/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF_a.json', 'v', '2026-11-24T08:00:00.000Z');
const NOW = Date.parse('2026-11-24T08:00:05.000Z');

const active = { key: 'version#2026-11-01T00:00:00.000Z', seq: 1, activeFrom: '2026-11-01T00:00:00.000Z' } as unknown as Version;
const drift = { key: 'version#2026-11-24T08:00:05.000Z', seq: 2 } as unknown as Version;
const head: Head = { active: active.key, open: [drift.key], paths: new Map(), epoch: 4, revision: 9 };
const snapshot: Snapshot = { head, active, versions: [active, drift], written: { types: new Map() } };

const judged = (outcome: Judgement['outcome'], epochMoves = false) => ({ outcome, epochMoves, paths: new Map([['a', 'bigint']]) }) as unknown as Judgement;

test('the first file of a source makes the version that is ACTIVE from its receipt on', () => {
  const { version, head: first, replaced } = firstVersionMade(raw, judged('active'), NOW);
  expect(version).toMatchObject({ key: 'version#2026-11-24T08:00:05.000Z', status: 'ACTIVE', seq: 1, activeFrom: raw.receivedAt, sampleKey: raw.key });
  expect(first).toEqual({ active: version.key, open: [], paths: new Map([['a', 'bigint']]), epoch: 0 });
  expect(replaced).toBeUndefined();
});

test('a drift makes an open version beside the ACTIVE one, with a key after all others, and moves the epoch', () => {
  const { version, head: after, replaced } = versionMade(raw, snapshot, judged('breaking', true), NOW);
  expect(version).toMatchObject({ key: 'version#2026-11-24T08:00:05.001Z', status: 'BREAKING', seq: 3, baseline: active.key, sampleKey: raw.key });
  expect(after).toEqual({ ...head, open: [drift.key, version.key], epoch: 5 });
  expect(replaced).toBeUndefined();
});

test('a change that only adds takes the place of the ACTIVE version from the file\'s receipt on', () => {
  const { version, head: after, replaced } = versionMade(raw, snapshot, judged('active'), NOW);
  expect(version).toMatchObject({ status: 'ACTIVE', seq: 3, baseline: active.key, activeFrom: raw.receivedAt });
  expect(after).toEqual({ ...head, active: version.key, paths: new Map([['a', 'bigint']]) });
  expect(replaced).toEqual({ status: 'DEPRECATED', activeUntil: raw.receivedAt });
});

test('the epoch moves with a change after which older plans must not be sealed', () => {
  expect(versionMade(raw, snapshot, judged('active', true), NOW).head.epoch).toBe(5);
});

test('two versions are never ACTIVE at once, even where the file was received before the ACTIVE one', () => {
  const late = { ...snapshot, active: { ...active, activeFrom: '2026-11-25T00:00:00.000Z' } };
  const { version, replaced } = versionMade(raw, late, judged('active'), NOW);
  expect(version.activeFrom).toBe('2026-11-25T00:00:00.001Z');
  expect(replaced!.activeUntil).toBe(version.activeFrom);
});
