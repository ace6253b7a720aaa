import { javaOptions } from '../java';
import { trustProperties } from '../trust-store';

export interface SparkNode {
  /** Folder of the jars that Spark reads S3 with. */
  readonly jars: string;
  readonly python: string;
  readonly endpoint: string;
  readonly trustStore: string;
  readonly temporaryFolder: string;
  /** The `spark-defaults` classification of the launch request. */
  readonly requested: Readonly<Record<string, string>>;
}

/**
 * `spark-defaults.conf` of a cluster of one machine, whose S3 is the emulator. On EMR `s3://` works by itself, so the
 * job and its step name nothing of this.
 */
export function sparkDefaults(node: SparkNode): string {
  const properties: Record<string, string> = {
    ...node.requested,
    'spark.master': 'local[*]',
    'spark.submit.deployMode': 'client',
    // EMR has several Pythons and the request names one; here there is this one.
    'spark.pyspark.python': node.python,
    'spark.pyspark.driver.python': node.python,
    'spark.ui.enabled': 'false',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.local.dir': node.temporaryFolder,
    'spark.driver.extraClassPath': `${node.jars}/*`,
    'spark.driver.extraJavaOptions': [
      node.requested['spark.driver.extraJavaOptions'],
      javaOptions({ 'java.io.tmpdir': node.temporaryFolder, ...trustProperties(node.trustStore) }),
    ].filter(Boolean).join(' '),
    'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'spark.hadoop.fs.s3a.endpoint': node.endpoint,
    'spark.hadoop.fs.s3a.path.style.access': 'true',
    'spark.hadoop.fs.s3a.buffer.dir': node.temporaryFolder,
    'spark.hadoop.fs.s3a.aws.credentials.provider': 'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
  };
  return Object.entries(properties).map(([name, value]) => `${name} ${value}\n`).join('');
}

/** The arguments of spark-submit without the choice of another cluster manager: here the machine is the cluster. */
export function withoutClusterManager(args: readonly string[]): string[] {
  return args.filter((argument, i) => {
    const named = (option: string | undefined) => option === '--master' || option === '--deploy-mode';
    return !named(argument) && !named(args[i - 1]);
  });
}
