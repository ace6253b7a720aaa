import * as fs from 'node:fs';
import * as path from 'node:path';
import { AssetStaging, Duration } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { deployment, flat, logicalId, type Props, template } from './synth';
import type { LaunchConfig } from '../../src/contract';

const minimal = template();

function environment(of: Template): Record<string, any> {
  return of.findResources('AWS::Lambda::Function')[logicalId(of, 'AWS::Lambda::Function', 'Promotion/Launcher')].Properties.Environment.Variables;
}

const ref = (type: string, constructPath: string) => `<${logicalId(minimal, type, constructPath)}>`;
const launch: LaunchConfig = JSON.parse(flat(environment(minimal).LAUNCH_CONFIG));

describe('the launcher', () => {
  test('knows which cluster to request', () => {
    expect(launch).toMatchObject({
      releaseLabel: 'emr-7.13.0',
      serviceRoleArn: `<${logicalId(minimal, 'AWS::IAM::Role', 'Promotion/ServiceRole')}.Arn>`,
      instanceProfile: ref('AWS::IAM::Role', 'Promotion/InstanceRole'),
      subnetIds: [1, 2].map((index) => ref('AWS::EC2::Subnet', `Promotion/Vpc/ClusterSubnet${index}/Subnet`)),
      primarySecurityGroupId: `<${logicalId(minimal, 'AWS::EC2::SecurityGroup', 'Promotion/PrimaryGroup')}.GroupId>`,
      coreSecurityGroupId: `<${logicalId(minimal, 'AWS::EC2::SecurityGroup', 'Promotion/CoreGroup')}.GroupId>`,
      serviceAccessSecurityGroupId: `<${logicalId(minimal, 'AWS::EC2::SecurityGroup', 'Promotion/ServiceAccessGroup')}.GroupId>`,
      logUri: `s3://${ref('AWS::S3::Bucket', 'CuratedZone/Bucket')}/emr-logs/`,
      bootstrapUri: expect.stringMatching(/^s3:\/\/cdk-.*\.sh$/),
      packageUri: expect.stringMatching(/^s3:\/\/cdk-.*\.zip$/),
      wheelsUri: expect.stringMatching(/^s3:\/\/cdk-.*\.zip$/),
      region: '<AWS::Region>',
    });
  });

  test('tags clusters as EMR\'s policy and its own permissions require', () => {
    const { CLUSTER_NAME_PREFIX: prefix } = environment(minimal);
    expect(launch.tags).toEqual({
      'for-use-with-amazon-emr-managed-policies': 'true',
      'schema-on-read-ingestion:deployment': prefix.replace(/-$/, ''),
    });
  });

  test('passes the job all the names that it needs', () => {
    expect(launch.jobArguments).toEqual([
      '--raw-bucket', ref('AWS::S3::Bucket', 'RawZone/Bucket'),
      '--curated-bucket', ref('AWS::S3::Bucket', 'CuratedZone/Bucket'),
      '--registry-table', ref('AWS::DynamoDB::Table', 'SchemaRegistry/Table'),
      '--ledger-table', ref('AWS::DynamoDB::Table', 'SchemaRegistry/Ledger'),
      '--database', expect.stringMatching(/^stackingestioncuratedzone[0-9a-f]{8}$/),
      '--source-config', expect.stringMatching(/^s3:\/\/cdk-.*\.json$/),
      '--metric-namespace', 'IngestionEngine',
      '--region', '<AWS::Region>',
    ]);
  });

  test('ends before the ten minutes after which a lease without a cluster is treated as abandoned', () => {
    const launcher = minimal.findResources('AWS::Lambda::Function')[logicalId(minimal, 'AWS::Lambda::Function', 'Promotion/Launcher')];
    expect(launcher.Properties.Timeout).toBeLessThan(10 * 60);
  });

  test.each<[string, Props, string]>([
    ['every hour where the user names no schedule', {}, 'rate(1 hour)'],
    ['on the schedule that the user names', { schedule: Schedule.rate(Duration.hours(6)) }, 'rate(6 hours)'],
  ])('is called %s', (_, props, expression) => {
    const of = template(props);
    of.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: expression,
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [logicalId(of, 'AWS::Lambda::Function', 'Promotion/Launcher'), 'Arn'] } })],
    });
  });

  test('takes release and run time from the options', () => {
    const of = template({ promotion: { releaseLabel: 'emr-7.12.0', maxRunTime: Duration.minutes(45) } });
    expect(JSON.parse(flat(environment(of).LAUNCH_CONFIG)).releaseLabel).toBe('emr-7.12.0');
    expect(environment(of).MAX_RUN_MINUTES).toBe('45');
  });
});

