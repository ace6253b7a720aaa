import { type ApprovalInput, type OpenDrift, planApproval } from '../../lambda-src/core/registry/approval';
import { type ShownVersion, shownVersion, versionOf } from '../../lambda-src/core/registry/version';
import type { VersionKey } from '../../lambda-src/core/registry/version-key';
import type { FieldType, Fields } from '../../lambda-src/core/schema/field-type';

const NOW = Date.parse('2026-11-24T08:00:00.000Z');
const ACTIVE: VersionKey = 'version#2026-11-20T08:00:00.000Z';
const LATER: VersionKey = 'version#2026-11-21T08:00:00.000Z';

const fieldsOf = (types: Record<string, FieldType>): Fields => new Map(Object.entries(types));

function version(key: VersionKey, known: object = {}): ShownVersion {
  return shownVersion(versionOf(key, { seq: 1, fingerprint: `f-${key}`, baseline: ACTIVE, sample_key: `raw/${key}`, ...known }), undefined);
}

/** A drift from the ACTIVE version that lost some of its fields and may have new ones. */
function drift(key: VersionKey, observed: Record<string, FieldType>, removed: string[], added: string[] = []): OpenDrift {
  return { version: version(key), diff: { added, removed, typeChanged: new Map() }, observed: fieldsOf(observed) };
}

const B_IS_GONE = drift('version#2026-11-22T08:00:00.000Z', { a: 'bigint' }, ['b']);

type Given = Partial<Omit<ApprovalInput, 'others'>> & { readonly others?: readonly OpenDrift[] };

function input(rest: Given = {}): ApprovalInput {
  const others = rest.others ?? [];
  const all = fieldsOf({ a: 'bigint', b: 'string' });
  return {
    family: 'json',
    head: { active: ACTIVE, open: [B_IS_GONE, ...others].map(({ version: { key } }) => key), paths: all, epoch: 4, revision: 9 },
    active: { version: version(ACTIVE, { active_from: '2026-11-20T08:00:00.000Z' }), fields: all },
    drift: { ...B_IS_GONE, fields: fieldsOf({ a: 'bigint' }) },
    others,
    newest: version('version#2026-11-23T08:00:00.000Z', { seq: 7 }),
    written: new Map(),
    now: NOW,
    ...rest,
  };
}

async function plan(rest?: Given, hasRoom = () => true) {
  const found = await planApproval(input(rest), hasRoom);
  if (found === 'physical') {
    throw new Error('physical');
  }
  return found;
}

test('the approved version becomes ACTIVE, the lost field stays a column, and the epoch moves', async () => {
  expect(await plan()).toEqual({
    head: { active: B_IS_GONE.version.key, open: [], paths: fieldsOf({ a: 'bigint', b: 'string' }), epoch: 5 },
    joined: undefined,
    activeFrom: new Date(NOW).toISOString(),
    accepted: ['b'],
    closed: [],
  });
});

test('where ACTIVE has moved since, a new version joins both, with a key and a number after every other', async () => {
  const active = { version: version(LATER), fields: fieldsOf({ a: 'bigint', b: 'string', c: 'double' }) };
  const { head, joined } = await plan({ active, head: { ...input().head, active: LATER, paths: active.fields } });
  expect(joined).toMatchObject({
    status: 'ACTIVE',
    seq: 8,
    baseline: LATER,
    sampleKey: B_IS_GONE.version.sampleKey,
    compatibility: 'BACKWARD',
    fields: fieldsOf({ a: 'bigint', c: 'double' }),
    diff: { added: [], removed: ['b'] },
  });
  expect(head.active).toBe(joined!.key);
  expect(joined!.key > 'version#2026-11-23T08:00:00.000Z').toBe(true);
});

test('of the other drifts, one closes with nothing left, one by joining its new field, and one that lost another field stays', async () => {
  const others = [
    drift('version#2026-11-22T09:00:00.000Z', { a: 'bigint' }, ['b']),
    drift('version#2026-11-22T10:00:00.000Z', { a: 'bigint', d: 'date' }, ['b'], ['d']),
    drift('version#2026-11-22T11:00:00.000Z', { b: 'string' }, ['a']),
  ];
  const { head, joined, closed } = await plan({ others });
  expect(closed).toEqual([others[0].version, others[1].version]);
  expect(head.open).toEqual([others[2].version.key]);
  expect(joined!.fields).toEqual(fieldsOf({ a: 'bigint', d: 'date' }));
});

test('a drift that would close and for which there is no room stays open', async () => {
  const others = ['09', '10'].map((hour) => drift(`version#2026-11-22T${hour}:00:00.000Z`, { a: 'bigint' }, ['b']));
  let room = 1;
  const { head, closed } = await plan({ others }, () => room-- > 0);
  expect(closed).toEqual([others[0].version]);
  expect(head.open).toEqual([others[1].version.key]);
});

test('an approval that would give promoted columns another type must not be carried out', async () => {
  const changed: OpenDrift = {
    version: B_IS_GONE.version,
    diff: { added: [], removed: [], typeChanged: new Map([['a', { from: 'bigint', to: 'json', class: 'physical' }]]) },
    observed: fieldsOf({ a: 'string', b: 'string' }),
  };
  const given = input({ drift: { ...changed, fields: fieldsOf({ a: 'json', b: 'string' }) }, written: fieldsOf({ a: 'bigint' }) });
  expect(await planApproval(given, () => true)).toBe('physical');
  expect(await planApproval({ ...given, written: new Map() }, () => true)).not.toBe('physical');
});

describe('other drifts, which may be very large,', () => {
  /** Gives one drift at a time, and notes how many were asked for. */
  function counted(drifts: readonly OpenDrift[]) {
    const asked: OpenDrift[] = [];
    async function* others() {
      for (const each of drifts) {
        asked.push(each);
        yield each;
      }
    }
    return { asked, others: others() };
  }

  const two = ['09', '10'].map((hour) => drift(`version#2026-11-22T${hour}:00:00.000Z`, { a: 'bigint' }, ['b']));

  test('are asked for one after the other', async () => {
    const { asked, others } = counted(two);
    const met: number[] = [];
    await planApproval({ ...input({ others: two }), others }, () => met.push(asked.length) > 0);
    expect(met).toEqual([1, 2]);
  });

  test('are not asked for if the approval must not be carried out', async () => {
    const { asked, others } = counted(two);
    const physical = { added: [], removed: [], typeChanged: new Map([['a', { from: 'bigint', to: 'json', class: 'physical' } as const]]) };
    const observed = fieldsOf({ a: 'string', b: 'string' });
    const given = input({ drift: { ...B_IS_GONE, diff: physical, observed, fields: fieldsOf({ a: 'json', b: 'string' }) }, written: fieldsOf({ a: 'bigint' }), others: two });
    expect(await planApproval({ ...given, others }, () => true)).toBe('physical');
    expect(asked).toEqual([]);
  });
});
