import type {
  AddTagsInput, DescribeClusterInput, ListClustersInput, ListStepsInput, RunJobFlowInput, TerminateJobFlowsInput,
} from '@aws-sdk/client-emr';
import { Cluster } from './cluster';

/** An error that the caller sees, with EMR's name for it. */
export class EmrError extends Error {
  constructor(readonly code: 'ValidationException' | 'InvalidRequestException', message: string) {
    super(message);
  }
}

/** What the operations need from the machine. */
export interface ClusterHost {
  /** @throws EmrError when the roles cannot be used */
  checkRoles(request: RunJobFlowInput): Promise<void>;
  /** Starts the cluster, and returns at once. */
  launch(cluster: Cluster): void;
  /** Begins to end the cluster, and returns at once. */
  terminate(cluster: Cluster): void;
}

/** How many clusters or steps EMR puts on a page. */
const PAGE_SIZE = 50;

/**
 * The operations of EMR's API that a launcher of transient clusters uses. This endpoint does not check who calls: only the
 * emulator enforces IAM.
 */
export class EmrOperations {
  /** Newest first, as ListClusters answers. */
  private readonly clusters: Cluster[] = [];

  constructor(private readonly host: ClusterHost) {}

  async RunJobFlow(input: RunJobFlowInput): Promise<object> {
    if (!input.Name) {
      throw new EmrError('ValidationException', 'Name is required.');
    }
    if (!input.Instances) {
      throw new EmrError('ValidationException', 'Instances is required.');
    }
    if (!input.ReleaseLabel) {
      throw new EmrError('ValidationException', 'ReleaseLabel is required.');
    }
    if (input.Instances.KeepJobFlowAliveWhenNoSteps) {
      throw new EmrError('ValidationException', 'The local EMR endpoint only runs transient clusters.');
    }
    await this.host.checkRoles(input);
    const cluster = new Cluster(input);
    this.clusters.unshift(cluster);
    this.host.launch(cluster);
    return { JobFlowId: cluster.id, ClusterArn: cluster.summary.ClusterArn };
  }

  async DescribeCluster({ ClusterId }: DescribeClusterInput): Promise<object> {
    return { Cluster: this.find(ClusterId).description };
  }

  async ListClusters({ ClusterStates, CreatedAfter, CreatedBefore, Marker }: ListClustersInput): Promise<object> {
    const matching = this.clusters.filter((cluster) =>
      (!ClusterStates?.length || ClusterStates.includes(cluster.state))
      && (!CreatedAfter || cluster.created > time(CreatedAfter))
      && (!CreatedBefore || cluster.created < time(CreatedBefore)));
    const { items, next } = page(matching, Marker);
    return { Clusters: items.map((cluster) => cluster.summary), Marker: next };
  }

  async ListSteps({ ClusterId, StepStates, StepIds, Marker }: ListStepsInput): Promise<object> {
    const matching = this.find(ClusterId).steps.filter((step) =>
      (!StepStates?.length || StepStates.includes(step.state)) && (!StepIds?.length || StepIds.includes(step.id)));
    const { items, next } = page([...matching].reverse(), Marker);
    return { Steps: items.map((step) => step.summary), Marker: next };
  }

  async TerminateJobFlows({ JobFlowIds }: TerminateJobFlowsInput): Promise<object> {
    const clusters = (JobFlowIds ?? []).map((id) => this.find(id));
    const kept = clusters.find((cluster) => cluster.description.TerminationProtected);
    if (kept) {
      throw new EmrError('ValidationException', `Could not shut down one or more job flows since they are termination protected: ${kept.id}.`);
    }
    for (const cluster of clusters) {
      this.host.terminate(cluster);
    }
    return {};
  }

  async AddTags({ ResourceId, Tags }: AddTagsInput): Promise<object> {
    this.find(ResourceId).tag(Tags ?? []);
    return {};
  }

  private find(id: string | undefined): Cluster {
    const cluster = this.clusters.find((candidate) => candidate.id === id);
    if (!cluster) {
      throw new EmrError('InvalidRequestException', `Cluster id '${id}' is not valid.`);
    }
    return cluster;
  }
}

/** The JSON protocol sends times as seconds since 1970. */
function time(value: Date | number): Date {
  return typeof value === 'number' ? new Date(value * 1000) : value;
}

function page<T>(all: T[], marker: string | undefined): { items: T[]; next?: string } {
  const start = Number(marker ?? 0);
  if (!Number.isInteger(start) || start < 0) {
    throw new EmrError('InvalidRequestException', 'The marker is not valid.');
  }
  return { items: all.slice(start, start + PAGE_SIZE), next: start + PAGE_SIZE < all.length ? String(start + PAGE_SIZE) : undefined };
}
