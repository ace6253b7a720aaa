import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '../../lambda-src/functions/ingest/problem';
import { MAX_INLINE_BYTES } from '../../src/contract';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'source-teams.md'), 'utf8');

/** Status and code from every row of the page's table of errors. */
function documented(): Set<string> {
  const rows = [...page.matchAll(/^\| (\d{3}) \| ((?:`\w+`(?:, )?)+) \|/gm)];
  return new Set(rows.flatMap(([, status, codes]) => [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => `${status} ${code}`)));
}

test('the page for senders lists every error of function and gateway with its status, and no other', () => {
  const ours = Object.entries(PROBLEMS).map(([code, { status }]) => `${status} ${code}`);
  const gateway = readFileSync(join(root, 'src', 'gateway-problems.ts'), 'utf8');
  const theirs = [...gateway.matchAll(/status: (\d{3}), title: '[^']*', code: '(\w+)'/g)].map(([, status, code]) => `${status} ${code}`);
  expect(theirs.length).toBeGreaterThan(10);
  expect([...documented()].sort()).toEqual([...new Set([...ours, ...theirs])].sort());
});

test('the page for senders names the limit that is enforced', () => {
  expect(page).toContain(`${MAX_INLINE_BYTES / 1024 / 1024} MiB (${MAX_INLINE_BYTES.toLocaleString('en-US')} bytes)`);
});
