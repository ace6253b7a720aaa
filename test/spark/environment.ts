/**
 * Starts what the protocol tests of the Spark job need: an emulator, and Spark's access to its S3. Prints one line of
 * JSON. Ends when its standard input ends, so it cannot outlive the tests.
 */
import { startEmulator } from '../../local/emulator';
import { s3Jars } from '../../local/jars';
import { javaHome } from '../../local/java';

async function main(): Promise<void> {
  const [java, jars, emulator] = await Promise.all([javaHome(), s3Jars(), startEmulator({ auth: false, tls: false })]);
  console.log(JSON.stringify({ endpoint: emulator.endpoint, env: emulator.env, jars, java }));
  process.stdin.resume();
  process.stdin.on('end', () => void emulator.stop());
}

void main();
