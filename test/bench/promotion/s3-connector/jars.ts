import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trustProperties, writeNodesTrustStore } from './trust-store';
import { cached } from '../../../../local/cache';
import { javaHome, javaOptions } from '../../../../local/java';
import { run } from '../../../../local/processes';
import { pythonOf, sparkHome } from '../../../../local/python';

/** Lines of `<sha256>  <file>`, as sha256sum writes them. */
const LOCK = join(__dirname, 'spark-jars.sha256');

/** The version of hadoop-aws is that of the Hadoop client in PySpark; S3A calls the other services. */
const PACKAGES = [
  'org.apache.hadoop:hadoop-aws:3.3.4',
  ...['s3', 'dynamodb', 'sts'].map((service) => `com.amazonaws:aws-java-sdk-${service}:1.12.262`),
];

/** The bundle holds the whole SDK, half a gigabyte. Spark has newer versions of the others. */
const EXCLUDED = [
  'com.amazonaws:aws-java-sdk-bundle',
  'com.fasterxml.jackson.core:jackson-annotations',
  'com.fasterxml.jackson.core:jackson-core',
  'com.fasterxml.jackson.core:jackson-databind',
  'commons-codec:commons-codec',
  'commons-logging:commons-logging',
  'joda-time:joda-time',
  'org.apache.httpcomponents:httpclient',
  'org.apache.httpcomponents:httpcore',
];

/**
 * The folder with the jars that let Spark read and write S3. They are fetched on first use.
 *
 * @throws Error if a file is not the pinned one
 */
export async function s3Jars(): Promise<string> {
  const lock = readFileSync(LOCK, 'utf8');
  return cached(`jars/${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`, async (folder) => {
    console.error('Fetching the S3 connector for Spark (once) …');
    const work = join(folder, 'ivy');
    mkdirSync(work);
    await resolve(work);
    verify(join(work, 'jars'), lock);
    for (const jar of readdirSync(join(work, 'jars'))) {
      copyFileSync(join(work, 'jars', jar), join(folder, jar));
    }
    rmSync(work, { recursive: true });
  });
}

/** Fetches the jars with Spark's own resolver, by submitting a program that does nothing. */
async function resolve(work: string): Promise<void> {
  const program = join(work, 'nothing.py');
  writeFileSync(program, '');
  await run(join(await sparkHome(), 'bin', 'spark-submit'), [
    '--master', 'local[1]', '--packages', PACKAGES.join(','), '--exclude-packages', EXCLUDED.join(','),
    '--conf', `spark.jars.ivy=${work}`, program,
  ], {
    env: {
      ...process.env,
      JAVA_HOME: await javaHome(),
      SPARK_HOME: await sparkHome(),
      PYSPARK_PYTHON: await pythonOf('spark'),
      // Ivy also looks into ~/.m2, where a pom without its jar makes it fail.
      SPARK_SUBMIT_OPTS: javaOptions({ 'user.home': work, ...trustProperties(await writeNodesTrustStore(work)) }),
    },
  });
}

function verify(folder: string, lock: string): void {
  const found = readdirSync(folder).sort()
    .map((file) => `${createHash('sha256').update(readFileSync(join(folder, file))).digest('hex')}  ${file}`);
  const expected = lock.trim().split('\n');
  const wrong = [...found.filter((line) => !expected.includes(line)), ...expected.filter((line) => !found.includes(line))];
  if (wrong.length > 0) {
    throw new Error(`The jars from Maven Central are not those that ${LOCK} pins:\n${wrong.join('\n')}\nCheck the repository that answered.`);
  }
}
