import type { AlertMessage, SchemaDrift } from '../../lambda-src/core/alerts/messages';
import { renderSlack, type SlackMessage } from '../../lambda-src/core/slack/render-slack';

const DRIFT: SchemaDrift = {
  kind: 'schema_drift',
  alert_id: 'drift-2026-11-24T08:00:00.000Z',
  source_id: 'orders',
  version: 'version#2026-11-24T08:00:00.000Z',
  baseline: 'version#2026-11-01T00:00:00.000Z',
  compatibility: 'BACKWARD',
  removed: [{ path: 'customer.email', type: 'string', present: 118, records: 120 }, { path: 'vat', type: 'double' }],
  added: [{ path: 'customer.mail', type: 'string' }],
  type_changed: { amount: { from: 'bigint', to: 'string', class: 'incompatible' } as never },
  sample_key: 'raw/source=orders/date=2026-11-24/01JDF0_a.json',
  records: 12,
  repeat: false,
  at: '2026-11-24T08:00:00.000Z',
};

function textOf(message: SlackMessage): string {
  return message.blocks.map((block) => block.text.text).join('\n');
}

test('a drift says what is gone, new and changed, how often it had been there, and where it was seen', () => {
  const text = textOf(renderSlack(DRIFT, 'registry'));
  expect(text).toContain('Schema drift: orders');
  expect(text).toContain('*Gone*\n• `customer.email` `string`: had been in 118 of 120 records\n• `vat` `double`\n');
  expect(text).toContain('*New*\n• `customer.mail` `string`');
  expect(text).toContain('• `amount` `bigint` → `string` (incompatible)');
  expect(text).toContain('`raw/source=orders/date=2026-11-24/01JDF0_a.json` (12 records)');
});

test('a drift shows the two commands that decide it on the item of the registry', () => {
  const commands = textOf(renderSlack(DRIFT, 'registry-table')).match(/```[^`]*```/g)!;
  expect(commands).toHaveLength(2);
  for (const command of commands) {
    expect(command).toContain('--table-name registry-table');
    expect(command).toContain('--key \'{"source_id":{"S":"orders"},"sk":{"S":"version#2026-11-24T08:00:00.000Z"}}\'');
    expect(command).toContain('SET #s = :s, #t = :t');
  }
  expect(commands.map((command) => /":s":\{"S":"(\w+)"/.exec(command)![1])).toEqual(['ACTIVE', 'DEPRECATED']);
});

test('a drift that cannot be approved offers only rejection', () => {
  const text = textOf(renderSlack({ ...DRIFT, type_changed: { amount: { from: 'bigint', to: 'double', class: 'physical' } as never } }, 'registry'));
  expect(text).toContain('cannot be approved');
  expect(text.match(/```/g)).toHaveLength(2);
  expect(text).not.toContain('"ACTIVE"');
});

test('sections without entries are left out', () => {
  const text = textOf(renderSlack({ ...DRIFT, added: [], type_changed: {} }, 'registry'));
  expect(text).not.toContain('*New*');
  expect(text).not.toContain('*Type changed*');
});

test('a drift says what is odd about the file, so that names that look alike are told apart', () => {
  const warnings = [
    { code: 'look_alike_names', path: 'Order\u00a0ID', detail: '"Order\\u00a0ID" looks like "Order ID", which the ACTIVE version has' },
    { code: 'minority_type', path: 'a<b', count: 1, record: 300, detail: '299 of 300 values are double, 1 is string' },
  ] as const;
  const text = textOf(renderSlack({ ...DRIFT, warnings }, 'registry'));
  expect(text).toContain('*Odd about the file*\n• "Order\\u00a0ID": "Order\\u00a0ID" looks like "Order ID", which the ACTIVE version has\n'
    + '• a&lt;b: 299 of 300 values are double, 1 is string (record 300)\n');
  expect(textOf(renderSlack(DRIFT, 'registry'))).not.toContain('Odd');
});

