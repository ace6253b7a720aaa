/** What a person reads beside the declaration. */

import { questionLines } from './ask';
import type { Hint, Reasoned } from './hints';
import { risksOf } from './risks';
import type { OpenQuestion } from '../../lambda-src/core/advice/refinements/refining';
import type { SchemaProfile } from '../../lambda-src/core/schema/schema-profile';
import type { Accepted } from '../profile/outcome';
import { columns } from '../text/columns';
import { printable } from '../text/printable';

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
    const risks = risksOf(schema, new Set(hints.map(({ path }) => path)), new Set(optionalFields.map(({ path }) => path)));
    sections.push(...risks.length === 0 ? [] : [['What the next file could still break:', ...risks.map((risk) => `  - ${printable(risk)}`)]]);
  }
  sections.push(...questions.map(questionLines));
  return `\n${sections.map((lines) => `${lines.join('\n')}\n`).join('\n')}`;
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}
