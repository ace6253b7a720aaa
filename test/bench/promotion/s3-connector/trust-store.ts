import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { run } from '../../../../local/processes';
import { pythonOf } from '../../../../local/python';

/** A trust store holds only public certificates, but Java insists on a password. */
const PASSWORD = 'changeit';

/** Writes a PKCS#12 file with which Java trusts the authorities of a PEM file. */
async function writeTrustStore(pemFile: string, target: string): Promise<void> {
  await run(await pythonOf('emulator'), [join(__dirname, 'trust_store.py'), pemFile, target, PASSWORD]);
}

/** System properties that make a JVM trust exactly the authorities in a trust store. */
export function trustProperties(trustStore: string): Record<string, string> {
  return { 'javax.net.ssl.trustStore': trustStore, 'javax.net.ssl.trustStorePassword': PASSWORD };
}

/**
 * Writes a trust store with the authorities that Node trusts, including those in NODE_EXTRA_CA_CERTS.
 *
 * npm could fetch this project with them. A Java from PyPI would not know, for example, the authority of a company's proxy.
 */
export async function writeNodesTrustStore(folder: string): Promise<string> {
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  const pemFile = join(folder, 'authorities.pem');
  writeFileSync(pemFile, [...rootCertificates, ...extra ? [readFileSync(extra, 'utf8')] : []].join('\n'));
  const target = join(folder, 'authorities.p12');
  await writeTrustStore(pemFile, target);
  return target;
}
