import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Delivery } from './deliver';
import type { AlertWebhookTarget } from '../../../src/contract';

/** What the notify function works with. */
export interface NotifyDeps {
  readonly targets: readonly AlertWebhookTarget[];
  readonly deliver: (target: AlertWebhookTarget, document: unknown) => Promise<Delivery>;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly registryTable: string;
  /** Called for each delivery that failed. */
  readonly onFailure: () => void;
}
