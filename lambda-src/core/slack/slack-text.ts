/**
 * Text for Slack's `mrkdwn`, where field names, file names and messages of other systems are hostile until made safe:
 * a field may be called `<!channel>`, or hold marks that turn the text around.
 */

/** Slack refuses a section whose text has more characters. */
const MAX_SECTION = 3_000;

/** Most characters that are shown of a name. The key of a raw file fits. */
const MAX_NAME = 400;

/** Characters that cannot be seen, or that move others: controls, formats, line separators, halves of surrogate pairs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Foreign text as a person can read it, at most `max` characters. A character that cannot be seen is written as its code. */
export function plain(text: string, max: number): string {
  const characters = [...text.replace(INVISIBLE, asCode)];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}

/** Foreign text in running text. Only `&`, `<` and `>` need escaping: links, mentions and entities begin with them. */
export function prose(text: string, max: number): string {
  return escape(plain(text, max));
}

/** A name as inline code. The one character that ends inline code is written as its code. */
export function code(name: string): string {
  return `\`${escape(plain(name.replace(/`/g, asCode), MAX_NAME))}\``;
}

/** A command to copy, as a block of code. Only the names in it are foreign, and they were checked before. */
export function codeBlock(command: string): string {
  return `\`\`\`${escape(command)}\`\`\``;
}

/** As many of the lines as fit into one section, or into `max` characters, below its title. The rest are counted. */
export function list(title: string, lines: readonly string[], max = MAX_SECTION): string {
  const more = (count: number) => `\n… and ${count} more`;
  let text = title;
  for (const [index, line] of lines.entries()) {
    const left = lines.length - index;
    if (text.length + line.length + 1 + more(left).length > max) {
      return text + more(left);
    }
    text += `\n${line}`;
  }
  return text;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function asCode(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
