import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ConcurrencyOptions } from './concurrency-options';

/** What follows from the options. */
export interface Concurrency {
  readonly ingest?: number;
  readonly profiling: number;
}

/** Half of the quota of a new account. */
const PROFILING_BESIDE_INGEST = 5;
const PROFILING_APART_FROM_INGEST = 50;

/** What Lambda takes as the bound of a queue. */
const PROFILING_RANGE = { min: 2, max: 1_000 };

/** @throws Error where a number is out of range */
export function concurrencyOf(scope: Construct, { ingest, profiling }: ConcurrencyOptions = {}): Concurrency {
  if (ingest !== undefined && !isWhole(ingest, 1, Infinity)) {
    throw new Error(`${scope.node.path}: concurrency.ingest is ${ingest}; expected a whole number from 1 on, or nothing, which keeps no executions free`);
  }
  if (profiling !== undefined && !isWhole(profiling, PROFILING_RANGE.min, PROFILING_RANGE.max)) {
    throw new Error(`${scope.node.path}: concurrency.profiling is ${profiling}; expected a whole number from ${PROFILING_RANGE.min} to ${PROFILING_RANGE.max}, `
      + 'which is what Lambda takes');
  }
  return { ingest, profiling: profiling ?? (ingest === undefined ? PROFILING_BESIDE_INGEST : PROFILING_APART_FROM_INGEST) };
}

function isWhole(value: number, min: number, max: number): boolean {
  return Token.isUnresolved(value) || (Number.isInteger(value) && value >= min && value <= max);
}