test('of many warnings a drift shows the first ones, and counts the others', () => {
  const warnings = Array.from({ length: 100 }, (_, i) => ({ code: 'padded_cells', path: `c${i}`, count: 1, record: 1, detail: '1 cell has blanks at an end' } as const));
  const text = textOf(renderSlack({ ...DRIFT, warnings }, 'registry'));
  expect(text).toMatch(/• c0: 1 cell has blanks at an end \(record 1\)[^*]*… and \d\d more\n/);
});

test('paths for which the message had no room are counted', () => {
  expect(textOf(renderSlack({ ...DRIFT, omitted: 41 }, 'registry'))).toContain('41 further paths');
});

describe('a hostile field name', () => {
  function rendered(path: string): string {
    return textOf(renderSlack({ ...DRIFT, removed: [{ path, type: 'string' }] }, 'registry'));
  }

  test('can neither mention nor link', () => {
    expect(rendered('<!channel>')).toContain('`&lt;!channel&gt;`');
    expect(rendered('<https://evil.test|Approve>')).not.toContain('<');
  });

  test('cannot write an entity that becomes a mention', () => {
    expect(rendered('&lt;!here&gt;')).toContain('`&amp;lt;!here&amp;gt;`');
  });

  test('cannot end the inline code that holds it', () => {
    expect(rendered('a` *approve* `b')).toContain('• `a\\u{60} *approve* \\u{60}b` `string`');
  });

  test.each([
    ['a line feed', 'a\nb', 'a\\u{a}b'],
    ['a direction override', 'a\u202eb', 'a\\u{202e}b'],
    ['a zero-width space', 'a\u200bb', 'a\\u{200b}b'],
    ['half a surrogate pair', 'a\ud800b', 'a\\u{d800}b'],
  ])('shows %s as its code', (_, path, shown) => {
    expect(rendered(path)).toContain(`• \`${shown}\` \`string\``);
  });

  test('of any length leaves room for the others', () => {
    const long = renderSlack({ ...DRIFT, removed: [{ path: '&'.repeat(5000), type: 'string' }, { path: 'vat', type: 'double' }] }, 'registry');
    expect(textOf(long)).toContain('…` `string`\n• `vat`');
  });
});

test('the largest drift stays within what Slack accepts', () => {
  const paths = Array.from({ length: 2000 }, (_, index) => ({ path: `field.${index}.😀<&>`, type: 'string' as const }));
  const message = renderSlack({
    ...DRIFT,
    removed: paths,
    added: paths,
    type_changed: Object.fromEntries(paths.map(({ path }) => [path, { from: 'bigint', to: 'string', class: 'incompatible' } as never])),
    omitted: 5,
    sample_key: `raw/source=orders/date=2026-11-24/${'&'.repeat(255)}`,
  }, 'registry');
  expect(message.blocks.length).toBeLessThanOrEqual(50);
  for (const block of message.blocks) {
    expect(block.text.text.length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000);
  }
  expect(textOf(message).length).toBeLessThan(13_000);
  expect(textOf(message)).toMatch(/… and \d{4} more/);
});

