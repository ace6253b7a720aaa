import { PassThrough } from 'node:stream';
import { askOn } from '../../cli/suggest/ask';
import { propose } from '../../cli/suggest/propose';
import { sampleOf } from '../../lambda-src/core/advice/trying/sample';
import { inPieces } from '../formats/support';

/** A terminal on which a person types these lines. */
function terminal(lines: readonly string[], isTTY = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  let shown = '';
  const left = [...lines];
  stderr.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (text.includes('Enter to leave it open: ')) {
      stdin.write(`${left.shift()}\n`);
    }
  });
  return { stdin, stdout: new PassThrough(), stderr, shown: () => shown };
}

const QUESTION = { asks: 'Which\u202eone?', answers: [{ csv: { delimiter: ',' } }, { csv: { delimiter: ';' } }, {}] };

test('a person chooses by number; anything else is asked again', async () => {
  const person = terminal(['x', '4', '2']);
  expect(await askOn(person)(QUESTION)).toBe(QUESTION.answers[1]);
  expect(person.shown()).toContain("Which\\u202eone?\n  1: csv: { delimiter: ',' }\n  2: csv: { delimiter: ';' }\n  3: declare nothing\n");
});

test('a person may leave it open', async () => {
  expect(await askOn(terminal(['']))(QUESTION)).toBeUndefined();
});

test('nobody answers without a terminal', async () => {
  const nobody = terminal([], false);
  expect(await askOn(nobody)(QUESTION)).toBeUndefined();
  expect(nobody.shown()).toBe('');
});

test('what a person chooses is declared', async () => {
  const sample = await sampleOf(inPieces(Buffer.from('a;b,c\nx;y,z\n')), { bytes: 1_000 });
  const found = await propose([sample], { format: 'csv' }, askOn(terminal(['2'])));
  expect(found).toMatchObject({ declared: { csv: { delimiter: ';' } }, questions: [], isReadable: true });
});
