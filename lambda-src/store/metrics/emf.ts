import { Metric } from '../../../src/contract';

/** Names of the metrics, without the names of namespace and dimension. */
export type MetricName = Exclude<typeof Metric[keyof typeof Metric], typeof Metric.NAMESPACE | typeof Metric.SOURCE_DIMENSION>;

export interface MetricLine {
  /** CloudWatch namespace; the functions get it from `METRIC_NAMESPACE`. */
  readonly namespace: string;
  /** Left out if no registered source is concerned, so that a hostile key cannot make dimensions without end. */
  readonly source?: string;
  /** Counts by metric name. */
  readonly metrics: Partial<Record<MetricName, number>>;
}

/** Counts for a source, or only for the total if no source is named. */
export type Emit = (source: string | undefined, metrics: MetricLine['metrics']) => void;

/**
 * Writes counts as one line of CloudWatch's embedded metric format: the total and, if a source is named, its share.
 *
 * It writes to `process.stdout`, because `console.log` prefixes or wraps the line, and CloudWatch would find no metric in it.
 */
export function emitMetric({ namespace, source, metrics }: MetricLine): void {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{
        Namespace: namespace,
        Dimensions: source === undefined ? [[]] : [[], [Metric.SOURCE_DIMENSION]],
        Metrics: Object.keys(metrics).map((name) => ({ Name: name, Unit: 'Count' })),
      }],
    },
    ...(source === undefined ? {} : { [Metric.SOURCE_DIMENSION]: source }),
    ...metrics,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
