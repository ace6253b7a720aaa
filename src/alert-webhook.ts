import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { AlertWebhookTarget } from './contract';

/** How a Slack webhook is called. */
export interface SlackWebhookOptions {
  /**
   * The key under which the secret holds the URL, if the secret is a JSON object.
   *
   * @default - the whole text of the secret is the URL
   */
  readonly secretField?: string;

  /**
   * Whether the URL may lead to a private or loopback address, such as a stand-in for Slack on a developer's machine.
   * Link-local addresses are always refused.
   *
   * @default false
   */
  readonly allowPrivateAddress?: boolean;
}

/** A webhook that takes the messages about drift and alarms. */
export class AlertWebhook {
  /**
   * A Slack incoming webhook.
   *
   * @param secret holds the webhook's URL. The URL is read when a message is sent; the template never contains it.
   * @param options how the webhook is called
   * @throws Error if `secret` is not a secret, for example the URL itself
   */
  public static slack(secret: secretsmanager.ISecret, options: SlackWebhookOptions = {}): AlertWebhook {
    if (!secret?.secretArn) {
      // The message does not repeat the value: it may be the URL.
      throw new Error(`AlertWebhook.slack: expected a Secrets Manager secret, found a value of type ${typeof secret}. `
        + 'Anyone who has a webhook URL can post with it, so the URL must not be in the template. '
        + "Store the URL in a secret and pass Secret.fromSecretNameV2(this, 'Slack', '<name of the secret>')");
    }
    return new AlertWebhook(secret, options);
  }

  private constructor(
    /** The secret that holds the URL. */
    public readonly secret: secretsmanager.ISecret,
    private readonly options: SlackWebhookOptions,
  ) {}

  /** @internal */
  public _target(): AlertWebhookTarget {
    return {
      kind: 'slack',
      secretArn: this.secret.secretArn,
      secretField: this.options.secretField,
      allowPrivateAddress: this.options.allowPrivateAddress ?? false,
    };
  }
}
