/** What was counted at each path of a schema, of either format. */

import type { FileProfile } from './file-profile';
import type { ScannedColumn } from '../formats/csv/csv-scanner';
import { type ScannedPath, mergePaths, typeOf } from '../formats/json/scanned-path';
import { settle } from '../schema/maps';
import type { SchemaProfile } from '../schema/schema-profile';

/**
 * By the paths of the schema.
 *
 * @param schema the file's schema, or that schema as it is read: more objects may be maps, whose members are taken together, and there
 *   may be less below a path.
 */
export function scannedByPath({ fields }: SchemaProfile, scanned: FileProfile['scanned']): ReadonlyMap<string, ScannedPath | ScannedColumn> {
  if ('columns' in scanned) {
    return new Map([...fields.keys()].map((path, i) => [path, scanned.columns[i]]));
  }
  return settle<ScannedPath>(scanned.paths, {
    typeOf: (row, path) => (fields.get(path)?.type === 'map' ? 'map' : typeOf(row)), asMap: (row) => row, join: mergePaths,
  }).fields;
}
