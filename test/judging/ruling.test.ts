import { isLate, rulingOn } from '../../lambda-src/core/judging/ruling';
import type { Head } from '../../lambda-src/core/registry/head';
import type { Snapshot } from '../../lambda-src/core/registry/snapshot';
import type { Resolution, Version } from '../../lambda-src/core/registry/version';
import type { VersionKey } from '../../lambda-src/core/registry/version-key';
import type { Judgement } from '../../lambda-src/core/schema/judge';

const RECEIVED = '2026-11-24T08:00:00.000Z';
const BEFORE = '2026-11-24T07:00:00.000Z';
const AFTER = '2026-11-24T09:00:00.000Z';

const version = (name: string, fingerprint: string, resolution?: Resolution) => ({ key: `version#${name}`, fingerprint, resolution }) as Version;

function snapshotWith(drifts: readonly Version[], open: readonly string[] = []): Snapshot {
  const active = { ...version('1', 'first'), activeFrom: BEFORE };
  const head = { active: active.key, open: open.map((name): VersionKey => `version#${name}`) } as unknown as Head;
  return { head, active, versions: [active, ...drifts], written: { types: new Map() } };
}

const judged = (outcome: Judgement['outcome']) => ({ outcome, fingerprint: 'drift' }) as Judgement;

test('a file without a change fits the ACTIVE version, and one that only adds makes a version, without all versions being known', () => {
  expect(rulingOn(snapshotWith([]), judged('unchanged'), RECEIVED, false)).toEqual({ kind: 'fits', version: 'version#1' });
  expect(rulingOn(snapshotWith([]), judged('active'), RECEIVED, false)).toEqual({ kind: 'makes_version' });
});

test('a drift joins the open version of the same drift, before one that was decided', () => {
  const drifts = [version('2', 'drift', { verdict: 'rejected', at: AFTER }), version('3', 'drift'), version('4', 'other')];
  expect(rulingOn(snapshotWith(drifts, ['3', '4']), judged('breaking'), RECEIVED, false)).toEqual({ kind: 'fits', version: 'version#3' });
});

test('a drift that was decided counts for files received before the decision alone', () => {
  const decidedAt = (at: string) => snapshotWith([version('2', 'drift', { verdict: 'rejected', at })]);
  expect(rulingOn(decidedAt(AFTER), judged('breaking'), RECEIVED, true)).toEqual({ kind: 'fits', version: 'version#2' });
  expect(rulingOn(decidedAt(BEFORE), judged('breaking'), RECEIVED, true)).toEqual({ kind: 'makes_version' });
});

test('a drift is new only where all versions are known', () => {
  expect(rulingOn(snapshotWith([]), judged('breaking'), RECEIVED, false)).toEqual({ kind: 'needs_history' });
  expect(rulingOn(snapshotWith([]), judged('breaking'), RECEIVED, true)).toEqual({ kind: 'makes_version' });
});

test('a source has 20 open drifts at most', () => {
  const names = Array.from({ length: 20 }, (_, i) => `${i + 2}`);
  const drifts = names.map((name) => version(name, `drift ${name}`));
  expect(rulingOn(snapshotWith(drifts, names.slice(1)), judged('breaking'), RECEIVED, true)).toEqual({ kind: 'makes_version' });
  expect(rulingOn(snapshotWith(drifts, names), judged('breaking'), RECEIVED, true)).toEqual({ kind: 'too_many_drifts' });
  expect(rulingOn(snapshotWith(drifts, names), judged('active'), RECEIVED, true)).toEqual({ kind: 'makes_version' });
});

test('a file is late that was received before the ACTIVE version became ACTIVE', () => {
  expect(isLate(snapshotWith([]), '2026-11-24T06:59:59.999Z')).toBe(true);
  expect(isLate(snapshotWith([]), BEFORE)).toBe(false);
});
