/** What is declared of lines around the table that the reader found by itself. */

import { refineValues } from '../../lambda-src/core/advice/refinements';
import { search } from '../../lambda-src/core/advice/search/search';
import { settingsOf, settingsText } from '../../lambda-src/core/advice/search/wording';
import { sampleOf } from '../../lambda-src/core/advice/trying/sample';
import { inPieces } from '../formats/support';

async function declaredFor(contents: readonly string[], bytes = 64 * 1024): Promise<string> {
  const samples = await Promise.all(contents.map((content) => sampleOf(inPieces(Buffer.from(content)), { bytes })));
  const [found] = await search(samples, { format: 'csv' });
  const { changes } = await refineValues(samples, found);
  return settingsText(settingsOf({ changes }));
}

const TABLE = 'sku,qty,price\nA1,5,2.5\nA2,6,3.5\n';

test.each<[what: string, contents: readonly string[], declaration: string]>([
  ['as many titles in each file', [`Sales report\n${TABLE}`, `Sales of June\n${TABLE}`], 'csv: { preambleLines: 1 }'],
  ['titles and notes', [`Sales report\n\n${TABLE}\nPrices are without taxes\n`], 'csv: { preambleLines: 2, footerLines: 1 }'],
  ['notes below other numbers of titles', [`Sales report\n${TABLE}No taxes in here\n`, `Sales report\nof June\n${TABLE}No taxes in here\n`], 'csv: { footerLines: 1 }'],
  ['other numbers of titles', [`Sales report\n${TABLE}`, `Sales report\nof June\n${TABLE}`], ''],
  ['titles in some of the files', [`Sales report\n${TABLE}`, TABLE], ''],
  ['remarks', [`# by hand\n# for you\n\n${TABLE}`, `# by hand\n# in June\n\n${TABLE}`], "csv: { comment: '#' }"],
  ['a title that begins like a record', [`#1 report of May\n${TABLE}#3,7,4.5\n`], 'csv: { preambleLines: 1 }'],
])('%s', async (_, contents, declaration) => {
  expect(await declaredFor(contents)).toBe(declaration);
});

test('the end of a part of a file is not declared', async () => {
  const content = `${TABLE}Prices are without taxes\n`;
  expect(await declaredFor([content + 'A3,7,4.5\n'.repeat(10)], content.length)).toBe('');
});
