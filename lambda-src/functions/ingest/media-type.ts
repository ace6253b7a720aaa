import { Problem } from './problem';
import { encodingName } from '../../../src/encoding';
import type { SourceConfig } from '../../../src/source-config';

/** Media types by the format of the source, each with the extension that a file without a name gets. */
const ACCEPTED: Record<SourceConfig['format'], ReadonlyMap<string, string>> = {
  json: new Map([['application/json', 'json'], ['application/x-ndjson', 'ndjson']]),
  csv: new Map([['text/csv', 'csv']]),
};

/** Accepted from every source: ASCII is part of nearly all encodings, and a byte order mark shows UTF-16. */
const ANY_SOURCE: ReadonlySet<string> = new Set(['us-ascii', 'utf-16', 'utf-16le', 'utf-16be']);

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
  const { encoding = 'utf-8' } = source.csv ?? {};
  // A file in any other encoding would be dead-lettered, or its text garbled.
  if (charset !== undefined && !ANY_SOURCE.has(charset) && encodingName(charset) !== encodingName(encoding)) {
    const declared = source.csv?.encoding === undefined ? 'UTF-8' : `${encoding}, as this source is declared to`;
    throw new Problem('unsupported_media_type', `Content-Type says charset ${charset}; send ${declared}, or UTF-16 with a byte order mark.`);
  }
  return { contentType: charset === undefined ? type : `${type}; charset=${charset}`, extension };
}
