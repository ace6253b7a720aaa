import { EMRClient, ListClustersCommand, TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { launch } from '../../lambda-src/functions/launch/launch';
import { Runs } from '../../lambda-src/store/runs/runs';
import type { WatchRun } from '../../lambda-src/store/runs/watch-run';
import type { LaunchConfig } from '../../src/contract';
import type { Gate, World } from '../support/world';

const CONFIG = { releaseLabel: 'emr-7.13.0', subnetIds: [], jobArguments: [], tags: {} } as unknown as LaunchConfig;

/** EMR in memory: the parts that launcher and sweep use. */
export class MemoryEmr {
  readonly clusters: { Id: string; Name: string; Status: { State: string } }[] = [];

  client(): EMRClient {
    const emr = new EMRClient({ region: 'us-east-1' });
    emr.send = (async (command: object) => {
      if (command instanceof ListClustersCommand) {
        return { Clusters: this.clusters };
      }
      if (!(command instanceof TerminateJobFlowsCommand)) {
        throw new Error(`not in memory: ${command.constructor.name}`);
      }
      for (const cluster of this.clusters) {
        if (command.input.JobFlowIds!.includes(cluster.Id)) {
          cluster.Status.State = 'TERMINATED';
        }
      }
      return {};
    }) as never;
    return emr;
  }

  start(name: string): string {
    const id = `j-${this.clusters.length + 1}`;
    this.clusters.push({ Id: id, Name: name, Status: { State: 'STARTING' } });
    return id;
  }
}

/** What watches the runs, with the clients of one invocation. */
export function watchOf(world: World, emr: MemoryEmr, gate?: Gate): WatchRun {
  const { ledger, outbox, emit, clock } = world.deps(gate);
  const client = emr.client();
  return {
    runs: new Runs(ledger),
    emr: gate === undefined ? client : gate(client),
    outbox,
    clusterNamePrefix: 'I-',
    maxRunMinutes: 60,
    emit: (metrics) => emit(undefined, metrics),
    clock,
  };
}

/** One invocation of the launcher. `gate` sees all its calls except RunJobFlow, which `runJobFlow` answers. */
export async function launchIn(
  world: World, run: string, emr: MemoryEmr, { gate, remainingMillis = () => 300_000, runJobFlow = async (name) => emr.start(name) }: {
    readonly gate?: Gate;
    readonly remainingMillis?: () => number;
    readonly runJobFlow?: (name: string) => Promise<string>;
  } = {},
): Promise<void> {
  const { registry, ledger, outbox, sources, clock } = world.deps(gate);
  await launch({
    sources: sources.values(),
    decider: { registry, ledger, outbox, clock },
    watch: watchOf(world, emr, gate),
    runJobFlow: async (request) => runJobFlow(request.Name!),
    config: CONFIG,
    emit: (source, metrics) => world.metrics.push(...Object.keys(metrics).map((name): [string, string | undefined] => [name, source])),
    remainingMillis,
  }, run);
}
