import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ProfileDeps } from './deps';
import { readVersion } from './raw-bucket';
import { type PartSink, writeCanonical } from '../../core/canonical/copy';
import type { CanonicalPartRow } from '../../core/ledger/file-row';
import type { FileProfile } from '../../core/profiling/profile-file';
import { canonicalKey } from '../../core/raw/kept-keys';
import type { RawObject } from '../../core/raw/raw-object';
import type { Fields } from '../../core/schema/field-type';

/**
 * The canonical copy of one file. It depends on the types that the file is judged under; where a lost race changes
 * them, it is written again under another name, because the parts of a copy that a row lists never change.
 */
export class CanonicalCopy {
  private written?: { readonly types: Fields; readonly parts: CanonicalPartRow[] };

  constructor(private readonly deps: ProfileDeps, private readonly raw: RawObject, private readonly file: FileProfile) {}

  /** The parts of a copy under these types: those written before, if the types are the same. */
  async partsUnder(types: Fields): Promise<CanonicalPartRow[]> {
    if (this.written === undefined || !sameTypes(this.written.types, types)) {
      this.written = { types, parts: await this.write(types) };
    }
    return this.written.parts;
  }

  private async write(types: Fields): Promise<CanonicalPartRow[]> {
    const { s3, rawBucket, newId, readingTime } = this.deps;
    const copyId = newId();
    const key = (index: number) => canonicalKey(this.raw, copyId, index);
    const openPart = (index: number): PartSink => {
      const chunks: Uint8Array[] = [];
      return {
        write: async (bytes) => {
          chunks.push(bytes);
        },
        // Parts are bounded, and S3 needs the length first.
        close: async () => {
          await s3.send(new PutObjectCommand({ Bucket: rawBucket, Key: key(index), Body: Buffer.concat(chunks), ContentType: 'application/gzip' }));
        },
      };
    };
    const bytes = readingTime.within(await readVersion(s3, rawBucket, this.raw));
    const parts = await writeCanonical(bytes, this.file, types, openPart);
    return parts.map((part, index) => ({ key: key(index), bytes: part.bytes, records: part.records }));
  }
}

function sameTypes(a: Fields, b: Fields): boolean {
  return a.size === b.size && [...a].every(([path, type]) => b.get(path) === type);
}
