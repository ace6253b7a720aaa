import { join } from 'node:path';
import { run } from './processes';
import { pythonOf } from './python';

/** Paths of PEM files. */
export interface Certificate {
  /** The certificate of the authority, which clients must trust. */
  readonly authority: string;
  /** The server's certificate, for localhost and 127.0.0.1. */
  readonly certificate: string;
  readonly key: string;
}

/**
 * Issues a server certificate from an authority that exists only for this folder, so that it is safe to trust.
 *
 * The emulator's Python does this, because Node cannot build certificates and not every machine has openssl.
 */
export async function issueCertificate(folder: string): Promise<Certificate> {
  await run(await pythonOf('emulator'), [join(__dirname, 'certificate.py'), folder]);
  return certificateIn(folder);
}

/** The files that `issueCertificate` wrote into a folder. */
export function certificateIn(folder: string): Certificate {
  return {
    authority: join(folder, 'ca.pem'),
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server-key.pem'),
  };
}
