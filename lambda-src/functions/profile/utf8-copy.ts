import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ProfileDeps } from './deps';
import { putStream } from './put-stream';
import { readVersion } from './raw-bucket';
import type { Dialect } from '../../core/formats/dialect';
import { openFile } from '../../core/formats/stored/stored-file';
import { utf8Text } from '../../core/formats/stored/utf8-file';
import type { CopyRow } from '../../core/ledger/file-row';
import { utf8CopyKey } from '../../core/raw/kept-keys';
import type { RawObject } from '../../core/raw/raw-object';
import { needsUtf8Copy } from '../../core/reading-plan/reading-plan';

/** The whole file must be read once more within the time of the invocation. Higher levels would take several times as long. */
const GZIP_LEVEL = 1;

/** The copy of one file in UTF-8, if promotion needs one. It is written when it is first asked for, and not again after a lost race. */
export class Utf8Copy {
  private written?: Promise<CopyRow>;

  constructor(
    private readonly deps: ProfileDeps, private readonly raw: RawObject, private readonly etag: string, private readonly dialect: Dialect,
  ) {}

  /** undefined if promotion reads the raw object. */
  async row(): Promise<CopyRow | undefined> {
    if (!needsUtf8Copy(this.dialect)) {
      return undefined;
    }
    this.written ??= this.write();
    return this.written;
  }

  private async write(): Promise<CopyRow> {
    const { s3, rawBucket, newId, readingTime } = this.deps;
    const bytes = readingTime.within(await readVersion(s3, rawBucket, this.raw, this.etag));
    const text = utf8Text(await openFile(bytes, this.dialect.encoding));
    const key = utf8CopyKey(this.raw, newId());
    return pipeline(text, createGzip({ level: GZIP_LEVEL }), async (packed: AsyncIterable<Uint8Array>) => {
      const stored = await putStream(s3, { Bucket: rawBucket, Key: key, ContentType: 'application/gzip' }, packed);
      return { key, version_id: stored.versionId, etag: stored.etag, bytes: stored.bytes };
    });
  }
}
