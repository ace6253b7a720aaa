import { Stack } from 'aws-cdk-lib';
import { testApp } from './synth';
import * as library from '../../src';

/** The construct as a program in plain JavaScript sees it: nothing stands between its arguments and the constructor. */
const Untyped = library.SchemaOnReadIngestion as unknown as new (...args: unknown[]) => unknown;

function construct(...props: unknown[]): () => unknown {
  return () => new Untyped(new Stack(testApp(), 'Stack'), 'Ingestion', ...props);
}

const orders = { sourceId: 'orders', format: 'json' };

test.each<[string, unknown[], string]>([
  ['no props', [], "sources is missing; list at least one, for example sources: [{ sourceId: 'orders', format: SourceFormat.JSON }]"],
  ['null for props', [null], 'sources is missing'],
  ['props without sources', [{}], 'sources is missing'],
  ['undefined sources', [{ sources: undefined }], 'sources is missing'],
  ['null for sources', [{ sources: null }], 'sources is missing'],
  ['one source in place of an array', [{ sources: orders }], 'sources is an object; expected an array, for example [{ sourceId:'],
  ['a name in place of an array', [{ sources: 'orders' }], 'sources is the string "orders"; expected an array'],
  ['a name in place of a source', [{ sources: ['orders'] }], 'sources[0] is the string "orders"; expected an object'],
  ['null for a source', [{ sources: [orders, null] }], 'sources[1] is null; expected an object'],
  // eslint-disable-next-line no-sparse-arrays
  ['a hole in the array', [{ sources: [, orders] }], 'sources[0] is missing; expected an object'],
  ['an array in place of a source', [{ sources: [[orders]] }], 'sources[0] is an array; expected an object'],
  ['a source without an id', [{ sources: [{ format: 'json' }] }], "sources[0].sourceId is missing; expected a string, for example 'orders'"],
  ['a number for an id', [{ sources: [{ ...orders, sourceId: 7 }] }], 'sources[0].sourceId is a number; expected a string'],
  ['a source without a format', [{ sources: [{ sourceId: 'orders' }] }],
    "sources[0].format is missing; expected SourceFormat.JSON or SourceFormat.CSV for the source 'orders'"],
  ['another format', [{ sources: [{ ...orders, format: 'xml' }] }], 'sources[0].format is the string "xml"; expected SourceFormat.JSON or SourceFormat.CSV'],
])('%s: an error that says what is expected', (_, props, message) => {
  expect(construct(...props)).toThrow(`Stack/Ingestion: ${message}`);
});

test('props that a typed program could pass are accepted', () => {
  expect(construct({ sources: [orders] })).not.toThrow();
});
