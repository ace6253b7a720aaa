import * as path from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Env } from './contract';
import { permit } from './permission';

/** The handlers that ship with the package, each a bundled folder. */
type Handler = 'ingest' | 'profile' | 'decide' | 'notify' | 'launch' | 'sweep';

/** What a handler finds in its environment. */
export type HandlerEnvironment = { readonly [name in keyof typeof Env | 'NODE_OPTIONS']?: string };

interface HandlerFunctionProps {
  readonly handler: Handler;
  readonly description: string;
  /** Memory in MB; Lambda gives a function processor time in proportion. */
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment: HandlerEnvironment;
  /**
   * How many times Lambda repeats an asynchronous call that failed.
   *
   * @default - Lambda's default of 2
   */
  readonly retryAttempts?: number;
  /**
   * Executions that the account reserves for the function, and that the function never exceeds.
   *
   * @default - none are reserved; the function shares the account's executions
   */
  readonly reservedConcurrency?: number;
}

/** A function with one of the package's handlers. It has its own role, which may only write logs, and a log group that expires. */
export class HandlerFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const logGroup = new logs.LogGroup(scope, `${id}Logs`, {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not the managed policy AWSLambdaBasicExecutionRole, which allows writing into every log group of the account.
    const role = new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    permit(role, 'WriteLogs', { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
    super(scope, id, {
      description: props.description,
      code: lambda.Code.fromAsset(path.join(__dirname, '..', 'assets', 'lambda-src', 'functions', props.handler, 'index')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memorySize,
      timeout: props.timeout,
      environment: { ...props.environment } as { [name: string]: string },
      retryAttempts: props.retryAttempts,
      reservedConcurrentExecutions: props.reservedConcurrency,
      role,
      logGroup,
      // In the JSON format Lambda wraps each line, and CloudWatch finds no embedded metrics in a wrapped line.
      loggingFormat: lambda.LoggingFormat.TEXT,
    });
  }
}
