import { isDeepStrictEqual } from 'node:util';
import type { Item } from './expressions';
import { type FaultRates, NO_FAULTS, Scheduler } from './faults';
import { violations } from './invariants';
import { Latitude } from './latitude';
import { PromotionRuns } from './promotion-runs';
import { Random } from './random';
import { ATTEMPT_MILLIS, LEDGER, REGISTRY, World } from './world';
import { parseNotification } from '../../lambda-src/core/raw/notification';
import { type RawObject, rawObject } from '../../lambda-src/core/raw/raw-object';
import { type Head, statusBy } from '../../lambda-src/core/registry/head';
import type { VersionKey } from '../../lambda-src/core/registry/version-key';
import type { Outcome } from '../../lambda-src/functions/profile/deps';
import { profileObject } from '../../lambda-src/functions/profile/profile-object';
import { requeueForgotten } from '../../lambda-src/functions/sweep/forgotten-files';
import { takeOutRejected } from '../../lambda-src/functions/sweep/rejected-files';
import { decide } from '../../lambda-src/store/decisions/decide';
import { watchRun } from '../../lambda-src/store/runs/watch-run';
import { watchOf } from '../launch/memory-launch';

/** Contents that make different changes, and one that no parser accepts. */
export const CONTENT = {
  A: '{"a":1}',
  AB: '{"a":1,"b":1}',
  B: '{"b":1}',
  As: '{"a":"x"}',
  Ad: '{"a":1.5}',
  ABs: '{"a":"x","b":1}',
  BC: '{"b":1,"c":1}',
  ABC: '{"a":1,"b":1,"c":1}',
  Au: '{"a":null}',
  bad: '{"a":',
  // Of which some records are bad, or would change a type.
  Abad: '{"a":1}\n{"a":2}\n{"a":',
  Amis: '{"a":1}\n{"a":"x"}\n{"a":2}',
} as const;

export type Content = keyof typeof CONTENT;

/** What may happen in a walk, and the most times that it may happen. */
export interface WalkPlan {
  readonly files: readonly Content[];
  readonly faults: FaultRates;
  /** How many times a person edits a status. */
  readonly edits: number;
  /** How many times a person saves an old state of a version item, or deletes the item. */
  readonly saves: number;
  /** How many times the schedule starts a promotion. */
  readonly promotions: number;
  /** How many messages are delivered twice. */
  readonly duplicates: number;
  /** How many S3 events never arrive. */
  readonly lostEvents: number;
  /** How many dead letters somebody copies back onto their raw key, corrected or not. */
  readonly retriggers: number;
  /** How many raw keys somebody overwrites with other bytes. */
  readonly overwrites: number;
  /** How many files have keys that the ingest API did not make. */
  readonly foreignFiles: number;
  /** How many times the programs' clock is set ahead of AWS's clock or behind it. */
  readonly clockChanges: number;
  /** How the person decides in the end about versions that are still open. */
  readonly person: 'ACTIVE' | 'DEPRECATED';
}

interface Message {
  readonly raw: RawObject;
  inFlight: boolean;
  receives: number;
}

/** The number of receives after which the queue gives up a message. */
const REDRIVE = 4;

const DAY_MILLIS = 24 * 60 * 60_000;
const SOURCE = 'orders';
const PROFILERS = ['P1', 'P2'];

/** One seeded walk. Files arrive, programs interleave, faults occur and people act. Then all is quiet, and everything must be right. */
export class Walk {
  readonly world: World;
  readonly scheduler: Scheduler;
  readonly runs: PromotionRuns;
  readonly arrived: RawObject[] = [];
  readonly edited: VersionKey[] = [];
  /** Edited versions whose edit asks for something. An edit that somebody has undone does not. */
  readonly asking = new Map<VersionKey, string>();
  /** Versions whose items a person has deleted. */
  readonly deleted = new Set<VersionKey>();
  /** Every state of the versions' items that was seen. */
  private readonly images: Item[] = [];
  private readonly random: Random;
  private readonly messages: Message[] = [];
  private readonly editEvents: VersionKey[] = [];
  private readonly left: Record<'edits' | 'saves' | 'promotions' | 'duplicates' | 'lostEvents' | 'retriggers' | 'overwrites' | 'foreignFiles' | 'clockChanges', number>;
  private readonly files: Content[];
  /** Whether the event of an edit failed for too long, so that only a record in the failure queue is left of it. */
  private isEventGivenUp = false;

