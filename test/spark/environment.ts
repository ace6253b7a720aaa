/**
 * Starts what the protocol tests of the Spark job need: an emulator, and a Java for Spark. Prints one line of JSON. Ends
 * when its standard input ends, so it cannot outlive the tests.
 */
import { startEmulator } from '../../local/emulator';
import { javaHome } from '../../local/java';

async function main(): Promise<void> {
  const [java, emulator] = await Promise.all([javaHome(), startEmulator({ auth: false, tls: false })]);
  console.log(JSON.stringify({ endpoint: emulator.endpoint, env: emulator.env, java }));
  process.stdin.resume();
  process.stdin.on('end', () => void emulator.stop());
}

void main();
