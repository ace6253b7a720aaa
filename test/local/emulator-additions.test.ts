import { CloudFormationClient, CreateStackCommand, DescribeStackResourceCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Emulator, startEmulator } from '../../local/emulator';

jest.setTimeout(120_000);

let emulator: Emulator;
const config = (credentials = { accessKeyId: 'test', secretAccessKey: 'test' }) => ({ endpoint: emulator.endpoint, region: 'us-east-1', credentials });

beforeAll(async () => {
  emulator = await startEmulator({ auth: true, tls: false });
});
afterAll(() => emulator.stop());

/** Credentials of a user who may do only this. */
async function userWho(statement: object): Promise<{ accessKeyId: string; secretAccessKey: string }> {
  const iam = new IAMClient(config());
  const UserName = `user-${Math.random().toString(36).slice(2)}`;
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] }) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

async function deployed(Resources: object, logicalId: string): Promise<string> {
  const client = new CloudFormationClient(config());
  const StackName = `stack-${Math.random().toString(36).slice(2)}`;
  await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }), Capabilities: ['CAPABILITY_IAM'] }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 30, minDelay: 0.2, maxDelay: 0.2 }, { StackName });
  const { StackResourceDetail } = await client.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId: logicalId }));
  return StackResourceDetail!.PhysicalResourceId!;
}

describe('metrics embedded in log lines', () => {
  const line = (metrics: object) => JSON.stringify({
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'Embedded', Dimensions: [[], ['source_id']], Metrics: [{ Name: 'Files', Unit: 'Count' }] }] },
    source_id: 'orders',
    ...metrics,
  });

  async function write(group: string, ...messages: string[]): Promise<void> {
    const logs = new CloudWatchLogsClient(config());
    await logs.send(new CreateLogGroupCommand({ logGroupName: group }));
    await logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: 's' }));
    await logs.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: 's', logEvents: messages.map((message) => ({ message, timestamp: Date.now() })) }));
  }

  async function sum(MetricName: string): Promise<number> {
    const { Datapoints = [] } = await new CloudWatchClient(config()).send(new GetMetricStatisticsCommand({
      Namespace: 'Embedded',
      MetricName,
      Dimensions: [{ Name: 'source_id', Value: 'orders' }],
      Statistics: ['Sum'],
      Period: 60,
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 60_000),
    }));
    return Datapoints.reduce((total, point) => total + point.Sum!, 0);
  }

  test('become metrics of each of their dimension sets, and a malformed line does not affect the others', async () => {
    await write('well', line({ Files: 2 }), line({}), 'not JSON', '{"_aws": 1}', line({ Files: [3, 4] }));
    expect(await sum('Files')).toBe(9);
  });

  test('change only the state of an alarm on their own dimension set', async () => {
    const cloudwatch = new CloudWatchClient(config());
    // The total of the line below is 5. If the metric by source counted here too, it would be 10.
    for (const Threshold of [5, 6]) {
      await cloudwatch.send(new PutMetricAlarmCommand({
        AlarmName: `at-${Threshold}`,
        Namespace: 'Alarmed',
        MetricName: 'Files',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      }));
    }
    await write('alarmed', line({ Files: 5 }).replace('Embedded', 'Alarmed'));
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName, StateValue])).toEqual([['at-5', 'ALARM'], ['at-6', 'OK']]);
  });
});

test('an alarm may watch a metric whose gaps are filled with zeros, but no other metric math', async () => {
  const cloudwatch = new CloudWatchClient(config());
  const alarm = (Expression: string) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
      Metrics: [
        { Id: 'expr', Expression },
        { Id: 'watched', ReturnData: false, MetricStat: { Metric: { Namespace: 'Filled', MetricName: 'Runs' }, Period: 3600, Stat: 'Sum' } },
      ],
    },
  });
  const name = await deployed({ Silence: alarm('FILL(watched, 0)') }, 'Silence');
  const state = async () => (await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms![0].StateValue;
  for (const [Value, expected] of [[0, 'ALARM'], [1, 'OK']] as const) {
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Filled', MetricData: [{ MetricName: 'Runs', Value }] }));
    expect(await state()).toBe(expected);
  }
  await expect(deployed({ Sum: alarm('watched * 2') }, 'Sum')).rejects.toThrow();
});

test('a policy can restrict PutMetricData to a namespace', async () => {
  const credentials = await userWho({ Action: 'cloudwatch:PutMetricData', Resource: '*', Condition: { StringEquals: { 'cloudwatch:namespace': 'Ours' } } });
  const put = (Namespace: string) => new CloudWatchClient(config(credentials)).send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'M', Value: 1 }] }));
  await put('Ours');
  await expect(put('Theirs')).rejects.toThrow('not authorized');
});

test('a parameter without a name gets a name without a slash, and a grant on it covers GetParameters', async () => {
  const name = await deployed({ Keys: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: '{}' } } }, 'Keys');
  expect(name).toMatch(/^CFN-Keys-/);
  const credentials = await userWho({ Action: 'ssm:GetParameters', Resource: `arn:aws:ssm:us-east-1:000000000000:parameter/${name}` });
  const get = (Name: string) => new SSMClient(config(credentials)).send(new GetParametersCommand({ Names: [Name] }));
  expect((await get(name)).Parameters?.[0].Value).toBe('{}');
  await expect(get('another')).rejects.toThrow('not authorized');
});

test('rules of security groups may be resources of their own', async () => {
  const id = await deployed({
    Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g' } },
    In: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: { 'Fn::GetAtt': ['Group', 'GroupId'] }, IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443, CidrIp: '10.0.0.0/16' } },
  }, 'In');
  expect(id).toMatch(/^sgr-/);
});

describe('a function behind a method that requires an API key', () => {
  const CODE = 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.identity) });';
  const ref = (Ref: string) => ({ Ref });
  const RESOURCES = {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] } } },
    Function: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: CODE }, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    Permission: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: ref('Function'), Principal: 'apigateway.amazonaws.com' } },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'keyed' } },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: ref('Api'),
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        HttpMethod: 'GET',
        AuthorizationType: 'NONE',
        ApiKeyRequired: true,
        Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: { 'Fn::Sub': 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations' } },
      },
    },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Method', Properties: { RestApiId: ref('Api') } },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'v1' } },
    Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'the-value-of-the-key-of-orders' } },
    Plan: { Type: 'AWS::ApiGateway::UsagePlan', DependsOn: 'Stage', Properties: { ApiStages: [{ ApiId: ref('Api'), Stage: 'v1' }] } },
    PlanKey: { Type: 'AWS::ApiGateway::UsagePlanKey', Properties: { KeyId: ref('Key'), KeyType: 'API_KEY', UsagePlanId: ref('Plan') } },
  };

  test('learns which key the caller has, and is not called without a key', async () => {
    const api = await deployed(RESOURCES, 'Api');
    const call = (headers: Record<string, string>) => fetch(`${emulator.endpoint}/restapis/${api}/v1/_user_request_/`, { headers });
    expect((await call({})).status).toBe(403);
    const identity = await (await call({ 'x-api-key': 'the-value-of-the-key-of-orders' })).json() as { apiKeyId: string; apiKey: string };
    expect(identity).toMatchObject({ apiKey: 'the-value-of-the-key-of-orders', apiKeyId: expect.any(String) });
  });
});
