import type { InstanceFleetConfig, RunJobFlowCommandInput } from '@aws-sdk/client-emr';
import { JobArgument, type LaunchConfig } from '../../../src/contract';

/**
 * 16 or 32 GB, of several generations: if EC2 has no capacity of one type, it may have some of another. A fleet with an allocation
 * strategy takes up to thirty types.
 */
const INSTANCE_TYPES = ['m5.xlarge', 'm6i.xlarge', 'm5a.xlarge', 'r5.xlarge', 'r6i.xlarge'];

/** vCPUs of each of the types. A type with another number would need a weight of its own, and the total would be a sum of weights. */
const VCPUS = 4;

/** Workers of a run. */
const CORE_NODES = 2;

/** EMR's own python3 is 3.9; the job needs this version. */
const PYTHON = 'python3.11';

/**
 * Where each node has the job and its dependencies. Driver and tasks import from this one folder, so they run the same code. The job is
 * not a zip for `--py-files`: its compiled scanners and native libraries have to be files, and PySpark makes Python read every
 * zip on its path again for each task. The folder is not below a home directory, because YARN may run the executors as another user.
 */
const LIBRARY = '/opt/promotion-lib';

/**
 * Memory of a core node that YARN may give to executors, in MB. EMR chooses the same for a machine with 16 GB, and twice as much for one
 * with 32 GB. There YARN could start both executors on one machine, whose four cores would then do all the work.
 */
const YARN_MEMORY_MB = 12_288;

/**
 * One executor on each core node, with all of its cores. A task is a Python process of up to 600 MB, and the JVM only hands it its work.
 * So most of the memory is overhead, which is Spark's name for what is outside the heap. It has 2 GB for each process, because YARN
 * ends an executor that takes more than it asked for, and four tasks end with it. EMR's `maximizeResourceAllocation` would give
 * nearly all of the memory to the heap.
 *
 * The 10 GB of an executor leave room for the application master, which takes 900 MB of one of the nodes.
 *
 * `spark.executor.pyspark.memory` stays unset: it limits the address space of a process, of which WebAssembly reserves gigabytes that it
 * does not use.
 */
const EXECUTOR: Readonly<Record<string, string>> = {
  'spark.executor.instances': `${CORE_NODES}`,
  'spark.executor.cores': `${VCPUS}`,
  'spark.executor.memory': '2g',
  'spark.executor.memoryOverhead': `${VCPUS * 2}g`,
  // The job plans for all cores of the cluster, so all of them must be there and belong to it. By default, EMR turns this on.
  'spark.dynamicAllocation.enabled': 'false',
  // EMR turns this on as well. It makes executors larger than they asked to be, to fill their nodes.
  'spark.yarn.heterogeneousExecutors.enabled': 'false',
};

/**
 * The JVMs only hand out tasks, and a run is short, so their second compiler never earns its time. Options that EMR itself sets are in
 * `defaultJavaOptions`, beside these.
 */
const JVM_OPTIONS = '-XX:TieredStopAtLevel=1';

/** One task writes one batch, with everything that belongs to it. */
const TASKS: Readonly<Record<string, string>> = {
  // The next task of a Python process finds the libraries loaded and the scanners compiled.
  'spark.python.worker.reuse': 'true',
  // The second attempt is for a task whose executor was lost. A task that fails by itself fails again, after it has read its whole batch.
  'spark.task.maxFailures': '2',
};

/**
 * The transient cluster of one run. It starts, runs the job as its only step, and ends, whatever the outcome.
 *
 * It calls no service for which isolated subnets have no endpoint: it has no managed scaling, no auto-termination policy, no
 * debugging step and no log delivery to CloudWatch. Logs go to S3.
 */
export function runJobFlowRequest(config: LaunchConfig, clusterName: string, run: string): RunJobFlowCommandInput {
  return {
    Name: clusterName,
    ReleaseLabel: config.releaseLabel,
    Applications: [{ Name: 'Spark' }],
    LogUri: config.logUri,
    ServiceRole: config.serviceRoleArn,
    JobFlowRole: config.instanceProfile,
    Tags: Object.entries(config.tags).map(([Key, Value]) => ({ Key, Value })),
    Instances: {
      KeepJobFlowAliveWhenNoSteps: false,
      TerminationProtected: false,
      // EMR picks the subnet, and so the zone, that has the capacity.
      Ec2SubnetIds: config.subnetIds,
      EmrManagedMasterSecurityGroup: config.primarySecurityGroupId,
      EmrManagedSlaveSecurityGroup: config.coreSecurityGroupId,
      ServiceAccessSecurityGroup: config.serviceAccessSecurityGroupId,
      InstanceFleets: [fleet('MASTER', 1), fleet('CORE', CORE_NODES)],
    },
    Configurations: [
      {
        Classification: 'spark-defaults',
        Properties: {
          'spark.pyspark.python': PYTHON,
          'spark.pyspark.driver.python': PYTHON,
          // The driver needs no such variable: its path begins with the folder of its script.
          'spark.executorEnv.PYTHONPATH': LIBRARY,
          // Here too, the JVM does next to nothing.
          'spark.driver.memory': '2g',
          'spark.driver.extraJavaOptions': JVM_OPTIONS,
          'spark.executor.extraJavaOptions': JVM_OPTIONS,
          ...EXECUTOR,
          ...TASKS,
        },
      },
      {
        Classification: 'yarn-site',
        Properties: {
          'yarn.nodemanager.resource.memory-mb': `${YARN_MEMORY_MB}`,
          'yarn.scheduler.maximum-allocation-mb': `${YARN_MEMORY_MB}`,
        },
      },
      {
        Classification: 'spark-env',
        Configurations: [{ Classification: 'export', Properties: { PYSPARK_PYTHON: PYTHON } }],
      },
    ],
    BootstrapActions: [{
      Name: 'Unpack the job and its Python packages',
      ScriptBootstrapAction: { Path: config.bootstrapUri, Args: [LIBRARY, config.packageUri, config.wheelsUri, config.region] },
    }],
    Steps: [{
      Name: 'Promote',
      // Any other action would hide the failure from the cluster's state.
      ActionOnFailure: 'TERMINATE_CLUSTER',
      HadoopJarStep: {
        Jar: 'command-runner.jar',
        Args: [
          'spark-submit',
          // The driver runs on the primary node, and its output is the step's log.
          '--deploy-mode', 'client',
          `${LIBRARY}/promote.py`,
          ...config.jobArguments,
          // The job cannot ask Spark for this number: an executor may still be starting while the job plans.
          JobArgument.CORES, `${CORE_NODES * VCPUS}`,
          JobArgument.RUN, run,
        ],
      },
    }],
  };
}

/** Only On-Demand instances: a run that is interrupted repeats what it had not finished, and a run takes only minutes. */
function fleet(type: 'MASTER' | 'CORE', nodes: number): InstanceFleetConfig {
  return {
    Name: type === 'MASTER' ? 'Primary' : 'Core',
    InstanceFleetType: type,
    TargetOnDemandCapacity: nodes,
    InstanceTypeConfigs: INSTANCE_TYPES.map((InstanceType) => ({ InstanceType, WeightedCapacity: 1 })),
    LaunchSpecifications: { OnDemandSpecification: { AllocationStrategy: 'lowest-price' } },
  };
}
