import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type DetailedEvidence, detailedEvidence } from '../../core/profiling/evidence';
import type { FileProfile } from '../../core/profiling/file-profile';
import { evidenceKey } from '../../core/raw/kept-keys';
import { type RawObject, rawObject } from '../../core/raw/raw-object';
import { type SchemaProfile, presence } from '../../core/schema/schema-profile';
import type { Warning } from '../../core/warnings/warning';

interface EvidenceDocument {
  readonly source_id: string;
  readonly ingest_id: string;
  readonly version_id: string;
  readonly records: number;
  readonly dialect: object;
  readonly warnings: readonly Warning[];
  /** In the order in which they were first seen; for CSV, in the order of the header. */
  readonly fields: DetailedEvidence[];
}

/** In how many records of a file a path was present, and in how many it could have been. */
export interface Presence {
  readonly present: number;
  readonly records: number;
}

/**
 * Stores what one file showed of every path.
 *
 * @param schema what it showed, as it is read. Names within maps are data: no evidence of them is kept
 */
export async function writeEvidence(
  s3: S3Client, bucket: string, raw: RawObject, file: FileProfile, schema: SchemaProfile, warnings: readonly Warning[],
): Promise<void> {
  const document: EvidenceDocument = {
    source_id: raw.sourceId,
    ingest_id: raw.ingestId,
    version_id: raw.versionId,
    records: file.records,
    dialect: file.dialect,
    warnings,
    fields: detailedEvidence(schema, file.scanned),
  };
  await s3.send(new PutObjectCommand({
    Bucket: bucket, Key: evidenceKey(raw), Body: gzipSync(JSON.stringify(document)), ContentType: 'application/gzip',
  }));
}

/**
 * How often each path was present in the file that made a version.
 *
 * @param sampleKey raw key of that file
 * @returns an empty map if the evidence cannot be read: an alert without counts is better than none
 */
export async function readPresence(s3: S3Client, bucket: string, sampleKey: string, paths: readonly string[]): Promise<Map<string, Presence>> {
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: evidenceKey(rawObject(sampleKey, '', '')) }));
    const document = JSON.parse(gunzipSync(await object.Body!.transformToByteArray()).toString()) as EvidenceDocument;
    const wanted = new Set(paths);
    return new Map(document.fields.filter(({ path }) => wanted.has(path))
      .map((field) => [field.path, { present: presence(field), records: field.parents }]));
  } catch (error) {
    console.warn(`The evidence of ${sampleKey} could not be read; the alert goes out without counts.`, error);
    return new Map();
  }
}
