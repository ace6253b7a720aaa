/** What a person reads beside the declaration. */

import { questionLines } from './ask';
import type { Hint, Reasoned } from './hints';
import { risksOf } from './risks';
import type { OpenQuestion } from '../../lambda-src/core/advice/refinements/refining';
import type { SchemaProfile } from '../../lambda-src/core/schema/schema-profile';
import { sentenceOf } from '../../lambda-src/core/warnings/sentence';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';
import type { Accepted } from '../profile/outcome';
import { columns } from '../text/columns';
import { printable } from '../text/printable';

/** Warnings that are shown of a file; `profile` shows all of them. */
const MOST_WARNINGS = 5;

/** What is said as a risk, over all files together. */
const RISKS: ReadonlySet<string> = new Set(['no_column', 'mixed_types']);

export interface Report {
  readonly accepted: readonly Accepted[];
  /** Of all files together; undefined if none could be read. */
  readonly schema?: SchemaProfile;
  readonly hints: readonly Hint[];
  readonly optionalFields: readonly Reasoned[];
  readonly questions: readonly OpenQuestion[];
}

export function renderReport({ accepted, schema, hints, optionalFields, questions }: Report): string {
  const sections: string[][] = [];
  if (schema !== undefined) {
    sections.push(['Read under it:', ...columns(accepted.map(({ file, profile }) => [
      printable(file.path), counted(profile.records, 'record'), counted(profile.schema.fields.size, 'field'),
    ]), ['left', 'right', 'right'])]);
    const fields = [...schema.fields].map(([path, { type }]) => [printable(path), type]);
    sections.push(['Fields:', ...columns(fields, ['left', 'left'])]);
    const odd = accepted.flatMap(({ file, profile, schema: own }) => (
      warningsOf(profile, file.declared, { schema: own }).filter(({ code }) => !RISKS.has(code)).slice(0, MOST_WARNINGS).map((warning) => `  - ${printable(`${file.path}: ${sentenceOf(warning)}`)}`)
    ));
    sections.push(...odd.length === 0 ? [] : [['What is odd:', ...odd]]);
    const risks = risksOf(schema, new Set(hints.map(({ path }) => path)), new Set(optionalFields.map(({ path }) => path)));
    sections.push(...risks.length === 0 ? [] : [['What the next file could still break:', ...risks.map((risk) => `  - ${printable(risk)}`)]]);
  }
  sections.push(...questions.map(questionLines));
  return `\n${sections.map((lines) => `${lines.join('\n')}\n`).join('\n')}`;
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}
