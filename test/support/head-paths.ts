import { gunzipSync } from 'node:zlib';
import type { Attributes } from '../../lambda-src/core/items/attributes';
import { type PlacedType, inPlace } from '../../lambda-src/core/registry/head';
import type { Fields } from '../../lambda-src/core/schema/field-type';

/** The paths of a `head` item that keeps them in itself, packed or not. */
export function pathsOf({ paths }: Attributes): Fields {
  const kept = (paths instanceof Uint8Array ? JSON.parse(gunzipSync(paths).toString()) : paths) as Record<string, PlacedType>;
  return inPlace(new Map(Object.entries(kept)));
}
