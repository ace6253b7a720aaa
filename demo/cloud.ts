import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { certificateIn } from '../local/certificate';
import { clientConfig } from '../local/clients';
import { type CloudAccess, CloudHome, type CloudState } from '../local/state';
import { deployOnto } from '../local/up';
import { SlackReceiver } from './client/slack-receiver';

/** Name of the secret in which deployments of this project find their Slack webhook. */
const SLACK_SECRET = 'slack/drift-alerts';

/** Deploys the reference deployment onto a cloud that has just started. */
export function deployReference(access: CloudAccess, say: (what: string) => void): Promise<CloudState> {
  return deployOnto(access, {
    folder: path.join(__dirname, '..', 'examples', 'reference-deployment'),
    context: { slackSecret: SLACK_SECRET, allowPrivateWebhook: 'true', removalPolicy: 'destroy' },
  }, CloudHome.DEFAULT, say);
}

/** Starts a receiver in place of Slack, and stores its URL in the secret where the deployment looks for it. */
export async function slackStandIn(access: CloudAccess, home: CloudHome = CloudHome.DEFAULT): Promise<SlackReceiver> {
  const { certificate, key } = certificateIn(home.emulatorFolder);
  const receiver = await SlackReceiver.start({ cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') });
  await new SecretsManagerClient(clientConfig(access)).send(new CreateSecretCommand({ Name: SLACK_SECRET, SecretString: receiver.url }));
  return receiver;
}
