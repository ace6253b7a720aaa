import { ulid } from 'ulid';
import { Prefix } from '../../../src/contract';

/** The names of a file that was just received. */
export interface RawName {
  /** ULID whose time is the receipt time, so that the ids of a source sort by receipt. */
  readonly ingestId: string;
  /** Key in the raw bucket: `raw/source=<id>/date=<UTC receipt date>/<ingest id>_<safe filename>`. */
  readonly key: string;
}

/**
 * Names a received file. Two calls never give the same name, whatever the sender called the file.
 *
 * @param receivedAt milliseconds since 1970
 */
export function nameRawFile(sourceId: string, receivedAt: number, safeFilename: string): RawName {
  const ingestId = ulid(receivedAt);
  const date = new Date(receivedAt).toISOString().slice(0, 10);
  return { ingestId, key: `${Prefix.RAW}source=${sourceId}/date=${date}/${ingestId}_${safeFilename}` };
}
