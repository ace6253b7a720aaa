import { type Refining, difference, typesOf } from './refining';

/** Blanks around cells: they are part of names, or keep values from having a type. */
export async function trim(work: Refining): Promise<void> {
  const set = { csv: { trim: true } };
  const read = await work.with(set);
  if (read === undefined) {
    return;
  }
  const isRenamed = read.profiles.some(({ columns = [] }, i) => columns.some((name, at) => name !== work.profiles[i].columns?.[at]));
  if (isRenamed || difference(typesOf(work), typesOf(read)).gained.length > 0) {
    work.take(set, 'cells or names have blanks around them', read);
  }
}
