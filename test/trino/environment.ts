/**
 * Starts Trino on the S3 and Glue of a running emulator, which AWS_ENDPOINT_URL and the credentials name. Prints its URL.
 * Ends when its standard input ends, so it cannot outlive the tests.
 */
import { startTrino } from '../../local/trino';

async function main({ AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: NodeJS.ProcessEnv): Promise<void> {
  const trino = await startTrino({
    endpoint: AWS_ENDPOINT_URL!,
    region: AWS_REGION!,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID!, secretAccessKey: AWS_SECRET_ACCESS_KEY! },
  });
  console.log(trino.url);
  process.stdin.resume();
  process.stdin.on('end', () => void trino.stop());
}

void main(process.env);
