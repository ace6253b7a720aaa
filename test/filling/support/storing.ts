/** The ways in which one text can be stored. */

import { gzipSync } from 'node:zlib';
import type { ReadingPlan } from '../../../lambda-src/core/reading-plan/reading-plan';
import type { Random } from '../../scanner/support/random';

type Storing = Pick<ReadingPlan, 'compression' | 'encoding' | 'mark'>;

/** @param text in UTF-8; it may be damaged. */
export function stored(random: Random, text: Buffer): { readonly bytes: Buffer; readonly storing: Storing } {
  const isText = Buffer.from(text.toString()).equals(text);
  const { bytes, ...written } = random.chance(0.75) ? marked(random, text) : isText ? wide(random, text) : marked(random, text);
  return random.chance(0.96)
    ? { bytes, storing: { ...written, compression: 'none' } }
    : { bytes: packed(random, bytes), storing: { ...written, compression: 'gzip' } };
}

function marked(random: Random, text: Buffer) {
  const mark = Buffer.from(random.chance(0.1) ? '\ufeff' : '');
  return { bytes: Buffer.concat([mark, text]), encoding: 'utf-8', mark: mark.length } as const;
}

function wide(random: Random, text: Buffer) {
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  return random.chance(0.5)
    ? { bytes: little, encoding: 'utf-16le', mark: 2 } as const
    : { bytes: little.swap16(), encoding: 'utf-16be', mark: 2 } as const;
}

/** Gzip in one or more members, which end anywhere. */
function packed(random: Random, bytes: Buffer): Buffer {
  const cuts = random.times(random.integer(0, 2), () => random.integer(0, bytes.length)).sort((a, b) => a - b);
  const members = [0, ...cuts].map((from, i) => bytes.subarray(from, cuts[i] ?? bytes.length));
  return Buffer.concat(members.map((member) => gzipSync(member, { level: 1 })));
}