  constructor(seed: number, private readonly plan: WalkPlan) {
    this.random = new Random(seed);
    this.world = new World([{ sourceId: SOURCE, format: 'json', optionalFields: [], maxBadRecordRatio: 0.4 }], new Latitude(seed));
    this.scheduler = new Scheduler(this.random, plan.faults);
    this.runs = new PromotionRuns(this.world, this.scheduler, this.random, SOURCE);
    this.left = { ...plan };
    this.files = [...plan.files];
  }

  /** Runs the walk and the quiet time after it, and returns what is wrong then. */
  async run(): Promise<string[]> {
    for (let i = this.random.pick([30, 80, 160]); i > 0; i--) {
      await this.scheduler.settle();
      if (this.scheduler.names.length > 0 && this.random.chance(0.65)) {
        this.world.now += 250;
        await this.scheduler.step();
      } else {
        this.happen();
      }
      const broken = violations(this, false);
      if (broken.length > 0) {
        return broken;
      }
      this.look();
    }
    await this.quiet();
    return violations(this, true);
  }

  /** There are no more faults. Everything is delivered, swept and promoted, and a person decides all that is open. */
  private async quiet(): Promise<void> {
    this.scheduler.setRates(NO_FAULTS);
    this.world.clockError = 0;
    this.scheduler.trace.push('--- no faults from here');
    while (this.files.length > 0) {
      this.arrive();
    }
    for (let round = 0, same = 0; same < 2; round++) {
      if (round > 40) {
        throw new Error('it never comes to rest');
      }
      const before = this.fingerprint();
      // Everything may seem at rest although the event of a foreign file was lost. Only the daily search finds such a file.
      this.world.now += same > 0 ? DAY_MILLIS : ATTEMPT_MILLIS + 21 * 60_000;
      await this.drain();
      await this.alone('S', async (deps) => this.sweep(deps));
      await this.alone('C', async (deps) => decide(deps, SOURCE, 'json', this.isEventGivenUp ? 'version#' : undefined));
      this.isEventGivenUp = false;
      await this.promote();
      await this.drain();
      same = this.fingerprint() === before ? same + 1 : 0;
      const open = this.world.versions().find(({ status }) => status === 'BREAKING');
      if (same > 0 && open !== undefined) {
        // A version that cannot be approved is rejected in the end.
        const again = this.edited.filter((key) => key === open.key).length > 3;
        this.edit(open.key, again ? 'DEPRECATED' : this.plan.person);
        same = 0;
      }
    }
  }

  /** A scheduled run from its event to its end. */
  private async promote(): Promise<void> {
    this.runs.fire();
    while (this.runs.hasEvents) {
      this.runs.launch('L');
      await this.toEnd();
    }
    while (this.runs.living.length > 0) {
      this.note(this.runs.work(0));
    }
  }

  private async drain(): Promise<void> {
    for (let turns = 0; this.scheduler.names.length > 0 || this.messages.length > 0 || this.editEvents.length > 0; turns++) {
      if (turns > 5000) {
        throw new Error('messages never end');
      }
      await this.scheduler.settle();
      if (this.scheduler.names.length > 0) {
        await this.scheduler.step();
      } else {
        this.receive('P1') || this.handleEdit();
      }
    }
  }

  private async alone(name: string, program: (deps: ReturnType<World['deps']>) => Promise<unknown>): Promise<void> {
    this.start(name, program);
    await this.toEnd();
    this.takeQueued();
  }

  private async toEnd(): Promise<void> {
    while (this.scheduler.names.length > 0) {
      await this.scheduler.settle();
      if (this.scheduler.names.length > 0) {
        await this.scheduler.step();
      }
    }
  }

