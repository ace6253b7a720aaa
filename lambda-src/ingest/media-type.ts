import { Problem } from './problem';
import { SourceConfig } from '../../src/contract';

/** Media types by the format of the source, and the extension that a file without a name gets. */
const ACCEPTED: Record<SourceConfig['format'], ReadonlyMap<string, string>> = {
  json: new Map([['application/json', 'json'], ['application/x-ndjson', 'ndjson']]),
  csv: new Map([['text/csv', 'csv']]),
};

/** UTF-16 is told by its byte order mark, whatever the label says; every other encoding would end in dead-letter. */
const CHARSETS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'utf-16', 'utf-16le', 'utf-16be']);

/** Only a source that is declared to send Latin-1 is read so, and under each of these names as windows-1252. */
const LATIN_1: ReadonlySet<string> = new Set(['iso-8859-1', 'latin1', 'windows-1252']);

/** What a request says its body is. */
export interface MediaType {
  /** Type and character set alone, as the object's content type: a header of any length and parameters is not kept. */
  readonly contentType: string;
  /** File extension, without a dot. */
  readonly extension: string;
}

/**
 * Reads `Content-Type` for a source.
 *
 * @throws Problem `unsupported_media_type` where the source takes no such type or encoding of text
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
  const mayBeLatin1 = source.csv?.encoding === 'latin1';
  if (charset !== undefined && !CHARSETS.has(charset) && !(mayBeLatin1 && LATIN_1.has(charset))) {
    throw new Problem('unsupported_media_type', `Content-Type says charset ${charset}; `
      + `send ${mayBeLatin1 ? 'Latin-1, UTF-8' : 'UTF-8'}, or UTF-16 with a byte order mark.`);
  }
  return { contentType: charset === undefined ? type : `${type}; charset=${charset}`, extension };
}
