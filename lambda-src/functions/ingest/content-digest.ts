import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem';

/** Algorithms of RFC 9530 that are verified, and their names in Node. The others of its registry are deprecated. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([['sha-256', 'sha256'], ['sha-512', 'sha512']]);

/** One member of the header's dictionary whose value is a byte sequence; parameters after it carry no meaning here. */
const MEMBER = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):(?:;.*)?$/;

/**
 * Verifies the header `Content-Digest` (RFC 9530) against the bytes as they were sent, compression included.
 *
 * A sender that asks for a check gets one: a header that names no known algorithm is an error.
 *
 * @throws Problem `invalid_digest` if the header cannot be read or names no known algorithm
 * @throws Problem `digest_mismatch` if the bytes differ from those that the sender hashed
 */
export function verifyContentDigest(header: string, body: Buffer): void {
  let verified = 0;
  for (const text of header.split(',').map((part) => part.trim())) {
    const member = MEMBER.exec(text);
    if (!member) {
      throw new Problem('invalid_digest', 'Content-Digest cannot be read; ' +
        'expected a form such as sha-256=:<base64 of the digest>: (RFC 9530).');
    }
    const algorithm = ALGORITHMS.get(member[1]);
    if (algorithm === undefined) {
      continue;
    }
    const expected = Buffer.from(member[2], 'base64');
    const actual = createHash(algorithm).update(body).digest();
    if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) {
      throw new Problem('digest_mismatch', `Content-Digest does not fit the ${body.length} bytes that arrived: their ` +
        `${member[1]} is :${actual.toString('base64')}:. Hash the bytes exactly as they are sent (after compression), and send again.`);
    }
    verified++;
  }
  if (verified === 0) {
    throw new Problem('invalid_digest', `Content-Digest names no algorithm that is verified here; send ${[...ALGORITHMS.keys()].join(' or ')}.`);
  }
}
