/**
 * A complete deployment with the sources of the demo.
 *
 * Context (`cdk deploy --context name=value`):
 * - `slackSecret`: name or ARN of the Secrets Manager secret that holds a Slack webhook's URL; without it, alerts only go to
 *   the topic
 * - `allowPrivateWebhook`: `true` lets that URL lead to this machine or network, so that something can stand in for Slack
 * - `removalPolicy`: `destroy` deletes data and tables with the stack; `retain`, the default, keeps them
 */
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AlertWebhook, SchemaOnReadIngestion, SourceFormat } from '../../src';

const app = new App();
const stack = new Stack(app, 'SchemaOnReadReference', {
  description: 'Reference deployment of schema-on-read-ingestion',
});

new SchemaOnReadIngestion(stack, 'Ingestion', {
  sources: [
    { sourceId: 'birdstrikes', format: SourceFormat.CSV },
    { sourceId: 'cars', format: SourceFormat.JSON },
    { sourceId: 'earthquakes', format: SourceFormat.JSON },
    { sourceId: 'flights', format: SourceFormat.JSON },
    { sourceId: 'movies', format: SourceFormat.JSON },
    { sourceId: 'stocks', format: SourceFormat.CSV },
    { sourceId: 'weather', format: SourceFormat.CSV },
  ],
  schedule: Schedule.rate(Duration.hours(1)),
  alertWebhooks: slackWebhooks(),
  removalPolicy: removalPolicy(),
});

function slackWebhooks(): AlertWebhook[] {
  const secret = app.node.tryGetContext('slackSecret');
  return secret ? [AlertWebhook.slack(findSecret(secret), { allowPrivateAddress: isSet('allowPrivateWebhook') })] : [];
}

function findSecret(nameOrArn: string): ISecret {
  return nameOrArn.startsWith('arn:')
    ? Secret.fromSecretCompleteArn(stack, 'Slack', nameOrArn)
    : Secret.fromSecretNameV2(stack, 'Slack', nameOrArn);
}

function removalPolicy(): RemovalPolicy {
  const found = app.node.tryGetContext('removalPolicy') ?? 'retain';
  switch (found) {
    case 'destroy': return RemovalPolicy.DESTROY;
    case 'retain': return RemovalPolicy.RETAIN;
    default: throw new Error(`context removalPolicy is '${found}'; expected destroy or retain`);
  }
}

/** A context value from the command line is a text; in cdk.json it can be a boolean. */
function isSet(name: string): boolean {
  return [true, 'true'].includes(app.node.tryGetContext(name));
}
