/**
 * Profiles each file as the first one of its source, for the tests that fill columns with it.
 *
 *     tsx describe-files.ts LIST
 *
 * LIST is a JSON array of {path, declared}. Prints a JSON array with an entry for each file: null if it is refused, or what its row
 * and the head of its source say. If promotion reads a copy of the file, `copy` is its path.
 */
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { profileTolerantly } from '../../lambda-src/core/profiling/profile-file';
import { needsReadingCopy, readingCopyText } from '../../lambda-src/core/profiling/reading-copy';
import { withoutMisfits } from '../../lambda-src/core/profiling/without-misfits';
import { readingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import { hintsOf } from '../../lambda-src/core/schema/hints';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import { expectedByHints } from '../../lambda-src/core/schema/misfits';
import type { ReadingConfig } from '../../src/source-config';

interface Listed {
  readonly path: string;
  readonly declared: ReadingConfig;
}

async function describe({ path, declared }: Listed): Promise<object> {
  const open = async () => createReadStream(path);
  const whole = await profileTolerantly(open, declared);
  const expected = expectedByHints(hintsOf(declared.typeHints));
  const file = await withoutMisfits(open, declared, {}, whole, expected) ?? whole;
  const { paths } = firstVersion(file.schema);
  const described = { records: file.records, reading: readingPlan(file), paths: Object.fromEntries(paths) };
  if (!needsReadingCopy(file.dialect)) {
    return described;
  }
  const copy = `${path}.copy`;
  await pipeline(await readingCopyText(open, file.dialect), createGzip(), createWriteStream(copy));
  return { ...described, copy };
}

async function main(list: string): Promise<void> {
  const files = JSON.parse(readFileSync(list, 'utf8')) as Listed[];
  const described: (object | null)[] = [];
  for (const file of files) {
    described.push(await describe(file).catch((error: unknown) => {
      if (error instanceof FileFault) {
        return null;
      }
      throw error;
    }));
  }
  console.log(JSON.stringify(described));
}

void main(process.argv[2]);
