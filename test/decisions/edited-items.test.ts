import { isDeepStrictEqual } from 'node:util';
import { statusBy } from '../../lambda-src/core/registry/head';
import type { VersionKey } from '../../lambda-src/core/registry/version-key';
import { takeOutRejected } from '../../lambda-src/functions/sweep/rejected-files';
import { decide } from '../../lambda-src/store/decisions/decide';
import type { Item } from '../support/expressions';
import { promote } from '../support/promotion';
import { Random } from '../support/random';
import { Story } from '../support/story';
import { LEDGER, REGISTRY } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

/** The attributes that a person may set on the item of a version. */
const SAID = ['status', 'note', 'plan'];
const KEYS = ['source_id', 'sk'];

/** A story that keeps every state of a version's item, and can go back to an earlier moment. */
class EditedStory extends Story {
  readonly images = new Map<string, Item[]>();

  /** Keeps the current items, like a person who opens them in an editor. */
  look(): void {
    for (const { item } of this.versions()) {
      const images = this.images.get(item!.sk as string) ?? [];
      if (!images.some((image) => isDeepStrictEqual(image, item))) {
        images.push(item!);
      }
      this.images.set(item!.sk as string, images);
    }
  }

  /** Does something, and looks before and after it. */
  async then(act: () => unknown): Promise<void> {
    this.look();
    await act();
    this.look();
  }

  save(): () => void {
    const [now, published] = [this.now, this.published.length];
    const saved = [REGISTRY, LEDGER].map((table) => [table, this.tables.items(table)] as const);
    return () => {
      this.now = now;
      this.published.length = published;
      this.promoted.length = 0;
      for (const [table, items] of saved) {
        for (const item of this.tables.items(table)) {
          this.tables.remove(table, item);
        }
        for (const item of items) {
          this.tables.put(table, item);
        }
      }
    };
  }
}

/** Every point in the life of a decision, by the name of its test. */
const POINTS: Record<string, (story: EditedStory) => Promise<void>> = {
  'with one version': async (story) => {
    await story.then(async () => story.receive('{"a":1,"b":1}'));
  },
  'after a field was added': async (story) => {
    await POINTS['with one version'](story);
    await story.then(async () => story.receive('{"a":1,"b":1,"c":1}'));
  },
  'with an open drift': async (story) => {
    await POINTS['after a field was added'](story);
    await story.then(() => promote(story, 'orders'));
    await story.then(async () => story.receive('{"a":1,"c":1}'));
  },
  'with a drift that is marked and not yet decided': async (story) => {
    await POINTS['with an open drift'](story);
    await story.then(() => story.edit(story.head.open[0], { status: 'ACTIVE', note: 'yes' }));
  },
  'after an approval': async (story) => {
    await POINTS['with a drift that is marked and not yet decided'](story);
    await story.then(async () => story.decide());
  },
  'after a rejection': async (story) => {
    await POINTS['with an open drift'](story);
    await story.then(() => story.edit(story.head.open[0], { status: 'DEPRECATED', note: 'no' }));
    await story.then(async () => story.decide());
  },
  'after the ACTIVE version was deprecated with a plan': async (story) => {
    await POINTS['with an open drift'](story);
    await story.then(() => story.edit(story.head.active, { status: 'DEPRECATED', plan: 'readers move' }));
    await story.then(async () => story.decide());
  },
  'after an approval that joined two versions and superseded a third': async (story) => {
    await POINTS['with an open drift'](story);
    await story.then(async () => story.receive('{"a":1,"c":1,"d":1}'));
    await story.then(async () => story.receive('{"a":1,"b":1,"c":1,"e":1}'));
    await story.then(() => story.edit(story.head.open[0], { status: 'ACTIVE', note: 'yes' }));
    await story.then(async () => story.decide());
    expect(story.versions().map(({ resolution }) => resolution?.verdict)).toContain('superseded');
  },
  'after an edit that was set back': async (story) => {
    await POINTS['with an open drift'](story);
    await story.then(() => story.edit(story.head.open[0], { status: 'RETIRED', note: 'what?' }));
    await story.then(async () => story.decide());
  },
};

