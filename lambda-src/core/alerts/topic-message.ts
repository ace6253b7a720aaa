import type { AlertMessage } from './messages';

/** An alarm's change of state, as CloudWatch words it. */
export interface AlarmMessage {
  readonly kind: 'alarm';
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly NewStateValue: string;
  readonly NewStateReason: string;
  readonly StateChangeTime: string;
}

/** What the alert topic carries: the pipeline's alerts, and its alarms. */
export type TopicMessage = AlertMessage | AlarmMessage;

const KINDS: ReadonlySet<unknown> = new Set<AlertMessage['kind']>([
  'schema_drift', 'decision_refused', 'version_restored', 'files_held', 'files_dead_lettered', 'records_quarantined', 'run_failed',
]);

/**
 * The message inside the SNS envelope that SQS delivers; undefined if its kind is unknown.
 *
 * @throws SyntaxError if there is no envelope: then somebody changed the subscription to raw delivery
 */
export function parseTopicMessage(sqsBody: string): TopicMessage | undefined {
  const { Message = '' } = JSON.parse(sqsBody) as { Message?: string };
  const message = parseObject(Message);
  if (KINDS.has(message.kind)) {
    return message as unknown as AlertMessage;
  }
  if (typeof message.AlarmName === 'string') {
    return { ...message, kind: 'alarm' } as AlarmMessage;
  }
  return undefined;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
