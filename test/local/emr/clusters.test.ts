import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeClusterCommand, EMRClient, ListStepsCommand, RunJobFlowCommand, type StepConfig, TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import {
  AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { runJobFlowRequest } from '../../../lambda-src/functions/launch/run-job-flow';
import { clientConfig } from '../../../local/clients';
import { down } from '../../../local/down';
import { isAlive } from '../../../local/processes';
import { type CloudAccess, CloudHome } from '../../../local/state';
import { startCloud } from '../../../local/up';

jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'clusters-'));
const home = new CloudHome(folder);
let access: CloudAccess;
let emr: EMRClient;
let iam: IAMClient;
let s3: S3Client;

beforeAll(async () => {
  access = await startCloud(home);
  emr = new EMRClient({ endpoint: access.emrEndpointUrl, region: access.region, credentials: { ...access.credentials } });
  iam = new IAMClient(clientConfig(access));
  s3 = new S3Client({ ...clientConfig(access), forcePathStyle: true });
  for (const service of ['ec2', 'elasticmapreduce', 'lambda']) {
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }] };
    await iam.send(new CreateRoleCommand({ RoleName: service, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: service }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: service, RoleName: service }));
  }
});

afterAll(async () => {
  await down(home);
  rmSync(folder, { recursive: true });
});

const bash = (script: string, ActionOnFailure: StepConfig['ActionOnFailure'] = 'TERMINATE_CLUSTER'): StepConfig =>
  ({ Name: script, ActionOnFailure, HadoopJarStep: { Jar: 'command-runner.jar', Args: ['bash', '-c', script] } });

async function launch(Steps: StepConfig[], more: { ServiceRole?: string; JobFlowRole?: string; bootstrap?: string } = {}): Promise<string> {
  const { bootstrap, ...roles } = more;
  const { JobFlowId } = await emr.send(new RunJobFlowCommand({
    Name: 'test',
    ReleaseLabel: 'emr-7.13.0',
    Instances: {},
    ServiceRole: 'elasticmapreduce',
    JobFlowRole: 'ec2',
    Steps,
    ...roles,
    BootstrapActions: bootstrap ? [{ Name: 'prepare', ScriptBootstrapAction: { Path: bootstrap } }] : [],
  }));
  return JobFlowId!;
}

async function ended(ClusterId: string): Promise<{ state?: string; code?: string; steps: (string | undefined)[] }> {
  for (;;) {
    const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId }));
    const { State, StateChangeReason, Timeline } = Cluster!.Status!;
    if (Timeline?.EndDateTime) {
      const { Steps = [] } = await emr.send(new ListStepsCommand({ ClusterId }));
      return { state: State, code: StateChangeReason?.Code, steps: Steps.map((step) => step.Status?.State).reverse() };
    }
    await sleep(50);
  }
}

const output = (cluster: string, step = 0) => {
  const steps = join(home.emrFolder, cluster, 'logs', 'steps');
  return readFileSync(join(steps, readdirSync(steps)[step], 'stdout'), 'utf8');
};

test('a cluster runs its steps as the role of its instances, and ends', async () => {
  const cluster = await launch([bash('aws sts get-caller-identity --output text --query Arn; echo $HOME')]);
  expect(await ended(cluster)).toEqual({ state: 'TERMINATED', code: 'ALL_STEPS_COMPLETED', steps: ['COMPLETED'] });
  expect(output(cluster)).toBe(`arn:aws:sts::000000000000:assumed-role/ec2/${cluster}\n${join(home.emrFolder, cluster, 'home')}\n`);
});

test('a step that fails ends the cluster with errors, and later steps do not run', async () => {
  expect(await ended(await launch([bash('exit 3'), bash('true')])))
    .toEqual({ state: 'TERMINATED_WITH_ERRORS', code: 'STEP_FAILURE', steps: ['FAILED', 'CANCELLED'] });
});

test('a step that may fail does not stop the next one from running', async () => {
  expect(await ended(await launch([bash('exit 3', 'CONTINUE'), bash('true')])))
    .toEqual({ state: 'TERMINATED', code: 'ALL_STEPS_COMPLETED', steps: ['FAILED', 'COMPLETED'] });
});

