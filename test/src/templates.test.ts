import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Props, template } from './synth';
import { run } from '../../local/processes';
import { pythonOf } from '../../local/python';
import { AlertWebhook, IngestAuth } from '../../src';

// The first use installs the Python packages of both tools.
jest.setTimeout(600_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'templates-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** What cfn-lint and parliament find, with one finding per line. */
async function findings(templates: Record<string, object>): Promise<string[]> {
  const files = Object.entries(templates).map(([name, of]) => {
    const file = path.join(folder, `${name}.json`);
    fs.writeFileSync(file, JSON.stringify(of));
    return file;
  });
  const output = await run(await pythonOf('checks'), [path.join(__dirname, 'check_templates.py'), ...files]);
  return output.split('\n').filter(Boolean);
}

const webhooks = (stack: Stack) => [AlertWebhook.slack(Secret.fromSecretNameV2(stack, 'Slack', 'slack'))];

const VARIANTS: Record<string, Props> = {
  'five-lines': {},
  'everything-added': (stack) => ({ alertWebhooks: webhooks(stack), encryptionKey: new Key(stack, 'Key'), removalPolicy: RemovalPolicy.DESTROY }),
  'own-network': (stack) => ({
    ingestAuth: IngestAuth.iam(),
    promotion: { vpc: new Vpc(stack, 'Network', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false }), releaseLabel: 'emr-7.12.0' },
    operations: { metricNamespace: 'Shop', topicName: 'shop-drift' },
  }),
};

test('cfn-lint finds nothing wrong in six regions of three partitions, and parliament nothing in the policies', async () => {
  expect(await findings(Object.fromEntries(Object.entries(VARIANTS).map(([name, props]) => [name, template(props).toJSON()])))).toEqual([]);
});

test('both find faults: an unknown property, an unknown action, and an action on a resource that it does not take', async () => {
  const wrong = template().toJSON();
  const one = (type: string) => Object.values<any>(wrong.Resources).find(({ Type }) => Type === type).Properties;
  one('AWS::SQS::Queue').Colour = 'blue';
  const [statement] = one('AWS::IAM::Policy').PolicyDocument.Statement;
  one('AWS::IAM::Policy').PolicyDocument.Statement = [
    { ...statement, Action: 's3:ReadObject' },
    { ...statement, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::bucket/*' },
  ];
  const found = await findings({ wrong });
  expect(found).toEqual(expect.arrayContaining([
    expect.stringMatching(/^wrong: E3002 .*Colour/),
    expect.stringMatching(/^wrong: UNKNOWN_ACTION .*ReadObject/),
    expect.stringMatching(/^wrong: RESOURCE_MISMATCH .*ListBucket/),
  ]));
});
