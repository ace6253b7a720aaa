/** How a declaration is written in each language of the construct. */

export type Language = 'typescript' | 'python';

export interface Syntax {
  /** Begins a comment. */
  readonly comment: string;
  readonly indent: string;
  /** The beginning and the end of an object with named members, and what is between a name and its value. */
  readonly between: string;
  readonly words: { readonly true: string; readonly false: string };
  structure(type: string): readonly [open: string, close: string];
  option(name: string): string;
  constant(type: string, value: string): string;
  /** A key of an object whose names are data. */
  key(text: string): string;
  text(text: string): string;
}

export const SYNTAX: Readonly<Record<Language, Syntax>> = {
  typescript: {
    comment: '//',
    indent: '  ',
    between: ': ',
    structure: () => ['{', '}'],
    option: (name) => name,
    constant: (type, value) => `${type}.${constantName(value)}`,
    key: (text) => (/^[A-Za-z_]\w*$/.test(text) ? text : quotedWith('\'', text)),
    // As the linters of most projects want it.
    text: (text) => quotedWith(text.includes('\'') && !text.includes('"') ? '"' : '\'', text),
    words: { true: 'true', false: 'false' },
  },
  python: {
    comment: '#',
    indent: '    ',
    between: '=',
    structure: (type) => [`${type}(`, ')'],
    option: snakeCase,
    constant: (type, value) => `${type}.${constantName(value)}`,
    key: (text) => quotedWith('"', text),
    text: (text) => quotedWith('"', text),
    words: { true: 'True', false: 'False' },
  },
};

/** As jsii names a property in Python. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
}

function constantName(value: string): string {
  return value.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

/** Both languages know these escapes. Characters that nobody sees are escaped too. */
function quotedWith(quote: string, text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`);
  return quote + inside.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u202f]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`) + quote;
}
