import { faultOf, profileOf, typesOf } from './support';
import { detailedEvidence } from '../../lambda-src/core/profiling/evidence';

const GERMAN = { numbers: { decimalSeparator: ',', groupSeparator: '.' } };

function column(...cells: string[]): string {
  return `a;b\n${cells.map((cell) => `"${cell}";x\n`).join('')}`;
}

async function columnType(source: object, ...cells: string[]): Promise<string> {
  return (await typesOf(column(...cells), 'csv', { csv: { delimiter: ';', header: true }, ...source })).a;
}

describe('a column of numbers that are written in another way', () => {
  test.each<[string, object, string[]]>([
    ['bigint', GERMAN, ['1.234', '-5', '1.000.000', '0']],
    ['double', GERMAN, ['1.234,5', '1234,5', '0,1', '-0']],
    ['double', { numbers: { trailingMinus: true } }, ['1.5-', '-1.5', '2']],
    ['bigint', { numbers: { percent: true } }, ['12%', '-3 %', '4']],
    ['double', { numbers: { decimalSeparator: ',', currency: '€' } }, ['€ 12,50', '-€1', '5 €', '€-2', '7']],
    ['bigint', { numbers: { groupSeparator: ' ', currency: 'EUR', trailingMinus: true } }, ['1 000 EUR', '5-EUR', '5 EUR-', 'EUR 3-']],
    ['decimal(21,0)', { numbers: { groupSeparator: ',' } }, ['123,456,789,012,345,678,901']],
    ['bigint', { fields: { a: { number: { groupSeparator: '\u202f' } } } }, ['1\u202f234']],
  ])('is %s by %j', async (type, source, cells) => {
    expect(await columnType(source, ...cells)).toBe(type);
  });

  test.each<[object, string]>([
    [GERMAN, '12.5'], [GERMAN, '1.2345'], [GERMAN, '1234.567'], [GERMAN, '.123'], [GERMAN, '1.234.'], [GERMAN, '12,34,567'], [GERMAN, '01,5'], [GERMAN, '5,'],
    [GERMAN, '1,5-'], [GERMAN, '+1'], [GERMAN, ' 1'], [GERMAN, '1 234'], [GERMAN, '5 €'], [{ numbers: { groupSeparator: ',' } }, '12,34,567'],
    [{ numbers: { currency: '€' } }, '$5'], [{ numbers: { currency: '€' } }, '€5€'], [{ numbers: { trailingMinus: true } }, '-5-'], [{ numbers: { percent: true } }, '5%%'],
    [{ numbers: { decimalSeparator: ',' } }, `0,${'1'.repeat(63)}`],
  ])('is text by %j if it has the cell %j', async (source, cell) => {
    expect(await columnType(source, '1', cell)).toBe('string');
  });
});

describe('a column of times that are written in another way', () => {
  test.each<[string, object, string[]]>([
    ['date', { times: { patterns: ['dd.MM.yyyy'] } }, ['31.12.2024', '2024-12-31']],
    ['timestamp', { times: { patterns: ['dd.MM.yyyy', 'd.M.yyyy H:mm'] } }, ['31.12.2024', '1.2.2024 7:05']],
    ['date', { times: { patterns: ['d MMM yy', 'MMMM d, yyyy'] } }, ['5 JAN 99', 'february 29, 2024']],
    ['timestamp', { times: { zone: 'Europe/Berlin' } }, ['2024-03-31 01:59:59', '2024-03-31 03:00:00', '2024-10-27 01:59:59', '9999-12-31 23:59:59', '2024-03-31 02:30:00Z']],
    ['date', { fields: { a: { time: { patterns: ['yyyyMMdd'] } } } }, ['20241231']],
    ['timestamp', { fields: { a: { epoch: 'seconds' } } }, ['1714557600', '-1', '1714557600.123', '1714557600.500000']],
    ['timestamp', { fields: { a: { epoch: 'milliseconds' } } }, ['1714557600000', '-62135596800000', '253402300799999']],
  ])('is %s by %j', async (type, source, cells) => {
    expect(await columnType(source, ...cells)).toBe(type);
  });

  test.each<[object, string]>([
    [{ times: { patterns: ['dd.MM.yyyy'] } }, '31.12.24'], [{ times: { patterns: ['dd.MM.yyyy'] } }, '31.11.2024'], [{ times: { patterns: ['dd.MM.yyyy'] } }, '1.12.2024'],
    [{ times: { patterns: ['dd.MM.yyyy'] } }, '31.12.2024 '], [{ times: { patterns: ['h:mm a dd.MM.yyyy'] } }, '0:30 AM 31.12.2024'],
    [{ times: { zone: 'Europe/Berlin' } }, '2024-03-31 02:30:00'], [{ times: { zone: 'Europe/Berlin' } }, '2024-10-27 02:30:00'],
    [{ times: { zone: '+02:00' } }, '0001-01-01 01:59:59'],
    [{ fields: { a: { epoch: 'seconds' } } }, '1714557600.1234'], [{ fields: { a: { epoch: 'milliseconds' } } }, '1714557600000.5'],
    [{ fields: { a: { epoch: 'seconds' } } }, '253402300800'], [{ fields: { a: { epoch: 'seconds' } } }, '2024-01-01'],
  ])('is text by %j if it has the cell %j', async (source, cell) => {
    expect(await columnType(source, cell)).toBe('string');
  });

  test('has no least and greatest time in its evidence, because the order of texts is not theirs', async () => {
    const source = { times: { patterns: ['dd.MM.yyyy'] }, csv: { delimiter: ';', header: true } } as const;
    const { schema, scanned } = await profileOf(column('31.12.2023', '01.01.2024'), 'csv', undefined, source);
    expect(detailedEvidence(schema, scanned)[0]).toMatchObject({ type: 'date', lengths: { min: 10, max: 10 } });
    expect(detailedEvidence(schema, scanned)[0]).not.toHaveProperty('min');
  });
});

