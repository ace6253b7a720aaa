import { requiredEnv } from './environment';
import { Env } from '../../src/contract';
import { type Emit, emitMetric } from '../store/metrics/emf';

/** Counts in the namespace that the function's environment names. */
export const emit: Emit = (source, metrics) => emitMetric({ namespace: requiredEnv(Env.METRIC_NAMESPACE), source, metrics });
