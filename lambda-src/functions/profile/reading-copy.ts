import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ProfileDeps } from './deps';
import { putStream } from './put-stream';
import { readVersion } from './raw-bucket';
import type { Dialect } from '../../core/formats/dialect';
import type { CopyRow } from '../../core/ledger/file-row';
import { readingCopyKey } from '../../core/raw/kept-keys';
import type { RawObject } from '../../core/raw/raw-object';
import { needsReadingCopy, readingCopyText } from '../../core/profiling/reading-copy';

/** The whole file must be read once more within the time of the invocation. Higher levels would take several times as long. */
const GZIP_LEVEL = 1;

/** The reading copy of one file, if promotion needs one. It is written when it is first asked for, and not again after a lost race. */
export class ReadingCopy {
  private written?: Promise<CopyRow>;

  constructor(
    private readonly deps: ProfileDeps, private readonly raw: RawObject, private readonly etag: string, private readonly dialect: Dialect,
  ) {}

  /** undefined if promotion reads the raw object. */
  async row(): Promise<CopyRow | undefined> {
    if (!needsReadingCopy(this.dialect)) {
      return undefined;
    }
    this.written ??= this.write();
    return this.written;
  }

  private async write(): Promise<CopyRow> {
    const { s3, rawBucket, newId, readingTime } = this.deps;
    const open = async () => readingTime.within(await readVersion(s3, rawBucket, this.raw, this.etag));
    const text = await readingCopyText(open, this.dialect);
    const key = readingCopyKey(this.raw, newId());
    return pipeline(text, createGzip({ level: GZIP_LEVEL }), async (packed: AsyncIterable<Uint8Array>) => {
      const stored = await putStream(s3, { Bucket: rawBucket, Key: key, ContentType: 'application/gzip' }, packed);
      return { key, version_id: stored.versionId, etag: stored.etag, bytes: stored.bytes };
    });
  }
}
