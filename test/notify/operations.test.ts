import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

test('the runbook link of every alarm leads to a section of the operations page', () => {
  const source = readdirSync(join(root, 'src')).map((file) => readFileSync(join(root, 'src', file), 'utf8')).join('\n');
  const linked = [...source.matchAll(/runbook: '([^']+)'/g)].map(([, anchor]) => anchor);
  const page = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/ /g, '-'));
  expect(linked.length).toBeGreaterThan(5);
  expect(sections).toEqual(expect.arrayContaining(linked));
});
