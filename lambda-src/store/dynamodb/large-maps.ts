import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { LARGE_MAP_BYTES } from '../../../src/contract';
import type { LargeMapAttribute } from '../../core/items/attributes';
import { largeMapKey } from '../../core/raw/kept-keys';

/** JSON objects of any size. Each is kept in its item if it fits, and beside the item if not. */
export class LargeMaps {
  constructor(private readonly s3: S3Client, private readonly bucket: string) {}

  /**
   * The attribute for `entries`. If it is an S3 key, the object has been written when this returns. Its name has the hash of its
   * content, so that writers in a race cannot replace each other's object.
   */
  async write(sourceId: string, entries: Iterable<readonly [string, unknown]>): Promise<LargeMapAttribute> {
    // Object.fromEntries defines properties, so a field that is named __proto__ stays a field.
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
    const key = largeMapKey(sourceId, hash);
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: zipped, ContentType: 'application/gzip' }));
    return key;
  }

  /** The entries of an attribute in any form; none if the attribute is absent. */
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

/** The SDK's marshaller loses a field `__proto__`, and does not take an object with a field `constructor` for a map. */
const MISLEADING = ['__proto__', 'constructor'];

function misleadsMarshaller(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    && (MISLEADING.some((name) => Object.hasOwn(value, name)) || Object.values(value).some(misleadsMarshaller));
}
