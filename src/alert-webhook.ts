import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { AlertWebhookTarget } from './contract';

/** How a Slack webhook is called. */
export interface SlackWebhookOptions {
  /**
   * The key of the URL within the secret, where the secret is a JSON object.
   *
   * @default - the secret's whole text is the URL
   */
  readonly secretField?: string;

  /**
   * Whether the URL may lead to a private or loopback address: for a stand-in on the machine of a developer. Link-local
   * addresses are refused all the same.
   *
   * @default false
   */
  readonly allowPrivateAddress?: boolean;
}

/** Where drift and alarms are told to people. */
export class AlertWebhook {
  /**
   * A Slack incoming webhook.
   *
   * @param secret holds the webhook's URL; the URL is read when a message is sent and is never part of the template
   * @param options how the webhook is called
   */
  public static slack(secret: secretsmanager.ISecret, options: SlackWebhookOptions = {}): AlertWebhook {
    if (!secret?.secretArn) {
      // The value itself is not repeated: it may be the URL.
      throw new Error(`AlertWebhook.slack: expected a Secrets Manager secret, found a ${typeof secret}. Whoever has a webhook URL can post with it, `
        + "so it must not be in the template: store it in a secret and pass Secret.fromSecretNameV2(this, 'Slack', '<name of the secret>')");
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
