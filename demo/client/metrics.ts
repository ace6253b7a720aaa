import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { Pipeline } from './pipeline';
import { Metric } from '../../src/contract';

/** The sum of a source's metric over the last hour. */
export async function sumOf(pipeline: Pipeline, metric: string, sourceId: string): Promise<number> {
  const { Datapoints = [] } = await pipeline.cloudwatch.send(new GetMetricStatisticsCommand({
    Namespace: Metric.NAMESPACE,
    MetricName: metric,
    Dimensions: [{ Name: Metric.SOURCE_DIMENSION, Value: sourceId }],
    StartTime: new Date(Date.now() - 3_600_000),
    EndTime: new Date(Date.now() + 60_000),
    Period: 60,
    Statistics: ['Sum'],
  }));
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
}
