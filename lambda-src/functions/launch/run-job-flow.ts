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
          // The job plans for all cores of the cluster, so all of them must be there and belong to it.
          'spark.dynamicAllocation.enabled': 'false',
          // Without this, S3A may look up a bucket's region through a region that isolated subnets cannot reach.
          'spark.hadoop.fs.s3a.endpoint.region': config.region,
        },
      },
      { Classification: 'spark', Properties: { maximizeResourceAllocation: 'true' } },
      {
        Classification: 'spark-env',
        Configurations: [{ Classification: 'export', Properties: { PYSPARK_PYTHON: PYTHON } }],
      },
    ],
    BootstrapActions: [{
      Name: 'Unpack the Python packages of the job',
      ScriptBootstrapAction: { Path: config.bootstrapUri, Args: [config.wheelsUri, config.region] },
    }],
    Steps: [{
      Name: 'Promote',
      // Any other action would hide the failure from the cluster's state.
      ActionOnFailure: 'TERMINATE_CLUSTER',
      HadoopJarStep: {
        Jar: 'command-runner.jar',
        Args: [
          'spark-submit',
          // The driver runs on the primary node, where the bootstrap action put its packages, and its output is the step's log.
          '--deploy-mode', 'client',
          '--py-files', config.packageUri,
          config.scriptUri,
          ...config.jobArguments,
          // The job cannot ask Spark for this number: under maximizeResourceAllocation, Spark's default parallelism is twice the number of cores.
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
