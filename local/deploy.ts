import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudEnvironment } from './environment';
import { exitOf } from './processes';
import type { CloudAccess } from './state';

/** A CDK app as its user runs it. */
export interface CdkApp {
  /**
   * The command that synthesizes it.
   *
   * @default - the command in the folder's `cdk.json`
   */
  readonly command?: string;
  /** Where the command runs. */
  readonly folder: string;
  /**
   * Context values.
   *
   * @default - none
   */
  readonly context?: Readonly<Record<string, string>>;
}

/** A stack of a cloud assembly. */
export interface DeployedStack {
  readonly name: string;
  /** The template that was deployed. */
  readonly template: Template;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, {
    readonly Type: string;
    readonly Metadata?: { readonly 'aws:cdk:path'?: string };
  }>>;
}

/**
 * Bootstraps the emulated account and deploys every stack of an app with the real CDK CLI.
 *
 * @param workFolder  where the cloud assembly and the CLI's output are written
 * @throws Error with the end of the CLI's output if the CLI fails
 */
export async function deploy(app: CdkApp, access: CloudAccess, workFolder: string): Promise<DeployedStack[]> {
  const assembly = join(workFolder, 'cdk.out');
  mkdirSync(workFolder, { recursive: true });
  const log = join(workFolder, 'cdk.log');
  // The bootstrap runs in a folder without a cdk.json, because it must not synthesize the app.
  await cdk(['bootstrap', `aws://${access.accountId}/${access.region}`], workFolder, access, log);
  await cdk([
    'deploy', '--all', '--require-approval', 'never', '--output', assembly,
    ...app.command ? ['--app', app.command] : [],
    ...Object.entries(app.context ?? {}).flatMap(([name, value]) => ['--context', `${name}=${value}`]),
  ], app.folder, access, log);
  return stacksOf(assembly);
}

async function cdk(args: string[], cwd: string, access: CloudAccess, log: string): Promise<void> {
  const output = createWriteStream(log, { flags: 'a' });
  const child = spawn(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...args, '--no-notices', '--progress', 'events'], {
    cwd,
    env: { ...cloudEnvironment(access.environment), CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const code = await exitOf(child);
  await new Promise((resolve) => output.end(resolve));
  if (code !== 0) {
    const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-40).join('\n');
    throw new Error(`\`cdk ${args[0]}\` ended with ${code}. The end of ${log}:\n${tail}`);
  }
}

/** The stacks of a cloud assembly and of its stages. */
function stacksOf(assembly: string): DeployedStack[] {
  const { artifacts = {} } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as { artifacts?: Record<string, Artifact> };
  const stacks = Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => ({
      name: properties?.stackName ?? id,
      template: JSON.parse(readFileSync(join(assembly, properties!.templateFile!), 'utf8')) as Template,
    }));
  const stages = readdirSync(assembly).filter((name) => existsSync(join(assembly, name, 'manifest.json')));
  return [...stacks, ...stages.flatMap((name) => stacksOf(join(assembly, name)))];
}

interface Artifact {
  readonly type: string;
  readonly properties?: { readonly stackName?: string; readonly templateFile?: string };
}
