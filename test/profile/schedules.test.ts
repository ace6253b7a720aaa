import { Random } from '../support/random';
import { CONTENT, type Content, Walk, type WalkPlan } from '../support/walk';

jest.setTimeout(60_000);
jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const SEEDS = Number(process.env.SCHEDULE_SEEDS ?? 150);
const FIRST_SEED = Number(process.env.SCHEDULE_FIRST_SEED ?? 1);

function planOf(seed: number): WalkPlan {
  const random = new Random(seed);
  const contents = Object.keys(CONTENT) as Content[];
  const often = random.chance(0.5) ? 0.02 : 0.06;
  return {
    files: Array.from({ length: 2 + Math.floor(random.next() * 4) }, () => random.pick(contents)),
    faults: { crash: often, lostReply: often, conflict: often, throttle: often / 2 },
    edits: random.pick([0, 1, 3]),
    saves: random.pick([0, 1, 3]),
    promotions: random.pick([0, 1, 2]),
    duplicates: random.pick([0, 2]),
    lostEvents: random.pick([0, 1]),
    retriggers: random.pick([0, 2]),
    overwrites: random.pick([0, 0, 1]),
    foreignFiles: random.pick([0, 0, 1]),
    clockChanges: random.pick([0, 2]),
    person: random.pick(['ACTIVE', 'DEPRECATED']),
  };
}

test.each(Array.from({ length: SEEDS / 25 }, (_, i) => FIRST_SEED + i * 25))('every file has one outcome and people get an answer, whatever interleaves and fails (25 schedules from seed %d)', async (first) => {
  for (let seed = first; seed < first + 25; seed++) {
    const plan = planOf(seed);
    const walk = new Walk(seed, plan);
    const broken = await walk.run().catch((error: unknown) => [String(error)]);
    if (broken.length > 0) {
      throw new Error(`seed ${seed}, files ${plan.files.join(' ')}:\n${broken.join('\n')}\n\n${walk.scheduler.trace.join('\n')}`);
    }
  }
});
