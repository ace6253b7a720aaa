import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Metric } from './contract';

/** Name of one of the pipeline's own metrics. */
export type MetricName = Exclude<(typeof Metric)[keyof typeof Metric], typeof Metric.NAMESPACE | typeof Metric.SOURCE_DIMENSION>;

/** A metric of the pipeline: the sum over all sources in five minutes, unless `options` says otherwise. */
export function ingestionMetric(namespace: string, metricName: MetricName, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace, metricName, statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5), ...options });
}
