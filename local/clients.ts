import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import type { CloudAccess } from './state';

/** Configuration of any AWS SDK client for the emulated AWS. */
export function clientConfig({ endpointUrl, region, credentials, caFile }: CloudAccess) {
  return {
    endpoint: endpointUrl,
    region,
    credentials: { ...credentials }, // the SDK writes into it
    // Node reads NODE_EXTRA_CA_CERTS when it starts, and this process started before there was a certificate.
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(caFile) }) },
  };
}
