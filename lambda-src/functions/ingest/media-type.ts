import { Problem } from './problem';
import type { SourceConfig } from '../../../src/source-config';

/** Media types by the format of the source, each with the extension that a file without a name gets. */
const ACCEPTED: Record<SourceConfig['format'], ReadonlyMap<string, string>> = {
  json: new Map([['application/json', 'json'], ['application/x-ndjson', 'ndjson']]),
  csv: new Map([['text/csv', 'csv']]),
};

/** Accepted from every source: ASCII is part of all encodings, and a byte order mark shows UTF-16. */
const ANY_SOURCE = ['us-ascii', 'utf-16', 'utf-16le', 'utf-16be'];

/** What else is accepted, by the encoding of the source. A file in any other encoding would be dead-lettered, or its text garbled. */
const CHARSETS: Record<'utf-8' | 'latin1', { readonly name: string; readonly labels: ReadonlySet<string> }> = {
  'utf-8': { name: 'UTF-8', labels: new Set([...ANY_SOURCE, 'utf-8', 'utf8']) },
  'latin1': { name: 'Latin-1, as this source is declared to', labels: new Set([...ANY_SOURCE, 'iso-8859-1', 'latin1', 'windows-1252']) },
};

/** What a request says its body is. */
export interface MediaType {
  /** Type and character set alone, as the object's content type. Other parameters of the header are not kept. */
  readonly contentType: string;
  /** File extension, without a dot. */
  readonly extension: string;
}

/**
 * Reads `Content-Type` for a source.
 *
 * @throws Problem `unsupported_media_type` if the source does not take this type or this encoding of text
 */
export function parseMediaType(header: string | undefined, source: SourceConfig): MediaType {
  const accepted = ACCEPTED[source.format];
  const expected = `source ${source.sourceId} takes ${[...accepted.keys()].join(' or ')}`;
  if (header === undefined) {
    throw new Problem('unsupported_media_type', `Content-Type is missing; ${expected}.`);
  }
  const [type, ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const extension = accepted.get(type);
  if (extension === undefined) {
    throw new Problem('unsupported_media_type', `Content-Type is ${type}; ${expected}.`);
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length).replace(/^"(.*)"$/, '$1');
  const { name, labels } = CHARSETS[source.csv?.encoding ?? 'utf-8'];
  if (charset !== undefined && !labels.has(charset)) {
    throw new Problem('unsupported_media_type', `Content-Type says charset ${charset}; send ${name}, or UTF-16 with a byte order mark.`);
  }
  return { contentType: charset === undefined ? type : `${type}; charset=${charset}`, extension };
}
