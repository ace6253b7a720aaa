import { createHash } from 'node:crypto';
import type { FieldDiff } from './change';
import type { Fields } from './field-type';

/**
 * SHA-256, in hex, of what a file changes: removed paths, added paths with their types, changed types. The class of a
 * type change is left out, because it depends on what was promoted in the meantime and not on the file.
 */
export function fingerprint(diff: FieldDiff, types: Fields): string {
  const changes = [
    diff.removed,
    [...diff.added].sort().map((path) => [path, types.get(path)]),
    [...diff.typeChanged].map(([path, { from, to }]) => [path, from, to]),
  ];
  return createHash('sha256').update(JSON.stringify(changes)).digest('hex');
}