describe('the roles of a cluster', () => {
  test('the instance profile has the name of its role; otherwise EMR would call it invalid', () => {
    const role = { Ref: logicalId(minimal, 'AWS::IAM::Role', 'Promotion/InstanceRole') };
    minimal.hasResourceProperties('AWS::IAM::InstanceProfile', { InstanceProfileName: role, Roles: [role] });
  });

  test('only EMR in this account is trusted, with the managed policy that is limited by tag', () => {
    const role = minimal.findResources('AWS::IAM::Role')[logicalId(minimal, 'AWS::IAM::Role', 'Promotion/ServiceRole')].Properties;
    expect(role.ManagedPolicyArns.map(flat)).toEqual(['arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2']);
    const [trust] = role.AssumeRolePolicyDocument.Statement;
    expect(trust.Principal).toEqual({ Service: 'elasticmapreduce.amazonaws.com' });
    expect(trust.Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    expect(flat(trust.Condition.ArnLike['aws:SourceArn'])).toBe('arn:<AWS::Partition>:elasticmapreduce:<AWS::Region>:<AWS::AccountId>:*');
  });
});

describe('promotion is overdue', () => {
  const hours = (of: Template) => {
    const alarm = of.findResources('AWS::CloudWatch::Alarm')[logicalId(of, 'AWS::CloudWatch::Alarm', 'Promotion/OverdueAlarm')].Properties;
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Metrics: [
        { Expression: 'FILL(watched, 0)' },
        { Id: 'watched', ReturnData: false, MetricStat: { Metric: { MetricName: 'PromotionRunSucceeded' }, Period: 3600, Stat: 'Sum' } },
      ],
    });
    return alarm.EvaluationPeriods;
  };

  test.each([
    [undefined, undefined, 3],
    [Schedule.rate(Duration.hours(2)), undefined, 5],
    [Schedule.rate(Duration.minutes(30)), Duration.minutes(20), 2],
    [Schedule.rate(Duration.days(1)), Duration.hours(2), 50],
  ])('after two intervals and one run without a success (%#)', (schedule, maxRunTime, expected) => {
    expect(hours(template({ schedule, promotion: { maxRunTime } }))).toBe(expected);
  });

  test('after the time that the user sets', () => {
    expect(hours(template({ schedule: Schedule.cron({ hour: '2', minute: '0' }), promotion: { overdueAfter: Duration.hours(26) } }))).toBe(26);
  });

  test('after a time that the user has to set for a schedule that is not a rate', () => {
    expect(() => deployment({ schedule: Schedule.cron({ hour: '2', minute: '0' }) })).toThrow(
      'Stack/Ingestion/Promotion: promotion.overdueAfter is missing; it has no default for the schedule cron(0 2 * * ? *), which is not a rate');
  });

  test('after a time that the user has to set if the default is longer than the week that an alarm can look back', () => {
    expect(() => deployment({ schedule: Schedule.rate(Duration.days(4)) })).toThrow('promotion.overdueAfter is missing; its default for rate(4 days) is 193 hours, and an alarm can look back only 168 hours');
  });

  test.each([Duration.minutes(90), Duration.minutes(0), Duration.hours(169)])('only after whole hours of at most a week, not after %s', (overdueAfter) => {
    expect(() => deployment({ promotion: { overdueAfter } })).toThrow('expected whole hours from 1 to 168');
  });
});

test('a warning tells of a schedule that is faster than the longest run', () => {
  const { stack } = deployment({ schedule: Schedule.rate(Duration.minutes(30)) });
  Annotations.fromStack(stack).hasWarning('/Stack/Ingestion/Promotion',
    Match.stringLikeRegexp('rate \\(30 minutes\\) is shorter than promotion.maxRunTime \\(1 hour\\)'));
  const { stack: slow } = deployment();
  Annotations.fromStack(slow).hasNoWarning('*', Match.stringLikeRegexp('is shorter than'));
});

test('files that Python and its tools leave beside the sources are not part of the job', () => {
  const hash = () => (deployment().ingestion.promotion.node.findChild('Package') as unknown as { assetHash: string }).assetHash;
  const folder = path.join(__dirname, '..', '..', 'spark-assets', 'package');
  const leftovers = [path.join(folder, '.cache-of-a-test'), path.join(folder, 'promotion', '__pycache__', 'of-a-test')];
  const before = hash();
  try {
    for (const leftover of leftovers) {
      fs.mkdirSync(leftover, { recursive: true });
      fs.writeFileSync(path.join(leftover, 'file'), '');
    }
    AssetStaging.clearAssetHashCache();
    expect(hash()).toBe(before);
  } finally {
    leftovers.forEach((leftover) => fs.rmSync(leftover, { recursive: true }));
  }
});
