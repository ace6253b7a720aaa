import { RunJobFlowCommand } from '@aws-sdk/client-emr';
import type { Scheduler } from './faults';
import { promote } from './promotion';
import type { Random } from './random';
import { LEDGER, type World } from './world';
import { runName } from '../../lambda-src/core/runs/run-name';
import { MemoryEmr, launchIn } from '../launch/memory-launch';

const DEPLOYMENT = '#deployment';
const LIVING = ['STARTING', 'RUNNING'];
const NAME_PREFIX = 'I-';

/** How many times Lambda delivers the schedule's event again after an error. */
const REDELIVERIES = 2;

interface ScheduleEvent {
  readonly run: string;
  deliveries: number;
}

type Cluster = MemoryEmr['clusters'][number];

/** The scheduled runs of a walk: the schedule's events, the launcher that handles them, and the clusters that it starts. */
export class PromotionRuns {
  readonly emr = new MemoryEmr();
  /** Runs whose launch ended without an error. */
  readonly launched: string[] = [];
  private readonly events: ScheduleEvent[] = [];

  constructor(
    private readonly world: World, private readonly scheduler: Scheduler, private readonly random: Random, private readonly sourceId: string,
  ) {}

  get living(): Cluster[] {
    return this.emr.clusters.filter(({ Status }) => LIVING.includes(Status.State));
  }

  get hasEvents(): boolean {
    return this.events.length > 0;
  }

  /** The schedule fires. Now and then its event arrives twice. */
  fire(): void {
    const run = runName(new Date(this.world.now).toISOString());
    this.events.push({ run, deliveries: 0 }, ...this.random.chance(0.2) ? [{ run, deliveries: 0 }] : []);
  }

  /** The launcher handles an event, as a process of its own. */
  launch(slot: string): void {
    const event = this.events.shift()!;
    event.deliveries++;
    this.scheduler.start(slot, async () => {
      const starter = this.scheduler.gate(slot, { send: async ({ input }: RunJobFlowCommand) => this.emr.start(input.Name!) });
      await launchIn(this.world, event.run, this.emr, {
        gate: (client) => this.scheduler.gate(slot, client),
        runJobFlow: async (name) => starter.send(new RunJobFlowCommand({ Name: name, Instances: {} })),
      });
    }, (outcome, _, error) => {
      if (outcome === 'done' && error === undefined) {
        this.launched.push(event.run);
      } else if (event.deliveries <= REDELIVERIES) {
        this.events.push(event);
      }
    });
  }

  /** A cluster does its work in one step of `promote`, or dies before or after it. */
  work(death: number): string {
    const cluster = this.random.pick(this.living);
    const run = cluster.Name.slice(NAME_PREFIX.length);
    const isDying = this.random.chance(death);
    // The job works only under the lease of its own run.
    const isHolder = this.world.tables.get(LEDGER, DEPLOYMENT, 'lease')?.run === run;
    if (isHolder && (!isDying || this.random.chance(0.5))) {
      promote(this.world, this.sourceId);
    }
    if (isHolder && !isDying) {
      this.finish(run);
    }
    cluster.Status.State = isDying ? 'TERMINATED_WITH_ERRORS' : 'TERMINATED';
    return `${cluster.Id} of ${run} ${isDying ? 'dies' : isHolder ? 'promotes and ends' : 'finds another lease and ends'}`;
  }

  private finish(run: string): void {
    this.world.tables.remove(LEDGER, { source_id: DEPLOYMENT, sk: 'lease' });
    const row = this.world.tables.get(LEDGER, DEPLOYMENT, `run#${run}`)!;
    this.world.tables.put(LEDGER, { ...row, state: 'SUCCEEDED', finished_at: new Date(this.world.now).toISOString() });
  }
}
