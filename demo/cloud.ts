import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { certificateIn } from '../local/certificate';
import { clientConfig } from '../local/clients';
import { CloudHome, type CloudState } from '../local/state';
import { up } from '../local/up';
import { SlackReceiver } from './client/slack-receiver';

/** Name of the secret in which the deployment finds its Slack webhook. */
const SLACK_SECRET = 'slack/drift-alerts';

/**
 * Deploys the reference deployment onto a fresh local cloud.
 *
 * @param say is told what happens now
 * @throws Error when a local cloud runs already: its files would be counted with the story's
 */
export async function freshCloud(say: (what: string) => void): Promise<CloudState> {
  if (CloudHome.DEFAULT.processes.length > 0) {
    throw new Error('A local cloud runs already, and the story needs a fresh one. Stop it first: npm run local -- down');
  }
  return up({
    folder: path.join(__dirname, '..', 'examples', 'reference-deployment'),
    context: { slackSecret: SLACK_SECRET, allowPrivateWebhook: 'true', removalPolicy: 'destroy' },
  }, CloudHome.DEFAULT, say);
}

/** Puts a receiver in Slack's place, and its URL where the deployment looks for it. */
export async function slackStandIn(state: CloudState): Promise<SlackReceiver> {
  const { certificate, key } = certificateIn(CloudHome.DEFAULT.emulatorFolder);
  const receiver = await SlackReceiver.start({ cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') });
  await new SecretsManagerClient(clientConfig(state)).send(new CreateSecretCommand({ Name: SLACK_SECRET, SecretString: receiver.url }));
  return receiver;
}
