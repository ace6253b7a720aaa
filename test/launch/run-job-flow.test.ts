import { runName } from '../../lambda-src/core/runs/run-name';
import { runJobFlowRequest } from '../../lambda-src/functions/launch/run-job-flow';
import type { LaunchConfig } from '../../src/contract';

const CONFIG: LaunchConfig = {
  releaseLabel: 'emr-7.13.0',
  serviceRoleArn: 'arn:aws:iam::123456789012:role/service',
  instanceProfile: 'instance-role',
  subnetIds: ['subnet-a', 'subnet-b'],
  primarySecurityGroupId: 'sg-primary',
  coreSecurityGroupId: 'sg-core',
  serviceAccessSecurityGroupId: 'sg-service',
  logUri: 's3://curated/emr-logs/',
  bootstrapUri: 's3://assets/bootstrap.sh',
  packageUri: 's3://assets/package.zip',
  wheelsUri: 's3://assets/wheels.zip',
  region: 'eu-central-1',
  jobArguments: ['--raw-bucket', 'raw', '--database', 'db'],
  tags: { 'for-use-with-amazon-emr-managed-policies': 'true', 'team': 'data' },
};

const request = runJobFlowRequest(CONFIG, 'Ingestion-20261124T080000Z', '20261124T080000Z');

test('the request has exactly these fields, because any other may use an endpoint that the subnets cannot reach', () => {
  expect(Object.keys(request).sort()).toEqual([
    'Applications', 'BootstrapActions', 'Configurations', 'Instances', 'JobFlowRole', 'LogUri', 'Name', 'ReleaseLabel', 'ServiceRole', 'Steps', 'Tags',
  ]);
});

