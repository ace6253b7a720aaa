import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { permit, permitKey } from './permission';

/** SQS keeps a message no longer. */
const RETENTION = Duration.days(14);

interface MessageQueueProps {
  /** @default - SQS's own key (SSE-SQS) */
  readonly encryptionKey?: kms.IKey;
  /** @default - SQS's default, 30 seconds */
  readonly visibilityTimeout?: Duration;
  /** Where a message goes that was received too often. @default - nowhere: it is kept until it expires */
  readonly deadLetterQueue?: sqs.DeadLetterQueue;
}

/** An encrypted queue that takes and gives messages over TLS only. */
export function messageQueue(scope: Construct, id: string, props: MessageQueueProps): sqs.Queue {
  return new sqs.Queue(scope, id, {
    // Never `alias/aws/sqs`: S3 and SNS may not use that key, and nothing reports the messages that they drop.
    encryption: props.encryptionKey ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: props.encryptionKey,
    enforceSSL: true,
    retentionPeriod: RETENTION,
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: props.deadLetterQueue,
  });
}

/** Lets the grantee take messages off the queue by itself. */
export function permitReceive(grantee: iam.IGrantable, sid: string, queue: sqs.Queue): iam.Grant {
  permitKey(grantee, queue.encryptionMasterKey);
  return permit(grantee, sid, { actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], resources: [queue.queueArn] });
}

/** Lets Lambda poll the queue for the grantee, which may postpone messages. */
export function permitConsume(grantee: iam.IGrantable, sid: string, queue: sqs.Queue): iam.Grant {
  permitKey(grantee, queue.encryptionMasterKey);
  return permit(grantee, sid, {
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
    resources: [queue.queueArn],
  });
}

/** Lets the grantee put messages into the queue. */
export function permitSend(grantee: iam.IGrantable, sid: string, queue: sqs.Queue): iam.Grant {
  permitKey(grantee, queue.encryptionMasterKey);
  return permit(grantee, sid, { actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
}
