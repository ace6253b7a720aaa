import { Story } from '../support/story';
import type { Gate } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
afterEach(() => jest.restoreAllMocks());

/** Two columns of words: the first line may be a title, or a header that lacks a name. */
const TITLE = 'Sales report May 2024\nsku,size\nA,S\nB,M\n';
const ADVICE = 'Declare csv: { preambleLines: 1 }: the records begin below line 1.';

function csvStory(): Story {
  return new Story([{ sourceId: 'orders', format: 'csv', optionalFields: [] }]);
}

test('a dead letter, its row and its alert say what the source can declare', async () => {
  const story = csvStory();
  const raw = story.store(TITLE);
  await story.profile(raw);
  expect(story.row(raw)).toMatchObject({ state: 'DEAD_LETTERED', fault: { advice: ADVICE } });
  expect(story.bucket.find(raw.key.replace('raw/', 'dead-letter/'))!.metadata).toMatchObject({ 'dead-letter-advice': ADVICE });
  expect(story.published).toEqual([expect.objectContaining({ examples: [expect.objectContaining({ advice: ADVICE })] })]);
});

test('a file that two declarations would read has both', async () => {
  const story = csvStory();
  const raw = story.store('a;b,c\nx;y,z\n');
  await story.profile(raw);
  expect(story.row(raw)!.fault!.advice)
    .toBe("If it is what the sender means, declare csv: { delimiter: ',' }, or csv: { delimiter: ';' }.");
});

test('a last line that may be a record or a note is asked about', async () => {
  const story = csvStory();
  const raw = story.store('id,price\n1,2\n2,3\n7\n');
  await story.profile(raw);
  expect(story.row(raw)!.fault!.advice).toBe('If it is what the sender means, declare csv: { footerLines: 1 }.');
});

test('a file that no declaration would read has no advice', async () => {
  const story = csvStory();
  const raw = story.store('<html><body>\nNot found\n</body></html>\n');
  await story.profile(raw);
  expect(story.row(raw)).toMatchObject({ state: 'DEAD_LETTERED', reason: 'not_delimited' });
  expect(story.row(raw)!.fault).not.toHaveProperty('advice', expect.anything());
});

test('a fault far behind the beginning is looked at too', async () => {
  const story = csvStory();
  const rows = Array.from({ length: 40_000 }, (_, i) => `${i},${i}.5,x\n`).join('');
  const raw = story.store(`id,price,note\n${rows}7,8\n9,1.5,x\n`);
  await story.profile(raw);
  expect(story.row(raw)!.fault!.advice).toMatch(/^Declare csv: \{ raggedRows: 'fill' \}/);
});

describe('the file is dead-lettered all the same', () => {
  /** Lets the first read of the object pass, and does something else at the second one. */
  function atSecondRead(act: () => unknown): Gate {
    let reads = 0;
    return (client) => {
      const sender = client as unknown as { send: (command: object) => Promise<unknown> };
      const send = sender.send.bind(client);
      sender.send = async (command) => (command.constructor.name === 'GetObjectCommand' && ++reads === 2 ? act() : send(command));
      return client;
    };
  }

  test('if the bytes cannot be read again', async () => {
    const story = csvStory();
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    const raw = story.store(TITLE);
    await story.profile(raw, atSecondRead(() => {
      throw new Error('outage');
    }));
    expect(story.row(raw)).toMatchObject({ state: 'DEAD_LETTERED', reason: 'ragged_row' });
    expect(story.row(raw)!.fault!.advice).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test('if they do not arrive', async () => {
    const story = csvStory();
    const raw = story.store(TITLE);
    await story.profile(raw, atSecondRead(() => new Promise(() => undefined)));
    expect(story.row(raw)!.state).toBe('DEAD_LETTERED');
    expect(story.row(raw)!.fault!.advice).toBeUndefined();
  });

  test('if its own metadata leaves no room', async () => {
    const story = csvStory();
    const raw = story.store(TITLE);
    Object.assign(story.bucket.find(raw.key)!.metadata, { note: 'n'.repeat(1_970) });
    await story.profile(raw);
    const { metadata } = story.bucket.find(raw.key.replace('raw/', 'dead-letter/'))!;
    expect(metadata).toMatchObject({ 'note': expect.any(String), 'dead-letter-reason': 'ragged_row' });
    expect(metadata).not.toHaveProperty('dead-letter-advice');
    expect(Object.entries(metadata).flat().join('').length).toBeLessThanOrEqual(2_048);
  });
});
