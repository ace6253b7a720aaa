/**
 * The grammar of paths, which name the fields of a record: `actor.id`, `commits[].sha`, `labels{}`. Within a name, each of
 * `\ . [ ] { }` has a backslash before it, and the empty name is written `\e`. So every name that a sender can use has a path, and
 * the names can be recovered from every path.
 */

/** One step of a path: into a member by its raw name, into each element of an array, into each value of a map. */
export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'element' }
  | { readonly kind: 'value' };

/** The path of a member of the record, or of the struct at `parent`. `name` is raw. */
export function memberPath(parent: string | undefined, name: string): string {
  const segment = name === '' ? '\\e' : name.replace(/[\\.[\]{}]/g, '\\$&');
  return parent === undefined ? segment : `${parent}.${segment}`;
}

/** The path of the elements of the array at `array`. */
export function elementPath(array: string): string {
  return `${array}[]`;
}

/** The path of the values of the map at `map`. */
export function valuePath(map: string): string {
  return `${map}{}`;
}

/** The path one step further down. */
export function stepPath(parent: string | undefined, step: PathStep): string {
  switch (step.kind) {
    case 'member': return memberPath(parent, step.name);
    case 'element': return elementPath(parent ?? '');
    case 'value': return valuePath(parent ?? '');
  }
}

/** The path one step up; undefined if that is the record itself. */
export function parentOf(path: string): string | undefined {
  let last = -1;
  for (let i = 0; i < path.length; i++) {
    const c = path[i];
    if (c === '\\') {
      i++;
    } else if (c === '.' || c === '[' || c === '{') {
      last = i;
    }
  }
  return last === -1 ? undefined : path.slice(0, last);
}

/** Whether `path` lies below `ancestor` (a path is not below itself). */
export function isBelow(path: string, ancestor: string): boolean {
  return path.length > ancestor.length && path.startsWith(ancestor) && '.[{'.includes(path[ancestor.length]);
}

/** Whether `path` is the path of an array's elements or a map's values, which exist as soon as the array or map holds any. */
export function isElement(path: string): boolean {
  return path.endsWith('[]') || path.endsWith('{}');
}

/**
 * The steps from the record to the field.
 *
 * @throws Error if the text is not a path.
 */
export function parsePath(path: string): PathStep[] {
  const steps: PathStep[] = [];
  const token = /(\.?)((?:\\[\\.[\]{}]|[^\\.[\]{}])+|\\e)|(\[\])|(\{\})/y;
  while (token.lastIndex < path.length) {
    const at = token.lastIndex;
    const match = token.exec(path);
    const isMember = match?.[2] !== undefined;
    if (match === null || (isMember && (match[1] === '.') === (at === 0)) || (!isMember && at === 0)) {
      throw new Error(`"${path}" is not a field path: at character ${at} expected a name${at === 0 ? '' : ', [] or {}'}; `
        + 'a name that contains \\ . [ ] { or } has a backslash before each of them');
    }
    if (isMember) {
      steps.push({ kind: 'member', name: match[2] === '\\e' ? '' : match[2].replace(/\\(.)/g, '$1') });
    } else {
      steps.push({ kind: match[3] !== undefined ? 'element' : 'value' });
    }
  }
  if (steps.length === 0) {
    throw new Error('The empty text is not a field path: the field with the empty name is written \\e');
  }
  return steps;
}

/** Whether the text is a path. */
export function isFieldPath(text: string): boolean {
  try {
    parsePath(text);
    return true;
  } catch {
    return false;
  }
}
