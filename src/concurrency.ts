import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** How much of the account's Lambda concurrency the deployment takes. */
export interface ConcurrencyOptions {
  /**
   * Executions that the account reserves for the ingest function, and that the function never exceeds. A whole number, 1 or
   * more.
   *
   * Leave it out in a new account: it has 10 executions, none of them may be reserved, and the deployment would fail.
   *
   * @default - none are reserved
   */
  readonly ingest?: number;

  /**
   * How many files are profiled at once, at most. A whole number from 2 to 1,000. Further files wait in the queue.
   *
   * @default - 50 if `ingest` is set; else 5, so that ingest finds room even in a new account, which has 10 executions in all
   */
  readonly profiling?: number;
}

/** What follows from the options. */
interface Concurrency {
  readonly ingest?: number;
  readonly profiling: number;
}

/** Half of the executions of a new account. */
const PROFILING_BESIDE_INGEST = 5;
const PROFILING_APART_FROM_INGEST = 50;

/** What Lambda accepts as the maximum concurrency of a queue. */
const PROFILING_RANGE = { min: 2, max: 1_000 };

/** @throws Error if a number is out of range */
export function concurrencyOf(scope: Construct, { ingest, profiling }: ConcurrencyOptions = {}): Concurrency {
  if (ingest !== undefined && !isWhole(ingest, 1, Infinity)) {
    throw new Error(`${scope.node.path}: concurrency.ingest is ${ingest}; expected a whole number of 1 or more; leave it out to reserve no executions`);
  }
  if (profiling !== undefined && !isWhole(profiling, PROFILING_RANGE.min, PROFILING_RANGE.max)) {
    throw new Error(`${scope.node.path}: concurrency.profiling is ${profiling}; expected a whole number from ${PROFILING_RANGE.min} to ${PROFILING_RANGE.max}, `
      + 'which is what Lambda accepts');
  }
  return { ingest, profiling: profiling ?? (ingest === undefined ? PROFILING_BESIDE_INGEST : PROFILING_APART_FROM_INGEST) };
}

function isWhole(value: number, min: number, max: number): boolean {
  return Token.isUnresolved(value) || (Number.isInteger(value) && value >= min && value <= max);
}
