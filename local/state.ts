import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessIdentity, recorded } from './processes';

/** Name of the file, in the folder of an emulator, an EMR endpoint or a cluster, that says which process it is. */
export const PROCESS_FILE = 'process.json';

/**
 * The folder of one local cloud. The default is `local/`. The variable LOCAL_CLOUD_HOME names another folder for all commands,
 * so that a test's cloud and a developer's cloud do not collide.
 */
export class CloudHome {
  static readonly DEFAULT = new CloudHome(process.env.LOCAL_CLOUD_HOME ?? __dirname);

  /** Logs, certificates, the cloud assembly and clusters; deleted by the next start. */
  readonly runFolder: string;
  /** Describes the running cloud for people and programs (see `CloudState`). */
  readonly stateFile: string;

  constructor(folder: string) {
    this.runFolder = join(folder, '.run');
    this.stateFile = join(folder, '.state.json');
  }

  /** Folder of the emulator. */
  get emulatorFolder(): string {
    return join(this.runFolder, 'emulator');
  }

  /** Folder of the EMR endpoint; it contains a folder for each cluster. */
  get emrFolder(): string {
    return join(this.runFolder, 'emr');
  }

  /** The running processes: the EMR endpoint, the current commands of its clusters, the emulator. */
  get processes(): ProcessIdentity[] {
    const clusters = existsSync(this.emrFolder) ? readdirSync(this.emrFolder).map((name) => join(this.emrFolder, name)) : [];
    return [this.emrFolder, ...clusters, this.emulatorFolder].flatMap((folder) => recorded(join(folder, PROCESS_FILE)) ?? []);
  }

  get state(): CloudState | undefined {
    return read(this.stateFile);
  }

  set state(state: CloudState) {
    write(this.stateFile, state);
  }

  /** Forgets what was deployed; logs stay until the next start. */
  forget(): void {
    rmSync(this.stateFile, { force: true });
  }
}

/** How to reach the emulated AWS. */
export interface CloudAccess {
  /** Base URL of every AWS service except EMR. */
  readonly endpointUrl: string;
  readonly emrEndpointUrl: string;
  /** Folder with the logs of each EMR cluster, under `<cluster id>/logs/`. */
  readonly emrFolder: string;
  readonly region: string;
  readonly accountId: string;
  /** PEM file of the authority that signed the endpoint's certificate. */
  readonly caFile: string;
  /** Credentials of the account's root user. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The same as environment variables: `AWS_ENDPOINT_URL`, `NODE_EXTRA_CA_CERTS`, … */
  readonly environment: Readonly<Record<string, string>>;
}

/** The ingestion pipeline in the deployed app. */
export interface Pipeline {
  /** Base URL of the ingest API; `/sources/<id>/files` follows. */
  readonly apiUrl: string;
  /** API key by source id; empty if callers sign with IAM. */
  readonly apiKeys: Readonly<Record<string, string>>;
  readonly rawBucket: string;
  readonly curatedBucket: string;
  readonly registryTable: string;
  readonly ledgerTable: string;
  readonly database: string;
  readonly workgroup: string;
  readonly scheduleRule: string;
  readonly launcherFunction: string;
  readonly topicArn: string;
  /** Physical ids of every resource of the construct, by construct path below it (`SchemaProfiling/Queue`). */
  readonly resources: Readonly<Record<string, string>>;
}

/** The content of `.state.json`. */
export interface CloudState extends CloudAccess, Pipeline {
  /** The command and the folder of the CDK app. */
  readonly app: string;
  /** Names of the deployed stacks. */
  readonly stacks: readonly string[];
}

function read<T>(file: string): T | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function write(file: string, content: object): void {
  writeFileSync(`${file}.new`, JSON.stringify(content, undefined, 2) + '\n', { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