  private happen(): void {
    const { world, random, left } = this;
    const choices: (() => void)[] = [];
    if (this.files.length > 0) {
      choices.push(() => this.arrive(), () => this.arrive());
    }
    for (const slot of PROFILERS) {
      if (!this.scheduler.isRunning(slot)) {
        choices.push(() => this.receive(slot), () => this.receive(slot));
      }
    }
    if (left.duplicates > 0 && this.messages.length > 0) {
      choices.push(() => {
        left.duplicates--; this.send(random.pick(this.messages).raw);
      });
    }
    if (left.edits > 0) {
      choices.push(() => this.editSomething());
    }
    if (left.saves > 0 && this.images.length > 0) {
      choices.push(() => this.saveSomething());
    }
    if (!this.scheduler.isRunning('C')) {
      choices.push(() => this.handleEdit());
    }
    if (!this.scheduler.isRunning('S')) {
      choices.push(() => this.start('S', async (deps) => this.sweep(deps)));
    }
    if (left.promotions > 0) {
      choices.push(() => {
        left.promotions--; this.runs.fire(); this.note('the schedule fires');
      });
    }
    if (this.runs.hasEvents && !this.scheduler.isRunning('L')) {
      choices.push(() => this.runs.launch('L'));
    }
    if (this.runs.living.length > 0) {
      choices.push(() => this.note(this.runs.work(0.3)));
    }
    choices.push(() => {
      world.now += random.pick([1000, 60_000, ATTEMPT_MILLIS + 1000, 21 * 60_000]);
    });
    if (left.retriggers > 0) {
      choices.push(() => this.retrigger());
    }
    if (left.overwrites > 0) {
      choices.push(() => this.overwrite());
    }
    if (left.foreignFiles > 0) {
      choices.push(() => {
        left.foreignFiles--; this.store(`raw/source=${SOURCE}/by-hand-${left.foreignFiles}.json`, CONTENT.A, 'a foreign file');
      });
    }
    if (left.clockChanges > 0) {
      choices.push(() => this.setClock());
    }
    random.pick(choices)();
  }

  private arrive(): void {
    const content = this.files.shift()!;
    const key = this.world.rawKey('file.json', SOURCE, () => this.random.next());
    this.store(key, CONTENT[content], content);
  }

  private store(key: string, body: string, label: string): void {
    const raw = rawObject(key, this.world.bucket.put(key, body), new Date(this.world.now).toISOString());
    this.arrived.push(raw);
    const isLost = this.left.lostEvents > 0 && this.random.chance(0.3);
    this.note(`${label} arrives as ${raw.ingestId.slice(-6)}@${raw.versionId}${isLost ? ', its event is lost' : ''}`);
    if (isLost) {
      this.left.lostEvents--;
    } else {
      this.send(raw);
    }
    this.world.now += 10;
  }

  private setClock(): void {
    this.left.clockChanges--;
    this.world.clockError = this.random.pick([0, -1_500, 1_500, -90_000, 90_000]);
    this.note(`the programs' clock is ${this.world.clockError} ms ahead`);
  }

  private retrigger(): void {
    const row = this.world.files().find(({ state }) => state === 'DEAD_LETTERED');
    if (row === undefined) {
      return;
    }
    this.left.retriggers--;
    this.world.now += 2000;
    const mended = this.random.chance(0.5);
    this.store(row.key, mended ? CONTENT.A : CONTENT.bad, mended ? 'a corrected copy' : 'a copy of a dead letter');
  }

  private overwrite(): void {
    if (this.arrived.length === 0) {
      return;
    }
    this.left.overwrites--;
    this.world.now += 2000;
    this.store(this.random.pick(this.arrived).key, CONTENT.A, 'an overwriting file');
  }

  private send(raw: RawObject): void {
    this.messages.push({ raw, inFlight: false, receives: 0 });
  }

  private receive(slot: string): boolean {
    const message = this.messages.find(({ inFlight }) => !inFlight);
    if (message === undefined) {
      return false;
    }
    message.inFlight = true;
    message.receives++;
    this.scheduler.start(slot, async () => profileObject(this.world.deps((client) => this.scheduler.gate(slot, client)), message.raw),
      (_, result) => {
        const isDone = (result as Outcome | undefined)?.kind === 'done';
        if (isDone || message.receives === REDRIVE) {
          this.messages.splice(this.messages.indexOf(message), 1);
        }
        message.inFlight = false;
      });
    return true;
  }