test('a bootstrap action that the role of the instances may not read ends the cluster before its steps', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'scripts' }));
  await s3.send(new PutObjectCommand({ Bucket: 'scripts', Key: 'prepare.sh', Body: 'true' }));
  const cluster = await launch([bash('true')], { bootstrap: 's3://scripts/prepare.sh' });
  expect(await ended(cluster)).toEqual({ state: 'TERMINATED_WITH_ERRORS', code: 'BOOTSTRAP_FAILURE', steps: ['CANCELLED'] });
  expect(readFileSync(join(home.emrFolder, cluster, 'logs', 'bootstrap-actions', '1', 'stderr'), 'utf8')).toContain('403');
});

/** Stands in for the job: prints where one of its tasks has found the job's modules. */
const PROBE = `
from pyspark.sql import SparkSession

def found(_):
    import arro3.io, boto3, wasmtime
    import promotion.cli
    return [module.__file__ for module in (boto3, promotion.cli)]

spark = SparkSession.builder.getOrCreate()
print(*spark.sparkContext.parallelize([0], 1).map(found).collect()[0])
`;

test('the tasks of a launched cluster run what its bootstrap action has unpacked', async () => {
  const assets = join(__dirname, '..', '..', '..', 'spark-assets');
  const job = join(folder, 'package');
  cpSync(join(assets, 'package'), job, { recursive: true });
  writeFileSync(join(job, 'promote.py'), PROBE);
  for (const [name, path] of Object.entries({ package: job, wheels: join(assets, 'wheels') })) {
    execFileSync('python3', ['-m', 'zipfile', '-c', join(folder, `${name}.zip`), ...readdirSync(path)], { cwd: path });
  }
  await s3.send(new CreateBucketCommand({ Bucket: 'assets' }));
  for (const path of [join(assets, 'bootstrap.sh'), join(folder, 'package.zip'), join(folder, 'wheels.zip')]) {
    await s3.send(new PutObjectCommand({ Bucket: 'assets', Key: basename(path), Body: readFileSync(path) }));
  }
  const policy = { RoleName: 'ec2', PolicyName: 'read' };
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::assets/*' }];
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) }));

  const { JobFlowId: cluster } = await emr.send(new RunJobFlowCommand(runJobFlowRequest({
    releaseLabel: 'emr-7.13.0',
    serviceRoleArn: 'elasticmapreduce',
    instanceProfile: 'ec2',
    subnetIds: [],
    primarySecurityGroupId: '',
    coreSecurityGroupId: '',
    serviceAccessSecurityGroupId: '',
    logUri: '',
    bootstrapUri: 's3://assets/bootstrap.sh',
    packageUri: 's3://assets/package.zip',
    wheelsUri: 's3://assets/wheels.zip',
    region: access.region,
    jobArguments: [],
    tags: {},
  }, 'probe', '20261124T080000Z')));

  expect(await ended(cluster!)).toEqual({ state: 'TERMINATED', code: 'ALL_STEPS_COMPLETED', steps: ['COMPLETED'] });
  const library = join(home.emrFolder, cluster!, 'opt', 'promotion-lib');
  expect(output(cluster!)).toBe(`${join(library, 'boto3', '__init__.py')} ${join(library, 'promotion', 'cli.py')}\n`);
  await iam.send(new DeleteRolePolicyCommand(policy));
});

test('terminating a cluster ends what its step has started', async () => {
  const cluster = await launch([bash('sleep 600 & echo $! > pid; wait'), bash('true')]);
  const pidFile = join(home.emrFolder, cluster, 'home', 'pid');
  while (!existsSync(pidFile) || !readFileSync(pidFile, 'utf8')) {
    await sleep(50);
  }
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(isAlive(pid)).toBe(true);

  await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [cluster] }));

  expect(await ended(cluster)).toEqual({ state: 'TERMINATED', code: 'USER_REQUEST', steps: ['INTERRUPTED', 'CANCELLED'] });
  expect(isAlive(pid)).toBe(false);
}, 30_000);

test.each([
  ['an instance profile that does not exist', { JobFlowRole: 'nobody' }, 'Invalid InstanceProfile: nobody.'],
  ['an instance profile whose role EC2 may not assume', { JobFlowRole: 'lambda' }, 'Invalid InstanceProfile: lambda.'],
  ['a service role that EMR may not assume', { ServiceRole: 'ec2' }, 'ServiceRole ec2 is invalid'],
])('a launch with %s is refused', async (_, roles, message) => {
  await expect(launch([], roles)).rejects.toThrow(message);
});
