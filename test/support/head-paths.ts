import type { Attributes } from '../../lambda-src/core/items/attributes';
import { type PlacedType, inPlace } from '../../lambda-src/core/registry/head';
import type { Fields } from '../../lambda-src/core/schema/field-type';

/** The paths of a `head` item that keeps them in itself. */
export function pathsOf(head: Attributes): Fields {
  return inPlace(new Map(Object.entries(head.paths as Record<string, PlacedType>)));
}
