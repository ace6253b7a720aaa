import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Env, Metric } from '../../../src/contract';
import { emit } from '../emit';
import { requiredEnv } from '../environment';
import { deliver } from './deliver';
import { AlertNotifier } from './handle-alerts';
import { WebhookUrls } from './webhook-urls';

const urls = new WebhookUrls(new SecretsManagerClient({}));
const notifier = new AlertNotifier({
  targets: JSON.parse(requiredEnv(Env.ALERT_WEBHOOKS)),
  deliver: (target, document) => deliver(target, document, urls),
  sqs: new SQSClient({}),
  queueUrl: requiredEnv(Env.ALERT_QUEUE_URL),
  registryTable: requiredEnv(Env.REGISTRY_TABLE),
  onFailure: () => emit(undefined, { [Metric.WEBHOOK_FAILURES]: 1 }),
});

/** The Lambda behind the alert queue. */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return notifier.handle(event);
}