  private editSomething(): void {
    const versions = this.world.versions();
    if (versions.length === 0) {
      return;
    }
    this.left.edits--;
    const open = versions.filter(({ status }) => status === 'BREAKING');
    const version = open.length > 0 && this.random.chance(0.7) ? this.random.pick(open) : this.random.pick(versions);
    this.edit(version.key, this.random.pick(['ACTIVE', 'DEPRECATED', 'nonsense']));
  }

  private edit(key: VersionKey, status: string): void {
    const before = this.world.tables.get(REGISTRY, SOURCE, key);
    if (before === undefined || before.status === status) {
      return;
    }
    this.note(`a person sets ${key} from ${String(before.status)} to ${status}`);
    this.world.edit(key, { status, note: 'because', ...this.random.chance(0.5) ? { plan: 'move the readers' } : {} });
    this.wasSaved(key, status);
  }

  /** Keeps the current items of the versions. */
  private look(): void {
    for (const { item } of this.world.versions()) {
      if (!this.images.some((image) => isDeepStrictEqual(image, item))) {
        this.images.push(item!);
      }
    }
  }

  private saveSomething(): void {
    const image = this.random.pick(this.images);
    const key = image.sk as VersionKey;
    this.left.saves--;
    if (this.random.chance(0.2)) {
      if (this.world.tables.get(REGISTRY, SOURCE, key) === undefined) {
        return;
      }
      this.note(`a person deletes ${key}`);
      this.world.tables.remove(REGISTRY, image);
      this.edited.push(key);
      this.deleted.add(key);
      this.asking.delete(key);
      this.sendEdit(key);
      return;
    }
    const status = this.random.pick([image.status as string, 'ACTIVE', 'DEPRECATED']);
    this.note(`a person saves ${key} as it once was, ${status}`);
    this.world.tables.put(REGISTRY, { ...image, status, note: 'because' });
    this.deleted.delete(key);
    this.wasSaved(key, status);
  }

  private wasSaved(key: VersionKey, status: string): void {
    this.edited.push(key);
    if (status === statusBy(this.world.tables.get(REGISTRY, SOURCE, 'head') as unknown as Head, key)) {
      this.asking.delete(key);
    } else {
      this.asking.set(key, status);
    }
    this.sendEdit(key);
  }

  private sendEdit(key: VersionKey): void {
    if (this.random.chance(this.plan.faults.crash * 3)) {
      this.isEventGivenUp = true;
    } else {
      this.editEvents.push(key);
    }
  }

  private handleEdit(): boolean {
    const key = this.editEvents.shift();
    if (key === undefined) {
      return false;
    }
    this.scheduler.start('C', async () => decide(this.world.deps((client) => this.scheduler.gate('C', client)), SOURCE, 'json', key),
      (outcome, _, error) => {
        // The stream delivers its record again.
        if (outcome === 'dead' || error !== undefined) {
          this.editEvents.push(key);
        }
      });
    return true;
  }

  private start(name: string, program: (deps: ReturnType<World['deps']>) => Promise<unknown>): void {
    this.scheduler.start(name, async () => program(this.world.deps((client) => this.scheduler.gate(name, client))), () => this.takeQueued());
  }

  private async sweep(deps: ReturnType<World['deps']>): Promise<void> {
    await deps.outbox.publishDue(deps.clock());
    await watchRun(watchOf(this.world, this.runs.emr, (client) => this.scheduler.gate('S', client)));
    await takeOutRejected(deps);
    await requeueForgotten(deps);
  }

  private takeQueued(): void {
    for (const body of this.world.queued.splice(0)) {
      parseNotification(body).forEach((raw) => this.send(raw));
    }
  }

  private note(text: string): void {
    this.scheduler.trace.push(`* ${text}`);
  }

  private fingerprint(): string {
    const items = [...this.world.tables.items(REGISTRY), ...this.world.tables.items(LEDGER)]
      // Runs and searches go on even if nothing else happens.
      .filter(({ source_id: source, sk }) => source !== '#deployment' || !/^(run|search)/.test(sk as string));
    return JSON.stringify(items.sort((a, b) => (JSON.stringify([a.source_id, a.sk]) < JSON.stringify([b.source_id, b.sk]) ? -1 : 1)));
  }
}
