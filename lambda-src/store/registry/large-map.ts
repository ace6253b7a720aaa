import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { LARGE_MAP_BYTES, Prefix } from '../../../src/contract';

/** A large map as an attribute: itself, gzipped JSON, or the key of an S3 object that holds gzipped JSON. */
export type LargeMapAttribute = Record<string, unknown> | Uint8Array | string;

/** A JSON object of any size, kept in an item where it fits and beside it where it does not. */
export class LargeMaps {
  constructor(private readonly s3: S3Client, private readonly bucket: string) {}

  /**
   * The attribute for `entries`. Where it is an S3 key the object has been written before this returns, under a name
   * that holds the hash of its content: writers that race cannot replace each other's object.
   */
  async write(sourceId: string, entries: Iterable<readonly [string, unknown]>): Promise<LargeMapAttribute> {
    // Object.fromEntries defines properties, so a field named __proto__ stays a field.
    const map = Object.fromEntries(entries);
    const json = Buffer.from(JSON.stringify(map));
    if (json.length <= LARGE_MAP_BYTES && !misleadsMarshaller(map)) {
      return map;
    }
    const zipped = gzipSync(json);
    if (zipped.length <= LARGE_MAP_BYTES) {
      return zipped;
    }
    const hash = createHash('sha256').update(json).digest('hex');
    const key = `${Prefix.SCHEMAS}source=${sourceId}/${hash}.json.gz`;
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: zipped, ContentType: 'application/gzip' }));
    return key;
  }

  /** The entries of an attribute in any of its forms; none where the attribute is absent. */
  async read<V>(attribute: LargeMapAttribute | undefined): Promise<Map<string, V>> {
    if (attribute === undefined) {
      return new Map();
    }
    if (typeof attribute === 'string') {
      const object = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: attribute }));
      return unzip(await object.Body!.transformToByteArray());
    }
    return attribute instanceof Uint8Array ? unzip(attribute) : new Map(Object.entries(attribute)) as Map<string, V>;
  }
}

function unzip<V>(zipped: Uint8Array): Map<string, V> {
  return new Map(Object.entries(JSON.parse(gunzipSync(zipped).toString()) as Record<string, V>));
}

/** The SDK's marshaller would lose a field `__proto__`, and takes an object with a field `constructor` for no map. */
const MISLEADING = ['__proto__', 'constructor'];

function misleadsMarshaller(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    && (MISLEADING.some((name) => Object.hasOwn(value, name)) || Object.values(value).some(misleadsMarshaller));
}
