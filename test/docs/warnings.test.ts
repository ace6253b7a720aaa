/** The page lists the warnings that there are. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WARNINGS } from '../../lambda-src/core/warnings/warning';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'schema-inference.md'), 'utf8');

test('the page lists the warnings, in their order', () => {
  const rows = Object.entries(WARNINGS).map(([code, meaning]) => `| \`${code}\` | ${meaning} |\n`);
  expect(PAGE).toContain(`| Warning | Meaning |\n|---|---|\n${rows.join('')}`);
});
