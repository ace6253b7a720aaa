import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { RunJobFlowCommand } from '@aws-sdk/client-emr';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Random } from './random';

/** The probability of each fault at a call, from 0 to 1. */
export interface FaultRates {
  /** The process dies before or after the call. */
  readonly crash: number;
  /** The call happens, its reply is lost, and the client sends it again (except transactions, which have a token, and RunJobFlow). */
  readonly lostReply: number;
  /** A transaction is cancelled because it conflicts with another one. */
  readonly conflict: number;
  /** The client gives up after its retries. The call may still have happened. */
  readonly throttle: number;
}

export const NO_FAULTS: FaultRates = { crash: 0, lostReply: 0, conflict: 0, throttle: 0 };

interface Call {
  readonly process: string;
  readonly command: object;
  readonly run: () => Promise<unknown>;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Process {
  state: 'running' | 'done' | 'dead';
  readonly ended: (outcome: 'done' | 'dead', result?: unknown, error?: unknown) => void;
}

interface Sender {
  send: (command: never) => Promise<unknown>;
}

/**
 * Runs programs as if each were a process of its own. A seed decides the order of their calls to the cloud and the faults
 * that the calls meet. One call happens at a time, as a whole.
 */
export class Scheduler {
  readonly trace: string[] = [];
  private readonly processes = new Map<string, Process>();
  private readonly parked: Call[] = [];

  constructor(private readonly random: Random, private rates: FaultRates) {}

  setRates(rates: FaultRates): void {
    this.rates = rates;
  }

  isRunning(name: string): boolean {
    return this.processes.get(name)?.state === 'running';
  }

  get names(): string[] {
    return [...this.processes.keys()].filter((name) => this.isRunning(name));
  }

  /** Lets this scheduler control the calls that the client makes for the process. */
  gate<C extends object>(process: string, client: C): C {
    const sender = client as unknown as Sender;
    const send = sender.send.bind(client);
    // eslint-disable-next-line @typescript-eslint/promise-function-async -- a dead process never hears of its call
    sender.send = (command) => new Promise((resolve, reject) => {
      if (this.processes.get(process)?.state !== 'dead') {
        this.parked.push({ process, command, run: () => send(command), resolve, reject });
      }
    });
    return client;
  }

  /** Starts a process. `ended` is called when it ends. */
  start(name: string, program: () => Promise<unknown>, ended: Process['ended']): void {
    const process: Process = { state: 'running', ended };
    this.processes.set(name, process);
    this.trace.push(`${name}: starts`);
    const end = (result?: unknown, error?: unknown) => {
      if (process.state === 'running') {
        process.state = 'done';
        this.trace.push(`${name}: ${error === undefined ? `ends ${JSON.stringify(result) ?? ''}` : `fails: ${String(error)}`}`);
        ended('done', result, error);
      }
    };
    program().then((result) => end(result), (error: unknown) => end(undefined, error));
  }

  /** Waits until every living process is about to make a call or has ended. */
  async settle(): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (this.names.some((name) => !this.parked.some((call) => call.process === name))) {
      if (Date.now() > deadline) {
        throw new Error(`processes neither call nor end: ${this.names.join(', ')}`);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets one call happen. */
  async step(): Promise<void> {
    const call = this.random.pick(this.parked);
    this.parked.splice(this.parked.indexOf(call), 1);
    const label = `${call.process}: ${describe(call.command)}`;
    if (this.random.chance(this.rates.crash)) {
      const happens = this.random.chance(0.5);
      if (happens) {
        await call.run().catch(() => undefined);
      }
      this.kill(call.process, `${label} CRASH ${happens ? 'after' : 'before'}`);
      return;
    }
    if (this.random.chance(this.rates.throttle)) {
      const happens = this.random.chance(0.5);
      if (happens) {
        await call.run().catch(() => undefined);
      }
      this.trace.push(`${label} FAILS, ${happens ? 'and happened' : 'did not happen'}`);
      call.reject(Object.assign(new Error('throttled'), { name: 'ProvisionedThroughputExceededException' }));
      return;
    }
    const isTransaction = call.command instanceof TransactWriteCommand;
    const isSentOnce = isTransaction || call.command instanceof RunJobFlowCommand;
    if (isTransaction && this.random.chance(this.rates.conflict)) {
      this.trace.push(`${label} CONFLICT`);
      call.reject(new TransactionCanceledException({
        message: 'conflict', $metadata: {}, CancellationReasons: [{ Code: 'TransactionConflict' }],
      }));
      return;
    }
    try {
      let reply = await call.run();
      if (!isSentOnce && this.random.chance(this.rates.lostReply)) {
        this.trace.push(`${label} REPLY LOST, sent again`);
        reply = await call.run();
      }
      this.trace.push(label);
      call.resolve(reply);
    } catch (error) {
      this.trace.push(`${label} refused: ${(error as Error).name}`);
      call.reject(error);
    }
  }

  private kill(name: string, why: string): void {
    this.trace.push(why);
    const process = this.processes.get(name)!;
    process.state = 'dead';
    for (let i = this.parked.length - 1; i >= 0; i--) {
      if (this.parked[i].process === name) {
        this.parked.splice(i, 1);
      }
    }
    process.ended('dead');
  }
}

function describe(command: object): string {
  const { input } = command as { input: Record<string, unknown> };
  const actions = input.TransactItems as Record<string, { Key?: Record<string, unknown>; Item?: Record<string, unknown> }>[] | undefined;
  const target = actions?.map((action) => {
    const [[verb, { Key, Item }]] = Object.entries(action);
    return `${verb} ${String((Key ?? Item)!.sk)}${Item?.status ? `=${String(Item.status)}` : ''}`;
  }).join(', ') ?? (input.Key as { sk?: string } | undefined)?.sk ?? input.Key ?? input.KeyConditionExpression ?? '';
  return `${command.constructor.name.replace('Command', '')} ${String(target)}`;
}
