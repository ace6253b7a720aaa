import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AlertWebhookTarget } from '../../../src/contract';

/**
 * The URLs of the webhooks, from Secrets Manager. A webhook's URL is a credential, so it is stored nowhere else.
 *
 * A container reads each URL once. `refresh` reads it again: a URL is refused after it was rotated.
 */
export class WebhookUrls {
  private readonly urls = new Map<AlertWebhookTarget, URL>();

  constructor(private readonly secrets: Pick<SecretsManagerClient, 'send'>) {}

  /** @throws Error if the secret holds no URL; no message contains what it holds */
  async get(target: AlertWebhookTarget): Promise<URL> {
    return this.urls.get(target) ?? this.refresh(target);
  }

  async refresh(target: AlertWebhookTarget): Promise<URL> {
    const { SecretString = '' } = await this.secrets.send(new GetSecretValueCommand({ SecretId: target.secretArn }));
    const url = parseUrl(SecretString, target);
    this.urls.set(target, url);
    return url;
  }
}

// Both parsers put their input into the errors that they throw, so neither error may be passed on.
function parseUrl(secret: string, { secretArn, secretField }: AlertWebhookTarget): URL {
  const text = secretField === undefined ? secret : fieldOf(secret, secretField);
  const url = typeof text === 'string' ? URL.parse(text.trim()) : null;
  if (url === null) {
    const where = secretField === undefined ? 'its text' : `the field ${secretField} of its JSON`;
    throw new Error(`secret ${secretArn} holds no URL; store the webhook's URL as ${where}`);
  }
  return url;
}

function fieldOf(secret: string, field: string): unknown {
  try {
    return (JSON.parse(secret) as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}