/** Ways to save the item of one version: the item after the save, or undefined if it is deleted. */
function saves(story: EditedStory, item: Item): [string, Item | undefined][] {
  const without = (name: string) => Object.fromEntries(Object.entries(item).filter(([key]) => key !== name));
  const attributes = Object.keys(item).filter((name) => !KEYS.includes(name) && !SAID.includes(name));
  return [
    ['deleted', undefined],
    ...attributes.map((name): [string, Item] => [`without ${name}`, without(name)]),
    ...attributes.map((name): [string, Item] => [`with another ${name}`, { ...item, [name]: typeof item[name] === 'number' ? 99 : 'other' }]),
    ['with nothing but its status', { ...Object.fromEntries(KEYS.map((name) => [name, item[name]])), status: item.status }],
    ['with an attribute of somebody\'s own', { ...item, reviewer: 'me' }],
    ['with a verdict that nobody took', { ...item, resolution: { verdict: 'rejected', at: '2026-11-24T08:00:00.000Z' } }],
    ...(story.images.get(item.sk as string) ?? []).flatMap((image, index): [string, Item][] => [
      [`as it was at moment ${index}`, image],
      ...['ACTIVE', 'DEPRECATED'].map((status): [string, Item] => [`as it was at moment ${index}, and ${status}`, { ...image, status, note: 'mine' }]),
    ]),
  ];
}

/** The item if the same person had edited only the three attributes that count. */
function saying(story: Story, item: Item, saved: Item | undefined): Item {
  const rest = Object.fromEntries(Object.entries(item).filter(([name]) => !SAID.includes(name)));
  // A person who deletes an item takes back what it asked for.
  if (saved === undefined) {
    return { ...rest, status: statusBy(story.head, item.sk as VersionKey) };
  }
  return { ...rest, ...Object.fromEntries(SAID.filter((name) => saved[name] !== undefined).map((name) => [name, saved[name]])) };
}

const PROBES = ['{"a":1,"b":1,"c":1}', '{"a":1,"c":1}', '{"a":1,"b":1,"c":1,"d":1}', '{"a":"x","b":1}'];

/** The state of the source afterwards: the file of each probe, what is promoted, rejected and announced, and the registry. */
async function aftermath(story: EditedStory, event: VersionKey, isDecidedFirst: boolean): Promise<unknown> {
  const carryOut = async () => decide(story.deps(), 'orders', 'json', event);
  const received = story.now;
  if (isDecidedFirst) {
    await carryOut();
  }
  const files = [];
  const random = new Random(1);
  for (const probe of PROBES) {
    // One file is from the time of the edit, so it is late if anything was decided since. The other file arrives now.
    for (const time of [received, received + 600_000]) {
      story.now = time;
      const key = story.rawKey('file.json', 'orders', () => random.next());
      story.now = received + 600_000;
      const { active } = story.head;
      const { state, registry_version: version } = await story.receive(probe, key);
      files.push({ probe, state, version, active });
    }
  }
  if (!isDecidedFirst) {
    await carryOut();
  }
  await takeOutRejected(story.deps());
  promote(story, 'orders');
  // After this look, every item says what the program knows, whatever was saved.
  await carryOut();
  return {
    files,
    states: story.files().map(({ state, registry_version: version }) => [state, version]),
    registry: story.tables.items(REGISTRY).map(({ revision: _, ...item }) => item).sort((a, b) => ((a.sk as string) < (b.sk as string) ? -1 : 1)),
    told: story.published.filter(({ kind }) => kind !== 'version_restored').map(({ alert_id: _, at: __, ...message }) => message),
  };
}

describe.each([true, false])('only status, note and plan of a saved item count (decided before the next file: %s)', (isDecidedFirst) => {
  test.each(Object.keys(POINTS))('%s', async (point) => {
    const story = new EditedStory();
    await POINTS[point](story);
    const restore = story.save();
    const wrong: string[] = [];
    const expectations = new Map<string, unknown>();
    for (const { key, item } of story.versions()) {
      for (const [how, saved] of saves(story, item!)) {
        restore();
        // A profiler that finds no item of ACTIVE starts the decisions at once, so a marked drift is rightly decided earlier.
        if (saved === undefined && !isDecidedFirst && point.includes('not yet decided') && key === story.head.active) {
          continue;
        }
        const said = saying(story, item!, saved);
        const name = JSON.stringify([key, said]);
        if (!expectations.has(name)) {
          story.tables.put(REGISTRY, said);
          expectations.set(name, await aftermath(story, key, isDecidedFirst));
        }
        restore();
        if (saved === undefined) {
          story.tables.remove(REGISTRY, item!);
        } else {
          story.tables.put(REGISTRY, saved);
        }
        const found = await aftermath(story, key, isDecidedFirst);
        if (!isDeepStrictEqual(found, expectations.get(name))) {
          wrong.push(`${key} ${how}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
