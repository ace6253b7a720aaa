import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SweepDeps } from '../../lambda-src/functions/sweep/deps';
import { sweep } from '../../lambda-src/functions/sweep/sweep';
import { MemoryEmr, watchOf } from '../launch/memory-launch';
import type { Gate, World } from '../support/world';

/** The failure records of the registry's stream, in a queue in memory. */
export class FailureQueue {
  messages: string[] = [];

  /** Makes the client also receive and delete messages of this queue. */
  over(sqs: SQSClient): SQSClient {
    const send = sqs.send.bind(sqs) as (command: object) => Promise<unknown>;
    sqs.send = (async (command: object) => {
      if (command instanceof ReceiveMessageCommand) {
        return { Messages: this.messages.slice(0, 10).map((id) => ({ ReceiptHandle: id })) };
      }
      if (command instanceof DeleteMessageCommand) {
        this.messages = this.messages.filter((id) => id !== command.input.ReceiptHandle);
        return {};
      }
      return send(command);
    }) as never;
    return sqs;
  }
}

/** The metrics that were emitted. */
export type Emitted = Record<string, number>[];

/** One invocation of the sweep. */
export async function sweepIn(
  world: World, { gate, remainingMillis = () => 270_000, failures = new FailureQueue(), emitted = [], deps: changed = {} }: {
    readonly gate?: Gate;
    readonly remainingMillis?: () => number;
    readonly failures?: FailureQueue;
    readonly emitted?: Emitted;
    readonly deps?: Partial<SweepDeps>;
  } = {},
): Promise<void> {
  const deps = world.deps(gate);
  const all: SweepDeps = {
    ...deps, sqs: failures.over(deps.sqs), remainingMillis, emit: (_, metrics) => emitted.push(metrics as Record<string, number>), ...changed,
  };
  await sweep(all, watchOf(world, new MemoryEmr(), gate));
}
