import { Duration, Names, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { addAbsenceAlarm, addAlarm } from './alarm';
import { JobArgument, type LaunchConfig, Metric, Prefix } from './contract';
import type { CuratedZone } from './curated-zone';
import type { DriftAlerts } from './drift-alerts';
import type { DriftDecisions } from './drift-decisions';
import { type HandlerEnvironment, HandlerFunction } from './handler-function';
import { ingestionMetric } from './ingestion-metric';
import { permit } from './permission';
import { PromotionAssets } from './promotion-assets';
import { EMR_MANAGED_TAG, PromotionNetwork } from './promotion-network';
import { DEPLOYMENT_TAG, PromotionRoles } from './promotion-roles';
import { overdueHours } from './promotion-schedule';
import type { RawZone } from './raw-zone';
import type { SchemaRegistry } from './schema-registry';
import type { Sources } from './source';

/** How files become tables. */
export interface PromotionOptions {
  /**
   * Network of the clusters.
   *
   * @default - a new VPC: isolated subnets in two zones, and endpoints for S3, DynamoDB, Glue and CloudWatch
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Which subnets of `vpc`: private subnets that reach S3, DynamoDB, Glue and CloudWatch. EMR needs the tag
   * `for-use-with-amazon-emr-managed-policies=true` on them. The CDK cannot tag imported subnets; tag those by hand.
   *
   * @default - the private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The longest time that a run may take, in whole minutes. A longer run is ended, and the next run promotes its files.
   *
   * @default Duration.hours(1)
   */
  readonly maxRunTime?: Duration;

  /**
   * Time without a successful run after which an alarm fires. Whole hours, 1 to 168. Required if the schedule is not a rate.
   *
   * @default - two intervals of the rate and one maxRunTime: 3 hours with the default schedule
   */
  readonly overdueAfter?: Duration;

  /**
   * EMR release of the clusters; it must have Spark 3.5.
   *
   * @default 'emr-7.13.0'
   */
  readonly releaseLabel?: string;
}

/** Props of `Promotion`. */
export interface PromotionProps {
  /** When runs begin. */
  readonly schedule: events.Schedule;
  /** Choices about the network and the runs. @default - see each option */
  readonly options?: PromotionOptions;
  /** The sources whose files are promoted. */
  readonly sources: Sources;
  /** Where the files are. */
  readonly rawZone: RawZone;
  /** Where their Parquet goes. */
  readonly curatedZone: CuratedZone;
  /** Says which schema versions may be promoted. */
  readonly registry: SchemaRegistry;
  /** Carries out the decisions that are still open when a run begins. */
  readonly decisions: DriftDecisions;
  /** Has the topic to which the alarms are sent. */
  readonly driftAlerts: DriftAlerts;
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
}

/** Turns all new files into Parquet, on a schedule, on a cluster that exists only while it works. */
export class Promotion extends Construct {
  /** Starts a cluster if there is anything to promote. */
  public readonly launcher: lambda.Function;
  /** Calls the launcher on the schedule. */
  public readonly schedule: events.Rule;
  /** The role of a cluster's machines. */
  public readonly instanceRole: iam.Role;
  /** The role of EMR itself while it runs a cluster. */
  public readonly serviceRole: iam.Role;
  /** The alarms of this stage. */
  public readonly alarms: cloudwatch.Alarm[] = [];
  /** Distinguishes this deployment's clusters from others: the value of their tag, and the beginning of their names. */
  private readonly deployment: string;
  private readonly roles: PromotionRoles;
  private readonly maxRunTime: Duration;
  private readonly props: PromotionProps;

  /** @throws Error if the options contradict each other or the schedule */
  constructor(scope: Construct, id: string, props: PromotionProps) {
    super(scope, id);
    this.props = props;
    this.maxRunTime = props.options?.maxRunTime ?? Duration.hours(1);
    const overdue = overdueHours(this, props.schedule, this.maxRunTime, props.options?.overdueAfter);
    this.deployment = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    this.roles = new PromotionRoles(this);
    this.instanceRole = this.roles.instance;
    this.serviceRole = this.roles.service;
    const network = new PromotionNetwork(this, { vpc: props.options?.vpc, vpcSubnets: props.options?.vpcSubnets });
    const assets = new PromotionAssets(this);
    this.grantJob(assets);
    this.launcher = this.createLauncher(this.launchConfig(network, assets));
    this.schedule = new events.Rule(this, 'Schedule', {
      description: 'Promotes new files',
      schedule: props.schedule,
      targets: [new targets.LambdaFunction(this.launcher)],
    });
    this.watch(overdue);
  }

  /** Lets the grantee find and end the clusters of this deployment. */
  public grantEndRuns(grantee: iam.IGrantable): iam.Grant {
    return this.roles.grantEnd(grantee, this.deployment);
  }

  /**
   * The names by which a function with `grantEndRuns` finds runs that died or took too long.
   *
   * @internal
   */
  public get _runEnvironment(): HandlerEnvironment {
    return { CLUSTER_NAME_PREFIX: `${this.deployment}-`, MAX_RUN_MINUTES: `${this.maxRunTime.toMinutes()}` };
  }

  /** Runs that succeeded, including those that found nothing to do. */
  public metricRunsSucceeded(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.PROMOTION_RUN_SUCCEEDED, props);
  }

  /** Runs that failed. */
  public metricRunsFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.PROMOTION_RUN_FAILED, props);
  }

  /** Sources that a run skipped because nobody has decided their drift yet. */
  public metricBlocked(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.PROMOTION_BLOCKED, props);
  }

  /** Files whose records were written into the tables. */
  public metricFilesPromoted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.FILES_PROMOTED, props);
  }

  /** Records written into the tables. */
  public metricRecordsPromoted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.RECORDS_PROMOTED, props);
  }

  private grantJob(assets: PromotionAssets): void {
    const { rawZone, curatedZone, registry, sources, metricNamespace } = this.props;
    assets.grantRead(this.instanceRole);
    sources.grantReadConfig(this.instanceRole);
    rawZone.grantReadRaw(this.instanceRole);
    rawZone.grantReadReadingCopies(this.instanceRole);
    rawZone.grantReadWriteSchemas(this.instanceRole);
    rawZone.grantList(this.instanceRole);
    registry.grantPromotion(this.instanceRole);
    curatedZone.grantPromotion(this.instanceRole);
    permit(this.instanceRole, 'PutMetrics', {
      actions: ['cloudwatch:PutMetricData'],
      // Metrics have no ARN.
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': metricNamespace } },
    });
  }

  private launchConfig(network: PromotionNetwork, assets: PromotionAssets): LaunchConfig {
    const { rawZone, curatedZone, registry, sources, metricNamespace, options } = this.props;
    return {
      releaseLabel: options?.releaseLabel ?? 'emr-7.13.0',
      serviceRoleArn: this.roles.service.roleArn,
      // The profile has the name of its role.
      instanceProfile: this.roles.instance.roleName,
      subnetIds: network.subnetIds,
      primarySecurityGroupId: network.primary.securityGroupId,
      coreSecurityGroupId: network.core.securityGroupId,
      serviceAccessSecurityGroupId: network.serviceAccess.securityGroupId,
      logUri: curatedZone.bucket.s3UrlForObject(Prefix.EMR_LOGS),
      bootstrapUri: assets.bootstrap.s3ObjectUrl,
      packageUri: assets.package.s3ObjectUrl,
      wheelsUri: assets.wheels.s3ObjectUrl,
      region: Stack.of(this).region,
      jobArguments: Object.entries({
        [JobArgument.RAW_BUCKET]: rawZone.bucket.bucketName,
        [JobArgument.CURATED_BUCKET]: curatedZone.bucket.bucketName,
        [JobArgument.REGISTRY_TABLE]: registry.table.tableName,
        [JobArgument.LEDGER_TABLE]: registry.ledger.tableName,
        [JobArgument.DATABASE]: curatedZone.databaseName,
        [JobArgument.SOURCE_CONFIG_URI]: sources.configUri,
        [JobArgument.METRIC_NAMESPACE]: metricNamespace,
        [JobArgument.REGION]: Stack.of(this).region,
      }).flat(),
      tags: { [EMR_MANAGED_TAG.key]: EMR_MANAGED_TAG.value, [DEPLOYMENT_TAG]: this.deployment },
    };
  }

  private createLauncher(config: LaunchConfig): lambda.Function {
    const { decisions } = this.props;
    const launcher = new HandlerFunction(this, 'Launcher', {
      handler: 'launch',
      description: 'Starts a promotion run if there is anything to promote',
      memorySize: 512,
      // Well below the ten minutes after which a lease without a cluster is treated as abandoned.
      timeout: Duration.minutes(5),
      environment: {
        ...decisions._environment,
        ...this._runEnvironment,
        LAUNCH_CONFIG: Stack.of(this).toJsonString(config),
      },
    });
    decisions.grantDecide(launcher);
    this.roles.grantLaunch(launcher, this.deployment);
    return launcher;
  }

  private watch(overdue: number): void {
    const { topic } = this.props.driftAlerts;
    this.alarms.push(
      addAbsenceAlarm(this, 'OverdueAlarm', topic, {
        meaning: `No promotion run has succeeded in ${overdue} hours, or since the deployment if that is newer; new data is not in the tables.`,
        runbook: 'promotion-overdue',
        metric: this.metricRunsSucceeded(),
        period: Duration.hours(1),
        threshold: 1,
        periods: overdue,
      }),
      addAlarm(this, 'RunFailedAlarm', topic, {
        meaning: 'A promotion run failed. Nothing is lost: the next run takes over its work.',
        runbook: 'promotion-failed',
        metric: this.metricRunsFailed(),
        threshold: 1,
      }),
      addAlarm(this, 'LauncherErrorsAlarm', topic, {
        meaning: 'The launcher of promotion runs failed.',
        runbook: 'launcher-errors',
        metric: this.launcher.metricErrors({ period: Duration.minutes(5) }),
        threshold: 1,
      }),
    );
  }
}
