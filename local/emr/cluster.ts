import { randomInt } from 'node:crypto';
import type {
  Cluster as ClusterDescription, ClusterState, ClusterStateChangeReasonCode, ClusterSummary, RunJobFlowInput, StepState, StepSummary, Tag,
} from '@aws-sdk/client-emr';
import { ACCOUNT_ID, REGION } from '../emulator';

const ENDED: readonly ClusterState[] = ['TERMINATED', 'TERMINATED_WITH_ERRORS'];

/** One step of a cluster, and its state. */
export class Step {
  readonly id = newId('s');
  state: StepState = 'PENDING';
  failure?: string;
  private readonly created = new Date();
  private started?: Date;
  private ended?: Date;

  constructor(readonly config: NonNullable<RunJobFlowInput['Steps']>[number]) {}

  start(): void {
    this.state = 'RUNNING';
    this.started = new Date();
  }

  end(state: StepState, failure?: string): void {
    this.state = state;
    this.failure = failure;
    this.ended = new Date();
  }

  get summary(): StepSummary {
    return {
      Id: this.id,
      Name: this.config.Name,
      Config: { Jar: this.config.HadoopJarStep?.Jar, Args: this.config.HadoopJarStep?.Args },
      ActionOnFailure: this.config.ActionOnFailure,
      Status: {
        State: this.state,
        FailureDetails: this.failure === undefined ? undefined : { Message: this.failure },
        Timeline: { CreationDateTime: this.created, StartDateTime: this.started, EndDateTime: this.ended },
      },
    };
  }
}

/** One cluster as the API shows it; `lifecycle.ts` makes it work. */
export class Cluster {
  readonly id = newId('j');
  readonly created = new Date();
  readonly steps: Step[];
  readonly tags = new Map<string, string>();
  private currentState: ClusterState = 'STARTING';
  private reason?: { Code?: ClusterStateChangeReasonCode; Message: string };
  private ready?: Date;
  private ended?: Date;

  constructor(readonly request: RunJobFlowInput) {
    this.steps = (request.Steps ?? []).map((config) => new Step(config));
    this.tag(request.Tags ?? []);
  }

  get name(): string {
    return this.request.Name!;
  }

  get state(): ClusterState {
    return this.currentState;
  }

  get hasEnded(): boolean {
    return ENDED.includes(this.currentState);
  }

  become(state: ClusterState, reason?: { Code: ClusterStateChangeReasonCode; Message: string }): void {
    this.currentState = state;
    if (reason) {
      this.reason = reason;
    }
    if (state === 'RUNNING') {
      this.ready ??= new Date();
    }
    if (this.hasEnded) {
      this.ended = new Date();
    }
  }

  tag(tags: Tag[]): void {
    for (const { Key, Value } of tags) {
      this.tags.set(Key!, Value ?? '');
    }
  }

  get summary(): ClusterSummary {
    return {
      Id: this.id,
      Name: this.name,
      ClusterArn: `arn:aws:elasticmapreduce:${REGION}:${ACCOUNT_ID}:cluster/${this.id}`,
      NormalizedInstanceHours: 0,
      Status: {
        State: this.currentState,
        StateChangeReason: this.reason ?? {},
        Timeline: { CreationDateTime: this.created, ReadyDateTime: this.ready, EndDateTime: this.ended },
      },
    };
  }

  get description(): ClusterDescription {
    const instances = this.request.Instances ?? {};
    return {
      ...this.summary,
      ReleaseLabel: this.request.ReleaseLabel,
      LogUri: this.request.LogUri,
      ServiceRole: this.request.ServiceRole,
      Applications: this.request.Applications,
      AutoTerminate: !instances.KeepJobFlowAliveWhenNoSteps,
      TerminationProtected: Boolean(instances.TerminationProtected),
      VisibleToAllUsers: true,
      Ec2InstanceAttributes: {
        IamInstanceProfile: this.request.JobFlowRole,
        RequestedEc2SubnetIds: instances.Ec2SubnetIds,
        EmrManagedMasterSecurityGroup: instances.EmrManagedMasterSecurityGroup,
        EmrManagedSlaveSecurityGroup: instances.EmrManagedSlaveSecurityGroup,
        ServiceAccessSecurityGroup: instances.ServiceAccessSecurityGroup,
      },
      Tags: [...this.tags].map(([Key, Value]) => ({ Key, Value })),
    };
  }
}

function newId(kind: 'j' | 's'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return `${kind}-${Array.from({ length: 13 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
}
