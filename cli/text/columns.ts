/** Text in columns, for a terminal. */

export type Alignment = 'left' | 'right';

/** A wider cell moves the rest of its own row to the right, but not the other rows. */
const MAX_WIDTH = 60;

/** Rows as lines. Each is indented by two. Columns are two apart, and as wide as their widest cell, up to a limit. */
export function columns(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
  const widths = alignments.map((_, column) => rows.map((row) => widthOf(row[column]))
    .reduce((widest, width) => width <= MAX_WIDTH ? Math.max(widest, width) : widest, 0));
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const gap = ' '.repeat(Math.max(0, widths[column] - widthOf(cell)));
      return alignments[column] === 'right' ? gap + cell : cell + gap;
    });
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

const PLAIN = /^[\x20-\x7e]*$/;
const NO_WIDTH = /\p{M}/u;
const DOUBLE_WIDTH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

/** The width of printable text on a terminal. */
function widthOf(text: string): number {
  if (PLAIN.test(text)) {
    return text.length;
  }
  return [...text].reduce((width, c) => width + (NO_WIDTH.test(c) ? 0 : DOUBLE_WIDTH.test(c) ? 2 : 1), 0);
}
