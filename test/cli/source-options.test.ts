/** What a source can declare. Command line and stack accept the same, and refuse the rest with the same message. */

import { parseOptions } from '../../cli/command-line/options';
import { UsageError } from '../../cli/command-line/usage-error';
import { declarationOf } from '../../cli/profile/declaration';
import { SOURCE_OPTIONS } from '../../cli/profile/source-options';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { EpochUnit, SourceFormat, type SourceProps } from '../../src';
import type { ReadingConfig } from '../../src/source-config';
import { sourceConfig } from '../../src/source-config';
import { validateSources } from '../../src/source-validation';

type Declared = Partial<Omit<SourceProps, 'sourceId' | 'format' | 'csv' | 'fields'>> & {
  readonly csv?: Record<string, unknown>;
  readonly fields?: Record<string, unknown>;
};

function onCommandLine(format: Family, ...args: string[]): ReadingConfig {
  const parsed = parseOptions(args, SOURCE_OPTIONS);
  if (parsed.help) {
    throw new Error('no help was asked for');
  }
  return declarationOf('a-file', format, parsed.values);
}

function inStack(format: Family, declared: Declared) {
  const props = { sourceId: 'orders', format: format === 'csv' ? SourceFormat.CSV : SourceFormat.JSON, ...declared } as SourceProps;
  validateSources('Sources', [props]);
  const { sourceId: _, optionalFields: __, ...options } = sourceConfig(props);
  return options;
}

