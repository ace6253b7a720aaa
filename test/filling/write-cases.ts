/**
 * Writes cases of the fuzz for the job's tests, which read the same files with the job's reader.
 *
 *     tsx write-cases.ts FILES SEED
 *
 * Prints a JSON object a line for each case: {format, schema, files: [{bytes, plan, fault}], digest}. `bytes` is in base64. `fault` is null
 * if the file has none. `digest` is the SHA-256 of the records of all files, each a line of JSON in the form of `PlainRow`.
 */
import { createHash } from 'node:crypto';
import type { FillCase } from './support/case';
import { CASE_MAKERS } from './support/fuzz';
import { Random } from '../scanner/support/random';

function line({ format, schema, files }: FillCase): string {
  const digest = createHash('sha256');
  files.forEach(({ expected }) => expected.rows.forEach((row) => digest.update(`${JSON.stringify(row)}\n`)));
  return JSON.stringify({
    format,
    schema: [...schema],
    files: files.map(({ bytes, plan, expected }) => ({ bytes: bytes.toString('base64'), plan, fault: expected.fault ?? null })),
    digest: digest.digest('hex'),
  });
}

const [files, seed] = process.argv.slice(2).map(Number);
for (const make of [CASE_MAKERS.json, CASE_MAKERS.csv]) {
  const random = new Random(seed);
  for (let done = 0; done < files;) {
    const made = make(random);
    done += made.files.length;
    process.stdout.write(`${line(made)}\n`);
  }
}
