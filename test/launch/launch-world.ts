import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type ClusterState, EMRClient, ListClustersCommand, type RunJobFlowCommandInput, TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { VersionKey } from '../../lambda-src/core/registry/version-key';
import { launch } from '../../lambda-src/functions/launch/launch';
import { Outbox } from '../../lambda-src/store/alerts/outbox';
import type { Emit } from '../../lambda-src/store/metrics/emf';
import { factsKey, lifeKey } from '../../lambda-src/store/registry/item-keys';
import { Runs } from '../../lambda-src/store/runs/runs';
import { openTables } from '../../lambda-src/store/tables/open-tables';
import type { Emulator } from '../../local/emulator';
import type { LaunchConfig } from '../../src/contract';
import type { SourceConfig } from '../../src/source-config';

const CONFIG: LaunchConfig = {
  releaseLabel: 'emr-7.13.0',
  serviceRoleArn: 'arn:aws:iam::123456789012:role/service',
  instanceProfile: 'instance-role',
  subnetIds: ['subnet-a'],
  primarySecurityGroupId: 'sg-primary',
  coreSecurityGroupId: 'sg-core',
  serviceAccessSecurityGroupId: 'sg-service',
  logUri: 's3://curated/emr-logs/',
  bootstrapUri: 's3://assets/bootstrap.sh',
  packageUri: 's3://assets/package.zip',
  wheelsUri: 's3://assets/wheels.zip',
  region: 'us-east-1',
  jobArguments: [],
  tags: {},
};

