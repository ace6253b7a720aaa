import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { profileFile } from '../../lambda-src/core/profiling/profile-file';

/** What an independent oracle, the text of a standard or a listed refusal says about a file (see build_corpus.py). */
interface Expectation {
  readonly class: string;
  readonly family: 'json' | 'csv';
  readonly accepted: boolean;
  readonly records?: number;
  /** The listed refusal that applies, if the standards allow the file. */
  readonly rule?: string;
}

const manifest: Record<string, Expectation> = JSON.parse(readFileSync(join(__dirname, 'manifest.json'), 'utf8'));

/** This is generous: the slowest file is a gzip bomb, which must be given up early. */
const MAX_MILLIS = 20_000;
const MAX_MEMORY_GROWTH = 300 * 1024 * 1024;

async function outcome(file: string, family: 'json' | 'csv'): Promise<{ records?: number; fault?: FileFault }> {
  try {
    const path = join(__dirname, 'files', file);
    const profile = await profileFile(async () => createReadStream(path), { format: family }, { storedBytes: statSync(path).size, sketches: true });
    return { records: profile.records };
  } catch (error) {
    if (error instanceof FileFault) {
      return { fault: error };
    }
    throw error;
  }
}

test('the corpus has at least 200 files in at least 30 classes', () => {
  expect(Object.keys(manifest).length).toBeGreaterThanOrEqual(200);
  expect(new Set(Object.values(manifest).map((entry) => entry.class)).size).toBeGreaterThanOrEqual(30);
});

describe.each(Object.entries(manifest))('%s', (file, expected) => {
  test(expected.accepted ? 'is accepted with its records' : `is refused${expected.rule ? ` as ${expected.rule}` : ''}`, async () => {
    const before = process.memoryUsage().rss;
    const { records, fault } = await outcome(file, expected.family);
    if (expected.accepted) {
      expect(fault?.message).toBeUndefined();
      if (expected.records !== undefined) {
        expect(records).toBe(expected.records);
      }
    } else {
      expect(fault).toBeInstanceOf(FileFault);
      if (expected.rule) {
        expect(fault!.reason).toBe(expected.rule);
      }
      expect(fault!.detail).not.toBe('');
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_MEMORY_GROWTH);
  }, MAX_MILLIS);
});