test('name, release, logs, roles and tags are those of the deployment', () => {
  expect(request).toMatchObject({
    Name: 'Ingestion-20261124T080000Z',
    ReleaseLabel: 'emr-7.13.0',
    Applications: [{ Name: 'Spark' }],
    LogUri: 's3://curated/emr-logs/',
    ServiceRole: 'arn:aws:iam::123456789012:role/service',
    JobFlowRole: 'instance-role',
    Tags: [{ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' }, { Key: 'team', Value: 'data' }],
  });
});

test('the cluster runs in the subnets and groups of the deployment, and ends by itself', () => {
  const { InstanceFleets, ...instances } = request.Instances!;
  expect(instances).toEqual({
    KeepJobFlowAliveWhenNoSteps: false,
    TerminationProtected: false,
    Ec2SubnetIds: ['subnet-a', 'subnet-b'],
    EmrManagedMasterSecurityGroup: 'sg-primary',
    EmrManagedSlaveSecurityGroup: 'sg-core',
    ServiceAccessSecurityGroup: 'sg-service',
  });
  expect(InstanceFleets!.map((fleet) => [fleet.InstanceFleetType, fleet.TargetOnDemandCapacity, fleet.TargetSpotCapacity])).toEqual([
    ['MASTER', 1, undefined], ['CORE', 2, undefined],
  ]);
});

test.each([0, 1])('fleet %i has several instance types with equal weight, and takes what EC2 has', (index) => {
  const fleet = request.Instances!.InstanceFleets![index];
  const types = fleet.InstanceTypeConfigs!.map((type) => type.InstanceType);
  expect(types.length).toBeGreaterThan(1);
  // A fleet with an allocation strategy takes up to thirty types; without one it takes five.
  expect(types.length).toBeLessThanOrEqual(30);
  expect(new Set(types).size).toBe(types.length);
  expect(fleet.InstanceTypeConfigs!.every((type) => type.WeightedCapacity === 1)).toBe(true);
  expect(fleet.LaunchSpecifications).toEqual({ OnDemandSpecification: { AllocationStrategy: 'lowest-price' } });
});

const properties = (classification: string) =>
  request.Configurations!.find(({ Classification }) => Classification === classification)?.Properties ?? {};
const spark = properties('spark-defaults');

test('driver and executors run on Python 3.11', () => {
  expect(spark).toMatchObject({
    'spark.pyspark.python': 'python3.11',
    'spark.pyspark.driver.python': 'python3.11',
  });
  expect(request.Configurations!.find(({ Classification }) => Classification === 'spark-env')!.Configurations)
    .toEqual([{ Classification: 'export', Properties: { PYSPARK_PYTHON: 'python3.11' } }]);
});

test('each core node has one executor with all of its cores, however much memory the machine has', () => {
  const core = request.Instances!.InstanceFleets!.find(({ InstanceFleetType }) => InstanceFleetType === 'CORE')!;
  expect(spark['spark.executor.instances']).toBe(`${core.TargetOnDemandCapacity}`);
  expect(spark['spark.executor.cores']).toBe('4');
  const megabytes = (name: string) => 1024 * Number(/^(\d+)g$/.exec(spark[name])![1]);
  const executor = megabytes('spark.executor.memory') + megabytes('spark.executor.memoryOverhead');
  const { 'yarn.nodemanager.resource.memory-mb': node, 'yarn.scheduler.maximum-allocation-mb': largest } = properties('yarn-site');
  // The application master has 512 MB and an overhead of 384.
  expect(executor + 512 + 384).toBeLessThanOrEqual(Number(node));
  expect(2 * executor).toBeGreaterThan(Number(node));
  // The smallest machine has 16 GB. Its system, HDFS and YARN need some of it.
  expect(Number(node)).toBeLessThanOrEqual(12 * 1024);
  expect(largest).toBe(node);
});

test('most of an executor belongs to its Python processes', () => {
  const overhead = Number(/^(\d+)g$/.exec(spark['spark.executor.memoryOverhead'])![1]);
  expect(overhead / Number(spark['spark.executor.cores'])).toBeGreaterThanOrEqual(2);
  // WebAssembly could not start under a limit of the address space.
  expect(spark).not.toHaveProperty(['spark.executor.pyspark.memory']);
});

test('EMR changes neither the number of executors nor their size', () => {
  expect(spark['spark.dynamicAllocation.enabled']).toBe('false');
  expect(spark['spark.yarn.heterogeneousExecutors.enabled']).toBe('false');
  expect(properties('spark')).not.toHaveProperty('maximizeResourceAllocation');
});

test('a batch is read a second time only if its executor may have been lost', () => {
  expect(spark).toMatchObject({ 'spark.task.maxFailures': '2', 'spark.python.worker.reuse': 'true' });
  expect(spark['spark.driver.extraJavaOptions']).toBe('-XX:TieredStopAtLevel=1');
  expect(spark['spark.executor.extraJavaOptions']).toBe('-XX:TieredStopAtLevel=1');
});

test('driver and executors run what the bootstrap action unpacks, from the region of the cluster', () => {
  expect(request.BootstrapActions!.map((action) => action.ScriptBootstrapAction)).toEqual([
    { Path: 's3://assets/bootstrap.sh', Args: ['/opt/promotion-lib', 's3://assets/package.zip', 's3://assets/wheels.zip', 'eu-central-1'] },
  ]);
  expect(spark['spark.executorEnv.PYTHONPATH']).toBe('/opt/promotion-lib');
  expect(request.Steps![0].HadoopJarStep!.Args).toContain('/opt/promotion-lib/promote.py');
});

test('the only step runs the job for this run, and its failure ends the cluster', () => {
  expect(request.Steps).toHaveLength(1);
  expect(request.Steps![0].ActionOnFailure).toBe('TERMINATE_CLUSTER');
  expect(request.Steps![0].HadoopJarStep).toEqual({
    Jar: 'command-runner.jar',
    Args: [
      'spark-submit', '--deploy-mode', 'client', '/opt/promotion-lib/promote.py',
      '--raw-bucket', 'raw', '--database', 'db', '--cores', '8', '--run', '20261124T080000Z',
    ],
  });
});

test('the job is told the cores of all core nodes: every type has the four vCPUs of an xlarge', () => {
  const core = request.Instances!.InstanceFleets!.find(({ InstanceFleetType }) => InstanceFleetType === 'CORE')!;
  expect(core.InstanceTypeConfigs!.filter(({ InstanceType }) => !InstanceType!.endsWith('.xlarge'))).toEqual([]);
  const args = request.Steps![0].HadoopJarStep!.Args!;
  expect(Number(args[args.indexOf('--cores') + 1])).toBe(core.TargetOnDemandCapacity! * 4);
});

test('a run is named by its scheduled time in UTC', () => {
  expect(runName('2026-11-24T08:00:00Z')).toBe('20261124T080000Z');
  expect(runName('2026-11-24T09:30:00+01:00')).toBe('20261124T083000Z');
  expect(runName('2026-11-24T08:00:00.123Z')).toBe('20261124T080000Z');
});

test('without a scheduled time there is no run', () => {
  expect(() => runName(undefined as unknown as string)).toThrow('invoked by its schedule');
});
