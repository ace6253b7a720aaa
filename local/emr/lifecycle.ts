import { join } from 'node:path';
import type { ClusterStateChangeReasonCode, RunJobFlowInput } from '@aws-sdk/client-emr';
import type { Cluster } from './cluster';
import { CommandFailed, PrimaryNode } from './node';
import type { ClusterHost } from './operations';
import { ClusterRoles } from './roles';

/** Why a cluster ends before its steps are done. */
class Ended extends Error {
  constructor(readonly code: ClusterStateChangeReasonCode, message: string) {
    super(message);
  }
}

/** Runs clusters: start, bootstrap actions, steps, end. */
export class Lifecycle implements ClusterHost {
  private readonly roles = new ClusterRoles();
  private readonly nodes = new Map<Cluster, PrimaryNode>();
  private readonly lives = new Map<Cluster, Promise<void>>();
  private readonly kills = new Map<Cluster, Promise<void>>();

  /**
   * @param folder  contains a folder with the logs of each cluster
   * @param aws     variables with which the clusters' nodes reach AWS
   */
  constructor(private readonly folder: string, private readonly aws: NodeJS.ProcessEnv) {}

  checkRoles(request: RunJobFlowInput): Promise<void> {
    return this.roles.check(request);
  }

  launch(cluster: Cluster): void {
    this.lives.set(cluster, this.live(cluster));
  }

  terminate(cluster: Cluster): void {
    if (cluster.hasEnded || cluster.state === 'TERMINATING') {
      return;
    }
    cluster.become('TERMINATING', { Code: 'USER_REQUEST', Message: 'Terminated by user request' });
    const node = this.nodes.get(cluster);
    if (node) {
      this.kills.set(cluster, node.kill());
    }
  }

  /** Ends every cluster and waits for it. */
  async close(): Promise<void> {
    for (const cluster of this.lives.keys()) {
      this.terminate(cluster);
    }
    await Promise.all(this.lives.values());
  }

  private async live(cluster: Cluster): Promise<void> {
    try {
      await this.run(cluster);
      cluster.become('TERMINATING', { Code: 'ALL_STEPS_COMPLETED', Message: 'Steps completed' });
      cluster.become('TERMINATED');
    } catch (error) {
      await this.kills.get(cluster);
      // A command that was killed on request has also failed, but the request is the real reason.
      const requested = cluster.state === 'TERMINATING';
      const code = error instanceof Ended ? error.code : 'INTERNAL_ERROR';
      for (const step of cluster.steps) {
        if (step.state === 'RUNNING') {
          step.end('INTERRUPTED');
        }
        if (step.state === 'PENDING') {
          step.end('CANCELLED');
        }
      }
      if (requested) {
        cluster.become('TERMINATED');
      } else {
        cluster.become('TERMINATED_WITH_ERRORS', { Code: code, Message: (error as Error).message });
      }
    }
  }

  private async run(cluster: Cluster): Promise<void> {
    const { request } = cluster;
    const credentials = await this.roles.credentials(request.JobFlowRole, cluster.id);
    const node = await PrimaryNode.boot(join(this.folder, cluster.id), request, this.aws, credentials);
    this.nodes.set(cluster, node);
    this.goOn(cluster);

    cluster.become('BOOTSTRAPPING');
    for (const [i, { Name, ScriptBootstrapAction }] of (request.BootstrapActions ?? []).entries()) {
      await node.bootstrap(ScriptBootstrapAction!, join('bootstrap-actions', String(i + 1)))
        .catch((error) => {
          throw new Ended('BOOTSTRAP_FAILURE', `Bootstrap action ${Name} failed: ${error.message}`);
        });
      this.goOn(cluster);
    }

    cluster.become('RUNNING');
    for (const step of cluster.steps) {
      step.start();
      try {
        await node.step(step.config.HadoopJarStep!, join('steps', step.id));
        this.goOn(cluster);
        step.end('COMPLETED');
      } catch (error) {
        if (!(error instanceof CommandFailed) || cluster.state === 'TERMINATING') {
          throw error;
        }
        step.end('FAILED', error.message);
        if (step.config.ActionOnFailure !== 'CONTINUE') {
          throw new Ended('STEP_FAILURE', `Step ${step.id} failed: ${error.message}`);
        }
      }
    }
  }

  /** Notices a termination between two commands, when there is no process to kill. */
  private goOn(cluster: Cluster): void {
    if (cluster.state === 'TERMINATING') {
      throw new Ended('USER_REQUEST', 'Terminated by user request');
    }
  }
}
