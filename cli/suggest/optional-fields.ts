/** Fields that a file may lack: some files lack them already, or so few records have them that a small file is likely to. */

import type { Reasoned } from './hints';
import { type SchemaProfile, presence } from '../../lambda-src/core/schema/schema-profile';
import { isBelow, isElement, parentOf } from '../../src/field-path';

/** If the chance that a file of the size of the smallest one lacks the field is greater, the field is optional. */
const LIKELY = 0.001;

/** @param schemas of the files, each by itself; `whole` is that of all files together. */
export function optionalFieldsOf(schemas: readonly SchemaProfile[], whole: SchemaProfile): Reasoned[] {
  const found: Reasoned[] = [];
  for (const [path, evidence] of whole.fields) {
    if (isElement(path) || found.some((known) => isBelow(path, known.path)) || isInMap(path, whole)) {
      continue;
    }
    const parent = parentOf(path);
    const hadPlace = schemas.filter(({ records, fields }) => records > 0 && (parent === undefined || (fields.get(parent)?.values ?? 0) > 0));
    const lacking = hadPlace.filter(({ fields }) => !fields.has(path)).length;
    if (lacking > 0) {
      found.push({ path, because: `absent from ${lacking} of ${hadPlace.length} files` });
      continue;
    }
    const [there, places] = [presence(evidence), evidence.parents];
    const smallest = Math.min(...hadPlace.map(({ records }) => records));
    if (whole.family === 'json' && there < places && (1 - there / places) ** smallest > LIKELY) {
      found.push({ path, because: `absent from ${(places - there).toLocaleString('en-US')} of ${places.toLocaleString('en-US')} records, so a small file may lack it` });
    }
  }
  return found;
}

/** What is in a map or an array may be absent anyway. */
function isInMap(path: string, { fields }: SchemaProfile): boolean {
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) {
    if (fields.get(at)?.type === 'map') {
      return true;
    }
  }
  return false;
}
