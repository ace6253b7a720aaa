import { spawn } from 'node:child_process';
import { mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HadoopJarStepConfig, RunJobFlowInput, ScriptBootstrapActionConfig } from '@aws-sdk/client-emr';
import { javaHome } from '../java';
import { exitOf, record, stopGroup } from '../processes';
import { pythonOf, sparkHome } from '../python';
import { PROCESS_FILE } from '../state';
import { sparkDefaults, withoutClusterManager } from './spark-conf';

/** A command on the node ended with an exit code other than 0. */
export class CommandFailed extends Error {}

/**
 * The primary node of a cluster: a folder and an environment on this machine, with the credentials of the instance's
 * role and with Spark, Java and the AWS command line as on EMR.
 */
export class PrimaryNode {
  /** @param aws  variables that all programs on the node share: endpoint, region, certificate authority */
  static async boot(folder: string, request: RunJobFlowInput, aws: NodeJS.ProcessEnv, credentials: Record<string, string>): Promise<PrimaryNode> {
    const [java, spark, python] = await Promise.all([javaHome(), sparkHome(), pythonOf('spark')]);
    const [home, temporary, conf, opt] = ['home', 'tmp', 'conf', 'opt'].map((name) => join(folder, name));
    for (const path of [home, temporary, conf, opt]) {
      mkdirSync(path, { recursive: true });
    }
    const properties = request.Configurations?.find(({ Classification }) => Classification === 'spark-defaults')?.Properties ?? {};
    writeFileSync(join(conf, 'spark-defaults.conf'), sparkDefaults({
      python,
      temporaryFolder: temporary,
      requested: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, onNode(folder, value)])),
    }));
    return new PrimaryNode(folder, {
      PATH: [dirname(python), join(spark, 'bin'), join(java, 'bin'), '/usr/local/bin:/usr/bin:/bin'].join(':'),
      HOME: home,
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      JAVA_HOME: java,
      SPARK_HOME: spark,
      SPARK_CONF_DIR: conf,
      SPARK_LOCAL_IP: '127.0.0.1',
      PYSPARK_PYTHON: python,
      PYTHONUNBUFFERED: '1',
      ...aws,
      ...credentials,
    });
  }

  private running?: number;

  private constructor(private readonly folder: string, private readonly environment: NodeJS.ProcessEnv) {}

  /** Fetches the script of a bootstrap action with the instance's role, and runs it. */
  async bootstrap(action: ScriptBootstrapActionConfig, logs: string): Promise<void> {
    const script = join(this.folder, 'home', action.Path!.split('/').pop()!);
    await this.execute('aws', ['s3', 'cp', '--only-show-errors', action.Path!, script], logs);
    await this.execute('bash', [script, ...(action.Args ?? []).map((argument) => onNode(this.folder, argument))], logs);
  }

  /** Runs the command of a step. */
  async step({ Jar, Args = [] }: HadoopJarStepConfig, logs: string): Promise<void> {
    if (Jar !== 'command-runner.jar') {
      throw new CommandFailed(`The local cluster only runs command-runner.jar, not ${Jar}.`);
    }
    const [command, ...args] = Args.map((argument) => onNode(this.folder, argument));
    await this.execute(command, command === 'spark-submit' ? withoutClusterManager(args) : args, logs);
  }

  /** Ends the command that runs now, if any. */
  async kill(): Promise<void> {
    if (this.running !== undefined) {
      await stopGroup(this.running);
    }
  }

  /** @param logs  folder below the cluster's `logs/`; standard output and error are appended to files in it */
  private async execute(command: string, args: string[], logs: string): Promise<void> {
    const folder = join(this.folder, 'logs', logs);
    mkdirSync(folder, { recursive: true });
    const child = spawn(command, args, {
      cwd: join(this.folder, 'home'),
      env: this.environment,
      detached: true, // a process group of its own, so that everything that it starts can be ended with it
      stdio: ['ignore', openSync(join(folder, 'stdout'), 'a'), openSync(join(folder, 'stderr'), 'a')],
    });
    const ended = exitOf(child);
    const processFile = join(this.folder, PROCESS_FILE);
    if (child.pid !== undefined) {
      this.running = child.pid;
      record(processFile, child.pid);
    }
    const code = await ended.catch((error: Error) => error.message);
    this.running = undefined;
    rmSync(processFile, { force: true });
    if (code !== 0) {
      throw new CommandFailed(`${command} ended with ${code}; see ${folder}.`);
    }
  }
}

/** A path below `/opt/`, in the folder of the node: the nodes here share one machine. Other texts stay as they are. */
function onNode(folder: string, text: string): string {
  return text.startsWith('/opt/') ? join(folder, text) : text;
}
