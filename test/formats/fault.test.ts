import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { DEAD_LETTER_REASONS } from '../../src/contract';

const document = readFileSync(join(__dirname, '../../docs/schema-inference.md'), 'utf8');

describe('docs/schema-inference.md', () => {
  test('lists every dead-letter reason with its sentence, and no other', () => {
    const section = document.slice(document.indexOf('## Dead-letter reasons'));
    const listed = [...section.matchAll(/^\| `([a-z_]+)` \| (.*) \|$/gm)].map(([, reason, sentence]) => [reason, sentence]);
    expect(listed).toEqual(Object.entries(DEAD_LETTER_REASONS));
  });

  test('states every bound', () => {
    for (const bound of Object.values(Bounds)) {
      expect(document).toContain(`**${bound.toLocaleString('en-US')}**`);
    }
  });
});

test('a fault gives its reason and its place', () => {
  const fault = new FileFault('ragged_row', 'the row has 3 cells', { byteOffset: 12, record: 2 });
  expect(fault).toMatchObject({ message: 'ragged_row: the row has 3 cells', name: 'FileFault', byteOffset: 12, record: 2 });
});