test.each<[string, AlertMessage, string[]]>([
  ['a decision that was refused', {
    kind: 'decision_refused',
    alert_id: 'a',
    source_id: 'orders',
    version: 'version#1',
    found: 'RETIRED',
    restored: 'BREAKING',
    detail: 'expected ACTIVE or DEPRECATED',
    command: 'aws dynamodb update-item',
    at: '2026-11-24T08:00:00.000Z',
  }, ['Decision not carried out: orders', '`version#1`', '`RETIRED`', '`BREAKING`', 'expected ACTIVE or DEPRECATED', '```aws dynamodb update-item```']],
  ['a version that somebody deleted', {
    kind: 'version_restored', alert_id: 'a', source_id: 'orders', version: 'version#1', change: 'deleted', attributes: [], at: '2026-11-24T08:00:00.000Z',
  }, ['Edit set back: orders', '`version#1`', 'was deleted and has been written again']],
  ['an edit of what does not count', {
    kind: 'version_restored', alert_id: 'a', source_id: 'orders', version: 'version#1', change: 'edited', attributes: ['fields', 'others'], at: '2026-11-24T08:00:00.000Z',
  }, ['Edit set back: orders', '`fields`, `others`', 'Only edits of its `status`, `note` and `plan` count']],
  ['a held file', {
    kind: 'files_held',
    alert_id: 'a',
    source_id: 'orders',
    reason: 'foreign_key',
    count: 1,
    first_at: '2026-11-24T08:00:00.000Z',
    last_at: '2026-11-24T08:00:00.000Z',
    examples: [{ ingest_id: '01JDF0', key: 'raw/source=orders/x.json' }],
    advice: 'the key is none of ours',
    at: '2026-11-24T08:00:00.000Z',
  }, ['File held: orders', '1 file of *orders* is set aside', '`foreign_key`', 'at 2026-11-24T08:00:00.000Z', '*Which*\n• `01JDF0` `raw/source=orders/x.json`',
    'the key is none of ours']],
  ['files that could not be read', {
    kind: 'files_dead_lettered',
    alert_id: 'a',
    source_id: 'orders',
    reason: 'ragged_row',
    count: 4711,
    first_at: '2026-11-24T08:00:00.000Z',
    last_at: '2026-11-24T08:14:00.000Z',
    examples: [{ ingest_id: '01JDF0', key: 'raw/source=orders/x.csv', detail: 'row 3 has <4> cells', advice: 'Declare csv: { delimiter: \'|\' }.' }],
    advice: 'Have the sender mend it.',
    at: '2026-11-24T08:15:00.000Z',
  }, ['4711 files not readable: orders', '4711 files of *orders* could not be read (`ragged_row`)', 'between 2026-11-24T08:00:00.000Z and 2026-11-24T08:14:00.000Z',
    '*The first of them*\n• `01JDF0` `raw/source=orders/x.csv`: row 3 has &lt;4&gt; cells. Declare csv: { delimiter: \'|\' }.', 'Have the sender mend it.', 'after a quarter of an hour']],
  ['a file of a source that nobody registered', {
    kind: 'files_dead_lettered',
    alert_id: 'a',
    source_id: '#none',
    reason: 'unregistered_source',
    count: 1,
    first_at: '2026-11-24T08:00:00.000Z',
    last_at: '2026-11-24T08:00:00.000Z',
    examples: [{ ingest_id: '01JDF0', key: 'raw/source=stranger/x.csv' }],
    advice: 'Register the source.',
    at: '2026-11-24T08:15:00.000Z',
  }, ['File not readable: sources that are not registered', '`raw/source=stranger/x.csv`', 'Register the source.']],
  ['a failed run', {
    kind: 'run_failed',
    alert_id: 'a',
    run: '20261124T080000Z',
    detail: 'cluster j-1 is TERMINATED_WITH_ERRORS',
    at: '2026-11-24T08:00:00.000Z',
  }, ['Promotion run failed: 20261124T080000Z', 'j-1 is TERMINATED_WITH_ERRORS', 'Nothing is lost']],
])('%s says what happened', (_, message, parts) => {
  const rendered = renderSlack(message, 'registry');
  for (const part of parts) {
    expect(textOf(rendered)).toContain(part);
  }
  expect(rendered.text).toBe(parts[0]);
});

test('an alarm is shown with its state, what it means, and why it changed', () => {
  const text = textOf(renderSlack({
    kind: 'alarm',
    AlarmName: 'Ingestion-ProfilingFailures',
    AlarmDescription: 'Files could not be read.',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed: 1 datapoint [2.0 >= 1.0]',
    StateChangeTime: '2026-11-24T08:00:00.000+0000',
  }, 'registry'));
  expect(text).toContain('ALARM: Ingestion-ProfilingFailures');
  expect(text).toContain('Files could not be read.');
  expect(text).toContain('[2.0 &gt;= 1.0] (2026-11-24T08:00:00.000+0000)');
});
