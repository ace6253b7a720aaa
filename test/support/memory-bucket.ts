import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectVersionsCommand, NoSuchKey, NotFound, PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';

interface StoredObject {
  readonly versionId: string;
  readonly body: Buffer;
  readonly storedAt: Date;
  readonly metadata: Record<string, string>;
}

/** A versioned S3 bucket in memory. */
export class MemoryBucket {
  private readonly objects = new Map<string, StoredObject[]>();
  private count = 0;

  /** @param clock milliseconds since 1970 */
  constructor(private readonly clock: () => number) {}

  client(): S3Client {
    const s3 = new S3Client({ region: 'us-east-1' });
    s3.send = (async (command: object) => this.answer(command)) as never;
    return s3;
  }

  put(key: string, body: string | Buffer, metadata: Record<string, string> = {}): string {
    // S3 keeps whole seconds.
    const storedAt = new Date(Math.floor(this.clock() / 1000) * 1000);
    const object = { versionId: `v${String(++this.count).padStart(5, '0')}`, body: Buffer.from(body), storedAt, metadata };
    this.objects.set(key, [object, ...this.objects.get(key) ?? []]);
    return object.versionId;
  }

  find(key: string, versionId?: string): StoredObject | undefined {
    return this.objects.get(key)?.find((object) => versionId === undefined || object.versionId === versionId);
  }

  remove(key: string, versionId: string): void {
    this.objects.set(key, (this.objects.get(key) ?? []).filter((object) => object.versionId !== versionId));
  }

  keys(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix) && this.objects.get(key)!.length > 0).sort();
  }

  private answer(command: object): unknown {
    if (command instanceof PutObjectCommand) return { VersionId: this.put(command.input.Key!, command.input.Body as Buffer) };
    if (command instanceof GetObjectCommand) {
      const object = this.find(command.input.Key!, command.input.VersionId);
      if (object === undefined) throw new NoSuchKey({ message: command.input.Key!, $metadata: { httpStatusCode: 404 } });
      return { Body: bodyOf(object.body) };
    }
    if (command instanceof HeadObjectCommand) {
      const object = this.find(command.input.Key!, command.input.VersionId);
      if (object === undefined) throw new NotFound({ message: command.input.Key!, $metadata: { httpStatusCode: 404 } });
      return {
        ETag: createHash('md5').update(object.body).digest('hex'),
        ContentLength: object.body.length,
        LastModified: object.storedAt,
        Metadata: object.metadata,
      };
    }
    if (command instanceof CopyObjectCommand) {
      const [path, versionId] = command.input.CopySource!.split('?versionId=');
      const object = this.find(decodeURIComponent(path.slice(path.indexOf('/') + 1)), decodeURIComponent(versionId));
      if (object === undefined) throw new NoSuchKey({ message: path, $metadata: { httpStatusCode: 404 } });
      return { VersionId: this.put(command.input.Key!, object.body, command.input.Metadata) };
    }
    if (command instanceof DeleteObjectCommand) {
      this.remove(command.input.Key!, command.input.VersionId!);
      return {};
    }
    if (command instanceof ListObjectVersionsCommand) {
      const { Prefix = '', KeyMarker = '' } = command.input;
      return {
        IsTruncated: false,
        Versions: this.keys(Prefix).filter((key) => key > KeyMarker).flatMap((key) => this.objects.get(key)!.map((object) => ({
          Key: key, VersionId: object.versionId, LastModified: object.storedAt,
        }))),
      };
    }
    throw new Error(`not in memory: ${command.constructor.name}`);
  }
}

function bodyOf(bytes: Buffer): Readable {
  return Object.assign(Readable.from([bytes]), {
    transformToByteArray: async () => new Uint8Array(bytes),
    transformToString: async () => bytes.toString(),
  });
}
