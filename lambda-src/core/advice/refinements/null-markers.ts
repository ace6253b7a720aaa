import { type Refining, difference, named, sameTypes, typesOf } from './refining';
import { changed } from '../trying/change';

/** Texts that people write if there is no value. The empty text is one only in JSON. */
const MARKERS = ['NA', 'N/A', 'n/a', 'NaN', 'nan', '#N/A', 'NULL', 'null', 'None', 'none', 'nil', '-', '--', '?', '.', '\\N', ''];

/** Those that the source can declare. */
export function possibleMarkers(work: Refining): readonly string[] {
  return MARKERS.filter((marker) => (marker !== '' || !work.isCsv()) && changed(work.declared, { nullMarkers: [marker] }) !== undefined);
}

/** Texts without which the other values of a field have a type. */
export async function nullMarkers(work: Refining): Promise<void> {
  if (!work.hasTexts()) {
    return;
  }
  const all = possibleMarkers(work);
  const before = typesOf(work);
  const whole = await work.with({ nullMarkers: all });
  if (whole === undefined || difference(before, typesOf(whole)).gained.length === 0) {
    return;
  }
  let kept = all;
  for (const marker of all) {
    const less = kept.filter((each) => each !== marker);
    const read = less.length === 0 ? work : await work.with({ nullMarkers: less });
    if (read !== undefined && sameTypes(typesOf(read), typesOf(whole))) {
      kept = less;
    }
  }
  const set = { nullMarkers: kept };
  const read = await work.with(set);
  if (read !== undefined) {
    work.take(set, `without ${kept.length === 1 ? 'it' : 'them'}, all values of ${named(difference(before, typesOf(read)).gained)} have a type`, read);
  }
}
