/** How a fault shows what stands in a file: names of fields, but never values. */

/** A character as its number, because it may be part of a value. */
export function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The name of a field, or a delimiter. */
export function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
