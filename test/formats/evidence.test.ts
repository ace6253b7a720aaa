import { gzipSync } from 'node:zlib';
import { type DetailedEvidence, detailedEvidence } from '../../lambda-src/core/profiling/evidence';
import { profileFile } from '../../lambda-src/core/profiling/profile-file';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { Random } from '../scanner/support/random';

async function evidenceOf(text: string, format: Family, typeHints?: Record<string, string>): Promise<Record<string, DetailedEvidence>> {
  async function* chunks() {
    yield Buffer.from(text);
  }
  const { schema, scanned } = await profileFile(async () => chunks(), { format, typeHints }, { sketches: true });
  return Object.fromEntries(detailedEvidence(schema, scanned).map((field) => [field.path, field]));
}

describe('the least and the greatest', () => {
  test('of integers keep every digit up to 64 bits, whatever other numbers there are', async () => {
    const { a, b, c } = await evidenceOf('{"a":9007199254740993,"b":-1.5,"c":12345678901234567890}\n{"a":-5,"b":7,"c":3}', 'json');
    expect([a.min, a.max]).toEqual(['-5', '9007199254740993']);
    expect([b.min, b.max]).toEqual(['-1.5', '7']);
    expect([c.type, c.min, c.max]).toEqual(['decimal(20,0)', '3', '12345678901234567000']);
  });

  test('of dates and timestamps are their texts, also in JSON strings', async () => {
    const csv = await evidenceOf('d,t,s\n2024-02-01,2024-02-01T00:00:00Z,x\n2023-12-31,2023-01-01T00:00:00Z,y\n,,\n', 'csv');
    expect([csv.d.min, csv.d.max]).toEqual(['2023-12-31', '2024-02-01']);
    expect([csv.t.min, csv.t.max]).toEqual(['2023-01-01T00:00:00Z', '2024-02-01T00:00:00Z']);
    const { at, on } = await evidenceOf('{"at":"2024-02-01T00:00:00Z","on":"2024-02-01"}\n{"at":"2023-02-01","on":"2025-01-01"}', 'json', { on: 'date' });
    expect([at.type, at.min, at.max]).toEqual(['string', '2023-02-01', '2024-02-01T00:00:00Z']);
    expect([on.type, on.min, on.max]).toEqual(['date', '2024-02-01', '2025-01-01']);
  });

  test('are left out for texts, for mixed values, and for timestamps that are too long to be kept whole', async () => {
    const found = await evidenceOf('{"s":"secret","m":1,"t":"2024-02-01T00:00:00.123456789+01:00","b":true}\n{"s":"x","m":"1","t":"2024-02-01"}', 'json');
    for (const path of ['s', 'm', 't', 'b']) {
      expect(found[path]).not.toHaveProperty('min');
    }
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});

test('the form that all texts of a JSON path share is recorded, if there is one', async () => {
  const found = await evidenceOf('{"u":"0a1b2c3d-0000-4000-a000-0123456789aF","d":"00123","m":"1","n":1}\n{"u":null,"d":"7","m":"x","n":2}', 'json');
  expect(Object.values(found).map(({ format }) => format)).toEqual(['uuid', 'digits', undefined, undefined]);
});

test('the quantiles of numbers and lengths are close to the exact ones', async () => {
  const lines = Array.from({ length: 1_000 }, (_, i) => `{"n":${i - 200},"s":"${'x'.repeat(i % 100)}"}`);
  const { n, s } = await evidenceOf(lines.join('\n'), 'json');
  [-150.5, 49.5, 299.5, 549.5, 749.5].forEach((exact, i) => {
    expect(Math.abs(n.numbers!.quantiles[i] - exact)).toBeLessThan(0.1 * Math.abs(exact));
  });
  [5, 25, 50, 75, 95].forEach((exact, i) => {
    expect(Math.abs(s.lengths!.quantiles![i] - exact)).toBeLessThanOrEqual(2);
  });
});

test('the packed evidence of 2,000 fields of all kinds takes a few hundred kilobytes', async () => {
  const random = new Random(2_000);
  const kinds: ReadonlyArray<() => unknown> = [
    () => random.integer(0, 1e6),
    () => random.next() * 1_000,
    () => random.times(random.integer(3, 12), () => random.pick([...'abcdefghijklmnop'])).join(''),
    () => random.chance(0.5),
    () => new Date(1.7e12 + random.integer(0, 1e10)).toISOString(),
    () => random.pick(['new', 'paid', 'shipped']),
    () => (random.chance(0.3) ? null : random.integer(0, 50)),
  ];
  const record = () => JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`field_${i}`, kinds[i % kinds.length]()])));
  const evidence = await evidenceOf(random.times(1_000, record).join('\n'), 'json');
  expect(Object.keys(evidence)).toHaveLength(2_000);
  const kilobytes = gzipSync(JSON.stringify(Object.values(evidence))).length / 1_000;
  expect(kilobytes).toBeLessThan(300);
  expect(kilobytes).toBeGreaterThan(100);
});
