import { Duration, Names, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { addAlarm } from './alarm';
import { API_BASE_PATH, Metric } from './contract';
import { addProblemResponses } from './gateway-problems';
import { HandlerFunction } from './handler-function';
import type { IngestAuth } from './ingest-auth';
import { ingestionMetric } from './ingestion-metric';
import { permit } from './permission';
import type { RawZone } from './raw-zone';
import type { Source, Sources } from './source';

/** Props of `IngestApi`. */
export interface IngestApiProps {
  /** The sources that may send files. */
  readonly sources: Sources;
  /** How the API recognises senders. */
  readonly auth: IngestAuth;
  /** Where the files are stored. */
  readonly rawZone: RawZone;
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
  /** The topic to which alarms are sent. */
  readonly alertTopic: sns.ITopic;
  /** Executions that the account reserves for the function, and that it never exceeds. @default - none are reserved */
  readonly reservedConcurrency?: number;
}

/** The HTTP API that takes files. It answers 201 once a file is durably stored. */
export class IngestApi extends Construct {
  /** The REST API; add a web ACL, a custom domain or logs here. */
  public readonly api: apigateway.RestApi;
  /** Stores one file per request. */
  public readonly function: lambda.Function;
  /** The alarms of this stage. */
  public readonly alarms: cloudwatch.Alarm[] = [];
  private readonly metricNamespace: string;

  constructor(scope: Construct, id: string, props: IngestApiProps) {
    super(scope, id);
    this.metricNamespace = props.metricNamespace;
    this.function = this.createFunction(props);
    this.api = new apigateway.RestApi(this, 'Api', {
      restApiName: Names.uniqueResourceName(this, { maxLength: 64, separator: '-' }),
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // Everything is binary: gzip and UTF-16 would arrive damaged if they were read as text.
      binaryMediaTypes: ['*/*'],
      // Gateway logs need a role that is set once for the whole account; that is not this library's decision.
      cloudWatchRole: false,
      deployOptions: { stageName: API_BASE_PATH },
    });
    addProblemResponses(this.api);
    this.addFilesRoute(props.auth);
    if (props.auth._mode === 'api-key') {
      this.bindApiKeys(props.sources.all);
    }
    this.watch(props.alertTopic);
  }

  /** Base URL of the API; it ends with a slash. Files are posted to `sources/<source id>/files` below it. */
  public get url(): string {
    return this.api.url;
  }

  /**
   * Lets an AWS identity send files of a source. Senders need this under `IngestAuth.iam()`.
   *
   * @param grantee the identity that sends
   * @param sourceId id of a registered source
   */
  public grantSend(grantee: iam.IGrantable, sourceId: string): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: [this.api.arnForExecuteApi('POST', `/sources/${sourceId}/files`, API_BASE_PATH)],
    });
  }

  /** Files accepted and stored. */
  public metricFilesIngested(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.metricNamespace, Metric.FILES_INGESTED, props);
  }

  private createFunction(props: IngestApiProps): lambda.Function {
    const byKey = props.auth._mode === 'api-key';
    const parameters = byKey ? apiKeyParameters(this, props.sources.all) : [];
    const ingest = new HandlerFunction(this, 'Function', {
      handler: 'ingest',
      description: 'Stores files that sources send over HTTP',
      // A body has at most 4 MiB; this memory is for the processor time that comes with it, to decode and hash the body.
      memorySize: 1024,
      // Less than the gateway's 29 seconds, so that the sender always gets the function's own answer.
      timeout: Duration.seconds(25),
      reservedConcurrency: props.reservedConcurrency,
      environment: {
        RAW_BUCKET: props.rawZone.bucket.bucketName,
        SOURCE_CONFIG_URI: props.sources.configUri,
        INGEST_AUTH: props.auth._mode,
        API_KEY_PARAMETERS: Stack.of(this).toJsonString(parameters.map(({ parameterName }) => parameterName)),
        METRIC_NAMESPACE: props.metricNamespace,
      },
    });
    props.rawZone.grantWriteRaw(ingest, props.sources.all.map(({ sourceId }) => sourceId));
    props.sources.grantReadConfig(ingest);
    if (byKey) {
      permit(ingest, 'ReadApiKeys', { actions: ['ssm:GetParameters'], resources: parameters.map(({ parameterArn }) => parameterArn) });
    }
    return ingest;
  }

  private addFilesRoute(auth: IngestAuth): void {
    const files = this.api.root.addResource('sources').addResource('{sourceId}').addResource('files');
    files.addMethod('POST', new apigateway.LambdaIntegration(this.function, { allowTestInvoke: false }), {
      ...auth._mode === 'api-key'
        ? { apiKeyRequired: true, authorizationType: apigateway.AuthorizationType.NONE }
        : { authorizationType: apigateway.AuthorizationType.IAM },
      requestParameters: { 'method.request.path.sourceId': true },
      requestValidator: this.api.addRequestValidator('Validator', { validateRequestParameters: true, validateRequestBody: true }),
    });
  }

  private bindApiKeys(sources: Source[]): void {
    const plan = this.api.addUsagePlan('UsagePlan', { apiStages: [{ api: this.api, stage: this.api.deploymentStage }] });
    for (const source of sources) {
      // Not plan.addApiKey: without a feature flag, its construct ids depend on the order of the calls. A source inserted at
      // the front would replace the bindings of all others.
      new apigateway.CfnUsagePlanKey(source, 'UsagePlanKey', {
        keyId: source.apiKey!.keyId,
        keyType: 'API_KEY',
        usagePlanId: plan.usagePlanId,
      });
    }
  }

  private watch(topic: sns.ITopic): void {
    this.alarms.push(
      addAlarm(this, 'ServerErrorsAlarm', topic, {
        meaning: 'The ingest API answers senders with server errors; senders have to send their files again.',
        runbook: 'ingest-server-errors',
        metric: this.api.metricServerError({ statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5) }),
        threshold: 1,
      }),
    );
  }
}

/** An Advanced parameter holds 8 KB. */
const PARAMETER_BYTES = 8 * 1024;
/** An entry of the map besides its source id: quotes, colon, comma, and a key id of at most 36 characters (API Gateway's have 10). */
const ENTRY_OVERHEAD_BYTES = 42;

/**
 * The map of API key ids to source ids, split into as many parameters as it needs.
 *
 * It cannot be part of the source configuration document: the key ids exist only after deployment.
 */
function apiKeyParameters(scope: Construct, sources: Source[]): ssm.StringParameter[] {
  const chunks: Source[][] = [];
  let bytes = Infinity;
  for (const source of sources) {
    const entry = source.sourceId.length + ENTRY_OVERHEAD_BYTES;
    if (bytes + entry > PARAMETER_BYTES) {
      chunks.push([]);
      bytes = '{}'.length;
    }
    chunks[chunks.length - 1].push(source);
    bytes += entry;
  }
  return chunks.map((chunk, index) => new ssm.StringParameter(scope, `ApiKeys${index}`, {
    description: 'API key ids and the sources they belong to',
    tier: ssm.ParameterTier.ADVANCED,
    stringValue: Stack.of(scope).toJsonString(Object.fromEntries(chunk.map(({ apiKey, sourceId }) => [apiKey!.keyId, sourceId]))),
  }));
}
