import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandInput,
  NoSuchKey, NotFound, PutObjectCommand, S3Client, S3ServiceException,
} from '@aws-sdk/client-s3';
import BTree from 'sorted-btree';
import { Latitude } from './latitude';

interface StoredObject {
  readonly versionId: string;
  readonly body: Buffer;
  readonly storedAt: Date;
  readonly metadata: Record<string, string>;
}

/** A versioned S3 bucket in memory. `latitude` decides its pages and the pieces of bodies. Its reads are never late. */
export class MemoryBucket {
  /** The versions of each key, the newest first, in the order of keys. */
  private readonly objects = new BTree<string, StoredObject[]>();
  private count = 0;

  /** @param clock milliseconds since 1970 */
  constructor(private readonly clock: () => number, private readonly latitude = new Latitude()) {}

  client(): S3Client {
    const s3 = new S3Client({ region: 'us-east-1' });
    s3.send = (async (command: object) => this.answer(command)) as never;
    return s3;
  }

  put(key: string, body: string | Buffer, metadata: Record<string, string> = {}): string {
    // S3 stores whole seconds.
    const storedAt = new Date(Math.floor(this.clock() / 1000) * 1000);
    const object = { versionId: `v${String(++this.count).padStart(7, '0')}`, body: Buffer.from(body), storedAt, metadata };
    this.objects.set(key, [object, ...this.objects.get(key) ?? []]);
    return object.versionId;
  }

  find(key: string, version?: string): StoredObject | undefined {
    return this.objects.get(key)?.find((object) => version === undefined || object.versionId === version);
  }

  /** Gives a version other bytes, as an upload does to a bucket whose versioning is suspended. */
  replace(key: string, version: string, body: Buffer): void {
    this.objects.set(key, this.objects.get(key)!.map((object) => object.versionId === version ? { ...object, body } : object));
  }

  remove(key: string, version: string): void {
    const left = (this.objects.get(key) ?? []).filter((object) => object.versionId !== version);
    if (left.length > 0) {
      this.objects.set(key, left);
    } else {
      this.objects.delete(key);
    }
  }

  keys(prefix: string): string[] {
    return [...this.from(prefix, prefix)].map(([key]) => key);
  }

  /** The objects with a prefix, from a key on that is not before the prefix. */
  private* from(start: string, prefix: string): Iterable<[string, StoredObject[]]> {
    for (const entry of this.objects.entries(start)) {
      if (!entry[0].startsWith(prefix)) {
        return;
      }
      yield entry;
    }
  }

  private answer(command: object): unknown {
    if (command instanceof PutObjectCommand) {
      const { Key, IfNoneMatch, Metadata } = command.input;
      if (IfNoneMatch !== undefined && this.find(Key!) !== undefined) {
        throw new S3ServiceException({ name: 'PreconditionFailed', message: 'PreconditionFailed', $fault: 'client', $metadata: { httpStatusCode: 412 } });
      }
      return { VersionId: this.put(Key!, command.input.Body as Buffer, Metadata), ETag: etagOf(command.input.Body as Buffer) };
    }
    if (command instanceof GetObjectCommand) {
      const object = this.find(command.input.Key!, command.input.VersionId);
      if (object === undefined) {
        throw new NoSuchKey({ message: command.input.Key!, $metadata: { httpStatusCode: 404 } });
      }
      if (command.input.IfMatch !== undefined && command.input.IfMatch !== etagOf(object.body)) {
        throw new S3ServiceException({ name: 'PreconditionFailed', message: 'PreconditionFailed', $fault: 'client', $metadata: { httpStatusCode: 412 } });
      }
      return { Body: bodyOf(object.body, this.latitude.pieces(object.body)) };
    }
    if (command instanceof HeadObjectCommand) {
      const object = this.find(command.input.Key!, command.input.VersionId);
      if (object === undefined) {
        throw new NotFound({ message: command.input.Key!, $metadata: { httpStatusCode: 404 } });
      }
      return {
        ETag: etagOf(object.body),
        ContentLength: object.body.length,
        LastModified: object.storedAt,
        Metadata: object.metadata,
      };
    }
    if (command instanceof CopyObjectCommand) {
      const [path, version] = command.input.CopySource!.split('?versionId=');
      const object = this.find(decodeURIComponent(path.slice(path.indexOf('/') + 1)), decodeURIComponent(version));
      if (object === undefined) {
        throw new NoSuchKey({ message: path, $metadata: { httpStatusCode: 404 } });
      }
      return { VersionId: this.put(command.input.Key!, object.body, command.input.Metadata) };
    }
    if (command instanceof DeleteObjectCommand) {
      this.remove(command.input.Key!, command.input.VersionId!);
      return {};
    }
    if (command instanceof ListObjectVersionsCommand) {
      return this.listVersions(command.input);
    }
    throw new Error(`not in memory: ${command.constructor.name}`);
  }

  private listVersions({ Prefix = '', KeyMarker = '', VersionIdMarker, MaxKeys = 1000 }: ListObjectVersionsCommandInput): unknown {
    const most = Math.min(MaxKeys, this.latitude.pageSize());
    const found: { Key: string; VersionId: string; LastModified: Date }[] = [];
    for (const [key, versions] of this.from(KeyMarker > Prefix ? KeyMarker : Prefix, Prefix)) {
      // A marker without a version comes after all versions of its key. Later versions have greater ids.
      const following = key !== KeyMarker ? versions
        : versions.filter((object) => VersionIdMarker !== undefined && object.versionId < VersionIdMarker);
      found.push(...following.map((object) => ({ Key: key, VersionId: object.versionId, LastModified: object.storedAt })));
      if (found.length > most) {
        break;
      }
    }
    const page = found.slice(0, most);
    return {
      Versions: page.length > 0 ? page : undefined,
      IsTruncated: found.length > most,
      ...found.length > most ? { NextKeyMarker: page.at(-1)!.Key, NextVersionIdMarker: page.at(-1)!.VersionId } : {},
    };
  }
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function bodyOf(bytes: Buffer, pieces: Buffer[]): Readable {
  return Object.assign(Readable.from(pieces), {
    transformToByteArray: async () => new Uint8Array(bytes),
    transformToString: async () => bytes.toString(),
  });
}
