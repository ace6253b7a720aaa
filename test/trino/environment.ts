/**
 * Trino over the S3 and Glue of an emulator that runs already: AWS_ENDPOINT_URL and the credentials say which. Prints its
 * URL, and ends with its standard input, so that it cannot outlive the tests.
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