function refusal(declare: () => unknown): string | undefined {
  try {
    declare();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

/** What the message says of the option. */
const findingIn = (message: string | undefined) => /(?: (?:is|has|names|needs|cannot|can) .*)$/s.exec(message ?? '')?.[0];

const withoutNothing = (options: object) => JSON.parse(JSON.stringify(options, (_, value) => (
  (Array.isArray(value) && value.length === 0) || (value?.constructor === Object && Object.keys(value).length === 0) ? undefined : value)));

const long = 'é'.repeat(32);

test.each<[Family, string[], Declared]>([
  ['csv', [], {}],
  ['csv', ['--delimiter', ';', '--header', 'false', '--encoding', 'latin1', '--preamble-lines', '2', '--footer-lines', '1000', '--ragged-rows', 'fill'],
    { csv: { delimiter: ';', header: false, encoding: 'latin1', preambleLines: 2, footerLines: 1000, raggedRows: 'fill' } }],
  ['csv', ['--delimiter', '\t'], { csv: { delimiter: '\t' } }],
  ['csv', ['--delimiter', '\\t', '--header', 'true'], { csv: { delimiter: '\t', header: true } }],
  ['csv', ['--delimiter', '\\x01', '--quote', '', '--escape', '\\', '--comment', '#', '--trim', 'true', '--blank-rows', 'keep'],
    { csv: { delimiter: '\u0001', quote: '', escape: '\\', comment: '#', trim: true, blankRows: 'keep' } }],
  ['csv', ['--delimiter', '^', '--quote', "'"], { csv: { delimiter: '^', quote: "'" } }],
  ['csv', ['--header', 'true', '--headers', 'repair'], { csv: { header: true, headers: 'repair' } }],
  ['csv', ['--header', 'true', '--column-names', 'a,b'], { csv: { header: true, columnNames: ['a', 'b'] } }],
  ['csv', ['--column-names', 'id,"last, first", x'], { csv: { columnNames: ['id', 'last, first', ' x'] } }],
  ['csv', ['--type-hint', 'a\\.b=date', '--type-hint', 'c=decimal(38,0)'], { typeHints: { 'a\\.b': 'date', 'c': 'decimal(38,0)' } }],
  ['json', ['--null-marker', 'NA', '--null-marker', '-', '--null-marker=--'], { nullMarkers: ['NA', '-', '--'] }],
  ['json', ['--type-hint', 'a=b=string', '--type-hint', 'm=map', '--type-hint', 'm{}.x[]=json', '--type-hint', '__proto__=double'],
    { typeHints: { 'a=b': 'string', 'm': 'map', 'm{}.x[]': 'json', ['__proto__']: 'double' } }],
  ['json', ['--type-hint', 'o=struct', '--type-hint', 'o.x=date', '--type-hint', '\\e=string'], { typeHints: { 'o': 'struct', 'o.x': 'date', '\\e': 'string' } }],
  ['json', ['--max-bad-record-ratio', '0.5'], { maxBadRecordRatio: 0.5 }],
  ['csv', ['--decimal-separator', ',', '--group-separator', '.', '--trailing-minus', '--percent', '--currency', '€'],
    { numbers: { decimalSeparator: ',', groupSeparator: '.', trailingMinus: true, percent: true, currency: '€' } }],
  ['csv', ['--time-pattern', 'dd.MM.yyyy', '--time-pattern', "dd.MM.yyyy 'um' HH:mm", '--time-zone', 'Europe/Berlin'],
    { times: { patterns: ['dd.MM.yyyy', "dd.MM.yyyy 'um' HH:mm"], zone: 'Europe/Berlin' } }],
  ['json', ['--field', 'a=b={"epoch":"seconds"}', '--field', 'l[].x={"time":{"patterns":["yyyyMMdd"],"zone":"+01:00"}}'],
    { fields: { 'a=b': { epoch: EpochUnit.SECONDS }, 'l[].x': { time: { patterns: ['yyyyMMdd'], zone: '+01:00' } } } }],
  ['csv', ['--type-hint', 'a=decimal(9,2)'], { typeHints: { a: 'decimal(9,2)' } }],
  ['json', ['--null-marker', ''], { nullMarkers: [''] }],
  ['json', ['--records-at', '', '--key-column', 'id'], { recordsAt: '', keyColumn: 'id' }],
  ['json', ['--records-at', 'd.items', '--around-column', 'd.at', '--around-column', 'by'], { recordsAt: 'd.items', aroundColumns: ['d.at', 'by'] }],
  ['json', ['--empty-array-as-object', 'a[].b', '--always-array', 'a', '--always-array', 'm{}'], { emptyArrayAsObject: ['a[].b'], alwaysArray: ['a', 'm{}'] }],
])('%s %j means what the stack means', (format, args, declared) => {
  expect(withoutNothing(onCommandLine(format, ...args))).toEqual(withoutNothing(inStack(format, declared)));
});

test.each<[Family, string[], Declared]>([
  ['csv', ['--delimiter', '::'], { csv: { delimiter: '::' } }],
  ['csv', ['--delimiter', '"'], { csv: { delimiter: '"' } }],
  ['csv', ['--quote', '""'], { csv: { quote: '""' } }],
  ['csv', ['--quote', ';'], { csv: { quote: ';' } }],
  ['csv', ['--escape', ''], { csv: { escape: '' } }],
  ['csv', ['--escape', '"'], { csv: { escape: '"' } }],
  ['csv', ['--comment', ''], { csv: { comment: '' } }],
  ['csv', ['--comment', '"#'], { csv: { comment: '"#' } }],
  ['csv', ['--trim', 'yes'], { csv: { trim: 'yes' } }],
  ['csv', ['--blank-rows', 'drop'], { csv: { blankRows: 'drop' } }],
  ['csv', ['--headers', 'number'], { csv: { headers: 'number' } }],
  ['csv', ['--headers', 'repair', '--column-names', 'a'], { csv: { headers: 'repair', columnNames: ['a'] } }],
  ['csv', ['--delimiter', ''], { csv: { delimiter: '' } }],
  ['csv', ['--preamble-lines', '1001'], { csv: { preambleLines: 1001 } }],
  ['csv', ['--footer-lines', '1.5'], { csv: { footerLines: 1.5 } }],
  ['csv', ['--footer-lines=-1'], { csv: { footerLines: -1 } }],
  ['csv', ['--header', 'yes'], { csv: { header: 'yes' } }],
  ['csv', ['--encoding', 'sjis2'], { csv: { encoding: 'sjis2' } }],
  ['csv', ['--ragged-rows', 'drop'], { csv: { raggedRows: 'drop' } }],
  ['json', ['--delimiter', ','], { csv: { delimiter: ',' } }],
  ['csv', ['--column-names', 'a, '], { csv: { columnNames: ['a', ' '] } }],
  ['csv', ['--column-names', 'x'.repeat(513)], { csv: { columnNames: ['x'.repeat(513)] } }],
  ['csv', ['--column-names', 'Id,b,ID'], { csv: { columnNames: ['Id', 'b', 'ID'] } }],
  ['csv', ['--records-at', 'a'], { recordsAt: 'a' }],
  ['csv', ['--always-array', 'a'], { alwaysArray: ['a'] }],
  ['json', ['--records-at', 'a[]'], { recordsAt: 'a[]' }],
  ['json', ['--key-column', 'k'], { keyColumn: 'k' }],
  ['json', ['--records-at', 'r', '--key-column', ' '], { recordsAt: 'r', keyColumn: ' ' }],
  ['json', ['--around-column', 'a'], { aroundColumns: ['a'] }],
  ['json', ['--records-at', 'd.r', '--around-column', 'd'], { recordsAt: 'd.r', aroundColumns: ['d'] }],
  ['json', ['--empty-array-as-object', 'a', '--always-array', 'a'], { emptyArrayAsObject: ['a'], alwaysArray: ['a'] }],
  ['json', ['--null-marker', 'a"b'], { nullMarkers: ['a"b'] }],
  ['json', ['--null-marker', 'a\nb'], { nullMarkers: ['a\nb'] }],
  ['json', ['--null-marker', long], { nullMarkers: [long] }],
  ['json', Array.from({ length: 101 }, (_, i) => `--null-marker=${i}`), { nullMarkers: Array.from({ length: 101 }, (_, i) => `${i}`) }],
  ...['', 'a.', '.a', 'a..b', 'items[0]', 'a[', 'a\\', 'a\\b', '[]'].map((path): [Family, string[], Declared] => (
    ['json', ['--type-hint', `${path}=string`], { typeHints: { [path]: 'string' } }])),
  ...['', 'int', 'array', 'unknown', 'bigint(wide)', 'decimal(0,0)', 'decimal(39,0)', 'decimal(20,21)', 'decimal(5)'].map((type): [Family, string[], Declared] => (
    ['json', ['--type-hint', `a=${type}`], { typeHints: { a: type } }])),
  ['csv', ['--type-hint', 'a=map'], { typeHints: { a: 'map' } }],
  ['csv', ['--type-hint', 'a=int'], { typeHints: { a: 'int' } }],
  ['csv', ['--type-hint', 'a.b=string'], { typeHints: { 'a.b': 'string' } }],
  ['json', ['--type-hint', 'a=map', '--type-hint', 'a.b=date'], { typeHints: { 'a': 'map', 'a.b': 'date' } }],
  ['json', ['--max-bad-record-ratio', '0.51'], { maxBadRecordRatio: 0.51 }],
  ['json', ['--max-bad-record-ratio=-0.1'], { maxBadRecordRatio: -0.1 }],
  ['csv', ['--decimal-separator', ';'], { numbers: { decimalSeparator: ';' } }],
  ['csv', ['--group-separator', '.'], { numbers: { groupSeparator: '.' } }],
  ['csv', ['--group-separator', 'x'], { numbers: { groupSeparator: 'x' } }],
  ['csv', ['--currency', '5'], { numbers: { currency: '5' } }],
  ['csv', ['--time-pattern', 'dd.MM'], { times: { patterns: ['dd.MM'] } }],
  ['csv', ['--time-pattern', 'dd/MM/yyyy', '--time-pattern', 'MM/dd/yyyy'], { times: { patterns: ['dd/MM/yyyy', 'MM/dd/yyyy'] } }],
  ['csv', ['--time-pattern', 'yyyyMMdd'], { times: { patterns: ['yyyyMMdd'] } }],
  ['csv', ['--time-zone', 'Mars'], { times: { zone: 'Mars' } }],
  ['json', ['--decimal-separator', ','], { numbers: { decimalSeparator: ',' } }],
  ['json', ['--time-zone', 'UTC'], { times: { zone: 'UTC' } }],
  ['json', ['--field', 'a={"epoch":"days"}'], { fields: { a: { epoch: 'days' } } }],
  ['csv', ['--field', 'a.b={"epoch":"seconds"}'], { fields: { 'a.b': { epoch: 'seconds' } } }],
])('%s %j is refused with the words of synthesis', (format, args, declared) => {
  const [here, there] = [refusal(() => onCommandLine(format, ...args)), refusal(() => inStack(format, declared))];
  expect(findingIn(there)).toBeDefined();
  expect(findingIn(here)).toBe(findingIn(there));
});

test.each<[Family, string[], string]>([
  ['json', ['--delimiter', ';', '--preamble-lines', '1'], 'a-file: --delimiter, --preamble-lines can be declared only if the format is CSV, but it is JSON; leave it out, or declare the format csv'],
  ['csv', ['--column-names', ''], 'expected names with commas between them'],
  ['csv', ['--column-names', 'a,"b'], 'a name with a comma in quotes'],
  ['csv', ['--column-names', 'a\nb'], 'expected names with commas between them'],
  ['csv', ['--header', 'no'], '--header is "no"; expected true or false'],
  ['csv', ['--encoding', 'sjis2'], '--encoding is "sjis2"; expected a label of the WHATWG Encoding Standard, such as utf-8, windows-1252 or shift_jis'],
  ['csv', ['--ragged-rows', 'drop'], '--ragged-rows is "drop"; expected refuse or fill'],
  ['csv', ['--preamble-lines', 'two'], '--preamble-lines is "two"; expected a whole number from 0 to 1000'],
  ['json', ['--type-hint', 'a'], '--type-hint is "a"; expected PATH=TYPE'],
  ['json', ['--type-hint', 'a=date', '--type-hint', 'a=string'], '--type-hint gives "a" two types, date and string; leave one out'],
  ['json', ['--type-hint', 'a=json', '--type-hint', 'a.b[].c=date'], '--type-hint "a.b[].c" is "date", but "a" is "json", below which there are no fields; leave one of the two hints out'],
  ['json', ['--field', 'a'], '--field is "a"; expected PATH=JSON'],
  ['json', ['--field', 'a={epoch}'], '--field is "a={epoch}"; expected PATH=JSON'],
  ['json', ['--field', 'a={"epoch":"seconds"}', '--field', 'a={"time":{"zone":"UTC"}}'], '--field gives "a" twice; leave one out'],
  ['json', ['--field', 'a={}'], '--field "a" is {}; expected an object with exactly one of number, time, epoch'],
  ['json', ['--decimal-separator', ',', '--percent'], '--decimal-separator, --percent can be declared only if the format is CSV, but it is JSON; declare the fields'],
  ['csv', ['--time-zone', 'Mars'], '--time-zone is "Mars"; expected UTC, an offset such as +02:00, or a name such as Europe/Berlin'],
  ['json', ['--max-bad-record-ratio', 'few'], '--max-bad-record-ratio is "few"; expected a number from 0 to 0.5'],
  ['json', ['--max-bad-record-ratio', ''], '--max-bad-record-ratio is ""; expected a number from 0 to 0.5'],
])('%s %j is wrong usage', (format, args, message) => {
  expect(() => onCommandLine(format, ...args)).toThrow(UsageError);
  expect(() => onCommandLine(format, ...args)).toThrow(message);
});
