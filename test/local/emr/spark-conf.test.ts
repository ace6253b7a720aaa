import { sparkDefaults, withoutClusterManager } from '../../../local/emr/spark-conf';

test('a step that names a cluster manager runs on this machine, with all its other arguments', () => {
  expect(withoutClusterManager(['--master', 'yarn', '--conf', 'a=b', '--deploy-mode', 'cluster', 's3://bucket/job.py', '--run', 'x']))
    .toEqual(['--conf', 'a=b', 's3://bucket/job.py', '--run', 'x']);
});

test('properties of the launch request hold, except those that only a real cluster can keep', () => {
  const conf = sparkDefaults({
    python: '/python',
    temporaryFolder: '/tmp/x',
    requested: { 'spark.sql.shuffle.partitions': '2', 'spark.pyspark.python': 'python3.11', 'spark.driver.extraJavaOptions': '-Dasked=for' },
  });
  expect(conf).toContain('spark.sql.shuffle.partitions 2\n');
  expect(conf).toContain('spark.pyspark.python /python\n');
  expect(conf).toMatch(/^spark.driver.extraJavaOptions -Dasked=for .*tmpdir=\/tmp\/x/m);
});
