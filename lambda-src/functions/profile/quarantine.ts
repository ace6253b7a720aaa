import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ProfileDeps } from './deps';
import { isQuarantined, quarantined } from '../../core/judging/set-aside';
import type { FileRow, QuarantineRow } from '../../core/ledger/file-row';
import type { FileProfile } from '../../core/profiling/file-profile';
import { quarantineKey } from '../../core/raw/kept-keys';
import type { RawObject } from '../../core/raw/raw-object';

/** The bad records of one file. They are stored before the file is accepted, so that every record is always in one place or the other. */
export class Quarantine {
  private latest?: { readonly profile: FileProfile; readonly stored: Promise<QuarantineRow> };

  constructor(private readonly deps: ProfileDeps, private readonly raw: RawObject) {}

  /** Stores the bad records of this reading of the file, unless it did so just before. undefined if there are none. */
  async row(profile: FileProfile): Promise<QuarantineRow | undefined> {
    if (profile.badRecords.length === 0) {
      return undefined;
    }
    if (this.latest?.profile !== profile) {
      this.latest = { profile, stored: this.store(profile) };
    }
    return this.latest.stored;
  }

  /** One JSON object a line; `raw` is the text of the record as it was sent. */
  private async store({ badRecords }: FileProfile): Promise<QuarantineRow> {
    const { s3, rawBucket } = this.deps;
    const lines = badRecords.map(({ number, reason, detail, path, text }) => `${JSON.stringify({ number, reason, detail, path, raw: text })}\n`);
    const key = quarantineKey(this.raw);
    const { VersionId } = await s3.send(new PutObjectCommand({
      Bucket: rawBucket, Key: key, Body: gzipSync(lines.join('')), ContentType: 'application/gzip',
    }));
    return { key, version_id: VersionId! };
  }
}

/** What follows the transaction that accepted a file, in the same attempt or in a later one: people are told of its bad records. */
export async function announceQuarantined(deps: ProfileDeps, raw: RawObject, row: Pick<FileRow, 'profiled_at' | 'bad_records'>): Promise<void> {
  if (isQuarantined(row)) {
    await deps.outbox.announce(quarantined(raw, row), deps.clock());
  }
}
