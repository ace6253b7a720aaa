import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { permit, permitKey } from './permission';

/** The longest time that SQS keeps a message. */
const RETENTION = Duration.days(14);

interface MessageQueueProps {
  /** Encrypts the queue. @default - SQS's own key (SSE-SQS) */
  readonly encryptionKey?: kms.IKey;
  /** How long a received message stays hidden from other receivers. @default - SQS's default of 30 seconds */
  readonly visibilityTimeout?: Duration;
  /** Where SQS moves a message that was received too often. @default - nowhere; the message stays until it expires */
  readonly deadLetterQueue?: sqs.DeadLetterQueue;
}

/** An encrypted queue that can only be used over TLS. */
export function messageQueue(scope: Construct, id: string, props: MessageQueueProps): sqs.Queue {
  return new sqs.Queue(scope, id, {
    // Never `alias/aws/sqs`: S3 and SNS may not use that key. They would drop messages, and nothing reports that.
    encryption: props.encryptionKey ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: props.encryptionKey,
    enforceSSL: true,
    retentionPeriod: RETENTION,
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: props.deadLetterQueue,
  });
}

/** Lets the grantee itself receive messages and delete them. */
export function permitReceive(grantee: iam.IGrantable, sid: string, queue: sqs.Queue): iam.Grant {
  permitKey(grantee, queue.encryptionMasterKey);
  return permit(grantee, sid, { actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], resources: [queue.queueArn] });
}

/** Lets Lambda poll the queue for the grantee, and lets the grantee postpone messages. */
export function permitConsume(grantee: iam.IGrantable, sid: string, queue: sqs.Queue): iam.Grant {
  permitKey(grantee, queue.encryptionMasterKey);
  return permit(grantee, sid, {
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
    resources: [queue.queueArn],
  });
}

/** Lets the grantee send messages to the queue. */
export function permitSend(grantee: iam.IGrantable, sid: string, queue: sqs.Queue): iam.Grant {
  permitKey(grantee, queue.encryptionMasterKey);
  return permit(grantee, sid, { actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
}
