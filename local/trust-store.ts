import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { run } from './processes';
import { pythonOf } from './python';

/** A trust store holds public certificates; Java only insists on a word. */
const PASSWORD = 'changeit';

/** Writes a PKCS#12 file with which Java trusts the authorities of a PEM file. */
export async function writeTrustStore(pemFile: string, target: string): Promise<void> {
  await run(await pythonOf('emulator'), [join(__dirname, 'trust_store.py'), pemFile, target, PASSWORD]);
}

/** System properties that make a JVM trust the authorities of a trust store, and no others. */
export function trustProperties(trustStore: string): Record<string, string> {
  return { 'javax.net.ssl.trustStore': trustStore, 'javax.net.ssl.trustStorePassword': PASSWORD };
}

/**
 * Writes a trust store of the authorities that Node trusts, those of NODE_EXTRA_CA_CERTS among them: npm has fetched
 * this project through them, while a Java from PyPI knows nothing of, say, a company's proxy.
 */
export async function writeNodesTrustStore(folder: string): Promise<string> {
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  const pemFile = join(folder, 'authorities.pem');
  writeFileSync(pemFile, [...rootCertificates, ...extra ? [readFileSync(extra, 'utf8')] : []].join('\n'));
  const target = join(folder, 'authorities.p12');
  await writeTrustStore(pemFile, target);
  return target;
}
