/** Advice as text: for a dead letter, a row and an alert. */

import type { Settings } from '../trying/change';
import type { Proposal } from '../trying/proposal';

/** Characters of a sentence with advice: it goes into the metadata of an object, which is small. */
const MOST_CHARS = 300;

/**
 * One sentence that says what the source can declare so that such files are read. It has names of options and characters of the
 * syntax, but no value of a file.
 *
 * @returns undefined if there is no proposal.
 */
export function adviceSentence(proposals: readonly Proposal[]): string | undefined {
  const options = proposals.map((each) => settingsText(settingsOf(each)));
  const [first] = proposals;
  if (first === undefined || first.changes.length === 0) {
    return undefined;
  }
  const isCertain = options.length === 1 && first.changes.every(({ doubt }) => doubt === undefined);
  const text = isCertain
    ? `Declare ${options[0]}: ${first.changes.map(({ because }) => because).join('; ')}.`
    : `If it is what the sender means, declare ${options.join(', or ')}.`;
  return text.length > MOST_CHARS ? `Declare ${optionsOf(first)}; schema-registry suggest shows how.` : text;
}

/** The names of the options that a proposal sets. */
function optionsOf(proposal: Proposal): string {
  const { csv = {}, ...others } = settingsOf(proposal);
  return [...Object.keys(csv).map((option) => `csv.${option}`), ...Object.keys(others)].join(', ');
}

/** All that a proposal sets. */
export function settingsOf({ changes }: Pick<Proposal, 'changes'>): Settings {
  return changes.reduce<Settings>((all, { set }) => (
    { ...all, ...set, ...all.csv || set.csv ? { csv: { ...all.csv, ...set.csv } } : {} }
  ), {});
}

/** Settings as they are written in a source: `csv: { delimiter: ';' }`. */
export function settingsText(settings: Settings): string {
  return Object.entries(settings).map(([option, value]) => `${option}: ${literal(value)}`).join(', ');
}

function literal(value: unknown): string {
  if (typeof value === 'string') {
    return quoted(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value).map(([name, each]) => `${/^[a-z]\w*$/i.test(name) ? name : quoted(name)}: ${literal(each)}`).join(', ')} }`;
  }
  return String(value);
}

/** In single quotes, in printable ASCII. */
function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}