/** Two fresh tables and a topic on the emulator, and a stand-in for EMR. */
export class LaunchWorld {
  static async create(emulator: Emulator, sources: string[]): Promise<LaunchWorld> {
    const client = { endpoint: emulator.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    const dynamo = new DynamoDBClient(client);
    const suffix = Math.random().toString(36).slice(2);
    const env = { RAW_BUCKET: 'raw', REGISTRY_TABLE: `registry-${suffix}`, LEDGER_TABLE: `ledger-${suffix}` };
    for (const table of [env.REGISTRY_TABLE, env.LEDGER_TABLE]) {
      await dynamo.send(new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'source_id', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'source_id', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      }));
    }
    const sns = new SNSClient(client);
    const topic = await sns.send(new CreateTopicCommand({ Name: `alerts-${suffix}` }));
    return new LaunchWorld(env, dynamo, new S3Client({ ...client, forcePathStyle: true }), sns, topic.TopicArn!, sources);
  }

  now = Date.parse('2026-11-24T08:00:05.000Z');
  /** The time that is left in an invocation of the launcher. */
  remainingMillis = 300_000;
  readonly clusters: Array<{ id: string; name: string; state: ClusterState }> = [];
  readonly requests: RunJobFlowCommandInput[] = [];
  readonly terminated: string[] = [];
  /** All other requests to EMR. */
  readonly emrRequests: Array<{ service: string; operation: string; params: object }> = [];
  readonly metrics: Array<[string, string | undefined]> = [];
  private readonly docs: DynamoDBDocumentClient;
  private readonly emr = new EMRClient({ region: 'us-east-1' });

  private constructor(
    private readonly env: { RAW_BUCKET: string; REGISTRY_TABLE: string; LEDGER_TABLE: string },
    readonly dynamo: DynamoDBClient,
    readonly s3: S3Client,
    readonly sns: SNSClient,
    private readonly topicArn: string,
    private readonly sources: string[],
  ) {
    this.docs = DynamoDBDocumentClient.from(dynamo);
    this.emr.send = (async (command: { input: object }) => this.answer(command)) as never;
  }

  /** What EMR does for RunJobFlow. It may throw before or after `start`, or without it. */
  onRunJobFlow: (start: () => string) => string = (start) => start();

  /** Runs the launcher for the scheduled time. */
  async launch(run: string): Promise<void> {
    const { registry, ledger } = openTables(this.s3, this.env, this.dynamo);
    const emit: Emit = (source, metrics) => {
      for (const name of Object.keys(metrics)) {
        this.metrics.push([name, source]);
      }
    };
    const outbox = new Outbox(ledger, this.sns, this.topicArn, emit);
    const clock = () => this.now;
    await launch({
      sources: this.sources.map((sourceId): SourceConfig => ({ sourceId, format: 'json', optionalFields: [] })),
      decider: { registry, ledger, outbox, clock },
      watch: { runs: new Runs(ledger), emr: this.emr, outbox, clusterNamePrefix: 'Ingestion-', maxRunMinutes: 60, emit: (metrics) => emit(undefined, metrics), clock },
      runJobFlow: async (request) => {
        this.requests.push(request);
        return this.onRunJobFlow(() => this.startCluster(request.Name!));
      },
      config: CONFIG,
      emit,
      remainingMillis: () => this.remainingMillis,
    }, run);
  }

  startCluster(name: string, state: ClusterState = 'STARTING'): string {
    const id = `j-${this.clusters.length + 1}`;
    this.clusters.push({ id, name, state });
    return id;
  }

  /** A source whose ACTIVE version is `version#1`, and whose versions in `open` are BREAKING. */
  async register(sourceId: string, open: string[] = []): Promise<void> {
    for (const [index, sk] of ['version#1', ...open].entries()) {
      const facts = {
        fields: { id: 'bigint' },
        observed: { id: 'bigint' },
        field_diff: { added: [], removed: [], type_changed: {} },
        compatibility: 'FULL',
        physical: false,
        seq: index + 1,
        fingerprint: `f${index}`,
        sample_key: 'raw/x',
        ...index === 0 ? {} : { baseline: 'version#1' },
      };
      const life = index === 0 ? { active_from: '2026-11-01T00:00:00.000Z' } : {};
      await this.putRegistry({ source_id: sourceId, sk, status: index === 0 ? 'ACTIVE' : 'BREAKING', ...facts, ...life });
      await this.putRegistry({ source_id: sourceId, sk: factsKey(sk as VersionKey), ...facts });
      await this.putRegistry({ source_id: sourceId, sk: lifeKey(sk as VersionKey), ...life });
    }
    await this.putRegistry({
      source_id: sourceId, sk: 'head', active: 'version#1', open, paths: { id: [0, 'bigint'] }, epoch: 1, revision: 1,
    });
  }

  async addPending(sourceId: string, ingestId: string, version = 'version#1'): Promise<void> {
    await this.putLedger({
      source_id: sourceId, sk: `file#${ingestId}`, ingest_id: ingestId, date: '2026-11-24', state: 'PENDING', version_id: 'v', registry_version: version,
    });
    await this.putLedger({ source_id: sourceId, sk: `pending#2026-11-24#${ingestId}`, ingest_id: ingestId, date: '2026-11-24', bytes: 1 });
  }

  async putRegistry(item: Record<string, unknown>): Promise<void> {
    await this.put(this.env.REGISTRY_TABLE, item);
  }

  async putLedger(item: Record<string, unknown>): Promise<void> {
    await this.put(this.env.LEDGER_TABLE, item);
  }

  async registry(sourceId: string, sk: string): Promise<Record<string, any> | undefined> {
    return this.get(this.env.REGISTRY_TABLE, sourceId, sk);
  }

  async ledger(sourceId: string, sk: string): Promise<Record<string, any> | undefined> {
    return this.get(this.env.LEDGER_TABLE, sourceId, sk);
  }

  async runRow(run: string): Promise<Record<string, any> | undefined> {
    return this.ledger('#deployment', `run#${run}`);
  }

  private async put(table: string, item: Record<string, unknown>): Promise<void> {
    const entries = Object.entries(item).filter(([, value]) => value !== undefined);
    await this.docs.send(new PutCommand({ TableName: table, Item: Object.fromEntries(entries) }));
  }

  private async get(table: string, sourceId: string, sk: string): Promise<Record<string, any> | undefined> {
    return (await this.docs.send(new GetCommand({ TableName: table, Key: { source_id: sourceId, sk } }))).Item;
  }

  /** One cluster per page: code that reads only the first page misses the others. */
  private answer(command: { input: object }): object {
    this.emrRequests.push({ service: 'emr', operation: command.constructor.name.replace(/Command$/, ''), params: command.input });
    if (command instanceof ListClustersCommand) {
      const page = Number(command.input.Marker ?? 0);
      const shown = this.clusters.slice(page, page + 1);
      return {
        Clusters: shown.map(({ id, name, state }) => ({ Id: id, Name: name, Status: { State: state } })),
        Marker: page + 1 < this.clusters.length ? String(page + 1) : undefined,
      };
    }
    if (command instanceof TerminateJobFlowsCommand) {
      this.terminated.push(...command.input.JobFlowIds!);
      return {};
    }
    throw new Error(`unexpected call ${command.constructor.name}`);
  }
}
