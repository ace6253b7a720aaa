import { MemoryEmr, launchIn, watchOf } from './memory-launch';
import { watchRun } from '../../lambda-src/store/runs/watch-run';
import { Story } from '../support/story';
import type { Gate } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const RUN = '20261124T080000Z';

class Killed extends Error {}

/** Kills the function before or after its nth call. That call and all later ones never return to it. */
class Killer {
  calls = 0;
  isDead = false;

  constructor(private readonly at: number, private readonly isAfter: boolean) {}

  async call<T>(carryOut: () => Promise<T>): Promise<T> {
    if (this.isDead) {
      throw new Killed();
    }
    const isIt = ++this.calls === this.at;
    if (isIt && !this.isAfter) {
      this.isDead = true;
    }
    if (this.isDead) {
      throw new Killed();
    }
    const reply = await carryOut();
    if (isIt) {
      this.isDead = true;
      throw new Killed();
    }
    return reply;
  }

  readonly gate: Gate = (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => this.call(async () => send(command));
    return client;
  };
}

/** A source with a file to promote, and one with rejected files. */
async function storyOfLaunch(): Promise<Story> {
  const story = new Story();
  await story.receive('{"a":1,"b":1}');
  await story.receive('{"a":1}');
  story.edit(story.version('BREAKING').key, { status: 'DEPRECATED', note: 'a test' });
  await story.decide();
  return story;
}

test.each([
  ['before', false], ['after', true],
])('a launcher that is killed %s any call does not start two clusters, and keeps the lease only while one lives', async (_, isAfter) => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  let killed = 0;
  for (const isRedelivered of [false, true]) {
    for (let at = 1; ; at++) {
      const story = await storyOfLaunch();
      const emr = new MemoryEmr();
      const killer = new Killer(at, isAfter);
      const runJobFlow = async (name: string) => killer.call(async () => emr.start(name));
      await launchIn(story, RUN, emr, { gate: killer.gate, runJobFlow }).catch(() => undefined);
      if (!killer.isDead) {
        break;
      }
      killed++;
      if (isRedelivered) {
        story.now += 60_000;
        await launchIn(story, RUN, emr);
      }
      for (let minutes = 0; minutes < 20; minutes += 5) {
        story.now += 300_000;
        await watchRun(watchOf(story, emr));
      }
      const where = { at, isRedelivered, clusters: emr.clusters.length };
      expect({ ...where, clusters: Math.min(1, emr.clusters.length) }).toEqual(where);
      const lease = story.tables.get('ledger', '#deployment', 'lease');
      expect({ ...where, isHeld: lease !== undefined }).toEqual({ ...where, isHeld: emr.clusters.length === 1 });
      // The next launch continues with whatever this one left behind.
      for (const cluster of emr.clusters) {
        cluster.Status.State = 'TERMINATED';
      }
      story.now += 3_600_000;
      await launchIn(story, '20261124T100000Z', emr);
      expect({ ...where, last: emr.clusters.at(-1)!.Name, pending: story.rows('pending#').length }).toEqual({
        ...where, last: 'I-20261124T100000Z', pending: 1,
      });
    }
  }
  expect(killed).toBeGreaterThan(20);
});
