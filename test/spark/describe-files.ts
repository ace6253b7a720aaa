/**
 * Profiles each file as the first one of its source, for the tests that read the files with Spark.
 *
 *     tsx describe-files.ts LIST FOLDER
 *
 * LIST is a JSON array of {path, key, family}. Prints a JSON array with an entry for each file: null if it is refused, or
 * the attributes of its row and of the head that it makes. The parts of canonical copies are written into FOLDER.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCanonical } from '../../lambda-src/core/canonical/copy';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { readingAttributes } from '../../lambda-src/core/ledger/file-row';
import { profileFile } from '../../lambda-src/core/profiling/profile-file';
import { readingOf } from '../../lambda-src/core/profiling/raw-or-canonical';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { firstVersion } from '../../lambda-src/core/schema/judge';

interface Listed {
  readonly path: string;
  readonly key: string;
  readonly family: Family;
}

async function describe({ path, key, family }: Listed, name: string): Promise<object> {
  const file = await profileFile(createReadStream(path), { format: family });
  const { types, paths } = firstVersion(file.schema);
  const parts = await writeCanonical(createReadStream(path), file, types, (index) => {
    const stream = createWriteStream(`${name}-${index}.ndjson.gz`);
    return {
      write: async (bytes) => void stream.write(bytes),
      close: async () => {
        stream.end();
        await once(stream, 'finish');
      },
    };
  });
  const reading = readingOf(file, types, key);
  return {
    row: { ...readingAttributes(file.dialect, reading), key, records: file.records, types: Object.fromEntries(types) },
    paths: Object.fromEntries(paths),
    parts: parts.map((part, index) => ({ ...part, path: `${name}-${index}.ndjson.gz` })),
  };
}

async function main(list: string, folder: string): Promise<void> {
  const files = JSON.parse(readFileSync(list, 'utf8')) as Listed[];
  const described: (object | null)[] = [];
  for (const [index, file] of files.entries()) {
    described.push(await describe(file, join(folder, String(index))).catch((error: unknown) => {
      if (error instanceof FileFault) {
        return null;
      }
      throw error;
    }));
  }
  console.log(JSON.stringify(described));
}

void main(process.argv[2], process.argv[3]);
