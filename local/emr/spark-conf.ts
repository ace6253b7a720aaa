import { javaOptions } from '../java';

export interface SparkNode {
  readonly python: string;
  readonly temporaryFolder: string;
  /** The `spark-defaults` classification of the launch request. */
  readonly requested: Readonly<Record<string, string>>;
}

/** `spark-defaults.conf` of a cluster with one machine. */
export function sparkDefaults(node: SparkNode): string {
  const properties: Record<string, string> = {
    ...node.requested,
    'spark.master': 'local[*]',
    'spark.submit.deployMode': 'client',
    // EMR has several Pythons, and the request names one of them. Here there is only this one.
    'spark.pyspark.python': node.python,
    'spark.pyspark.driver.python': node.python,
    'spark.ui.enabled': 'false',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.local.dir': node.temporaryFolder,
    'spark.driver.extraJavaOptions': [
      node.requested['spark.driver.extraJavaOptions'],
      javaOptions({ 'java.io.tmpdir': node.temporaryFolder }),
    ].filter(Boolean).join(' '),
  };
  return Object.entries(properties).map(([name, value]) => `${name} ${value}\n`).join('');
}

/** The arguments of spark-submit without a cluster manager and a deploy mode: here, one machine is the cluster. */
export function withoutClusterManager(args: readonly string[]): string[] {
  return args.filter((argument, i) => {
    const named = (option: string | undefined) => option === '--master' || option === '--deploy-mode';
    return !named(argument) && !named(args[i - 1]);
  });
}