describe('JSON fields that are written in another way', () => {
  const source = {
    fields: {
      'price': { number: { decimalSeparator: ',' } }, 'at': { epoch: 'seconds' }, 'l[].day': { time: { patterns: ['dd/MM/yyyy'] } }, 'm{}': { number: { percent: true } },
    },
    typeHints: { m: 'map' },
  } as const;

  test('are numbers and times if every value is', async () => {
    const lines = '{"price":"1,5","at":1714557600,"l":[{"day":"31/12/2024"}],"m":{"x":"5%"}}\n{"price":null,"at":"0","l":[],"m":{"y":6}}\n{"price":2}\n';
    expect(await typesOf(lines, 'json', source)).toEqual({
      'price': 'double', 'at': 'timestamp', 'l': 'array', 'l[]': 'struct', 'l[].day': 'date', 'm': 'map', 'm{}': 'bigint',
    });
  });

  test('are what they show if one value is not', async () => {
    const lines = '{"price":"1,5","at":1714557600,"l":[{"day":"31/12/2024"}],"m":{"x":"5%"}}\n{"price":"n/a","at":1e20,"l":[{"day":"12/31/2024"}],"m":{"y":true}}\n';
    expect(await typesOf(lines, 'json', source)).toMatchObject({ 'price': 'string', 'at': 'double', 'l[].day': 'string', 'm{}': 'json' });
  });

  test('are not taken for ISO 8601 by a hint if a time does not exist in their zone', async () => {
    const zoned = { fields: { at: { time: { zone: 'Europe/Berlin' } } }, typeHints: { at: 'timestamp' } };
    expect(await typesOf('{"at":"2024-03-31T01:30:00"}', 'json', zoned)).toEqual({ at: 'timestamp' });
    expect(await typesOf('{"at":"2024-03-31T02:30:00"}', 'json', zoned)).toEqual({ at: 'string' });
  });
});

describe('the hint decimal(p,s)', () => {
  test.each<['csv' | 'json', string, string, string]>([
    ['csv', 'decimal(5,2)', 'a\n1\n-1.5\n999.990\n1.2e2\n', 'decimal(5,2)'],
    ['csv', 'decimal(5,2)', 'a\n1\n1.555\n', 'double'],
    ['csv', 'decimal(5,2)', 'a\n1000\n', 'bigint'],
    ['csv', 'decimal(38,18)', 'a\n0.123456789012345678\n12345678901234567890\n', 'decimal(38,18)'],
    ['csv', 'decimal(3,0)', 'a\n999\n', 'decimal(3,0)'],
    ['csv', 'decimal(3,1)', 'a\nNaN\n1\n', 'double'],
    ['csv', 'decimal(3,1)', 'a,b\n,x\n', 'decimal(3,1)'],
    ['json', 'decimal(4,3)', '{"a":1.001}\n{"a":null}', 'decimal(4,3)'],
    ['json', 'decimal(4,3)', '{"a":"1.001"}', 'string'],
    ['json', 'decimal(4,3)', '{"a":10}', 'bigint'],
  ])('in %s, %s makes of %j %s', async (format, hint, content, type) => {
    expect((await typesOf(content, format, { typeHints: { a: hint } })).a).toBe(type);
  });

  test('goes with another way to write numbers', async () => {
    const source = { ...GERMAN, typeHints: { a: 'decimal(7,2)' } };
    expect(await columnType(source, '12.345,67', '-1')).toBe('decimal(7,2)');
    expect(await columnType(source, '12.345,678')).toBe('double');
  });
});

test('a fault of a file does not depend on formats', async () => {
  expect(await faultOf('{"a":"1,5"', 'json', undefined, { fields: { a: { number: { decimalSeparator: ',' } } } })).toMatchObject({ reason: 'malformed_json' });
});
