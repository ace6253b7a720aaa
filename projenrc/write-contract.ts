/**
 * Writes what the Spark job shares with the constructs and the functions, from `src/contract.ts`, as Python.
 *
 *   tsx projenrc/write-contract.ts            writes the file
 *   tsx projenrc/write-contract.ts --check    fails if the file is out of date
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contract from '../src/contract';

const PYTHON = join(__dirname, '..', 'spark-assets', 'package', 'promotion', 'contract.py');

type Constants = Readonly<Record<string, string | number>>;

/** The classes of constants in Python. Each has the members of an object, or the texts of a list under names in capitals. */
const CLASSES: Readonly<Record<string, Constants>> = {
  Prefix: contract.Prefix,
  Metric: contract.Metric,
  UnsentIndex: contract.UnsentIndex,
  TableKey: contract.TableKey,
  LedgerPrefix: contract.LedgerPrefix,
  LedgerItem: contract.LedgerItem,
  FileState: named(contract.FILE_STATES),
  RunState: named(contract.RUN_STATES),
  Verdict: named(contract.VERDICTS),
  HeldReason: named(contract.JOB_HELD_REASONS),
  DynamoDbLimit: contract.DynamoDbLimit,
  JobArgument: contract.JobArgument,
};

const { RUN_FAILED_ALERT, REPORT_DETAIL_CHARS, LARGE_MAP_BYTES, TRANSACTION_MARGIN_BYTES } = contract;
const SINGLE: Constants = { RUN_FAILED_ALERT, REPORT_DETAIL_CHARS, LARGE_MAP_BYTES, TRANSACTION_MARGIN_BYTES };

/** Texts under names in capitals. */
function named(texts: readonly string[]): Constants {
  return Object.fromEntries(texts.map((text) => [text.toUpperCase(), text]));
}

/** JSON and Python write these values alike. */
function assignments(constants: Constants, indent: string): string {
  return Object.entries(constants).map(([name, value]) => `${indent}${name} = ${JSON.stringify(value)}\n`).join('');
}

const text = `"""What the job shares with the constructs and the functions.

\`npm run contract\` writes this file from src/contract.ts, which says what each name means. Change it there.
"""

${assignments(SINGLE, '')}${Object.entries(CLASSES).map(([name, constants]) => `\n\nclass ${name}:\n${assignments(constants, '    ')}`).join('')}`;

if (!process.argv.includes('--check')) {
  writeFileSync(PYTHON, text);
} else if (readFileSync(PYTHON, 'utf8') !== text) {
  console.error(`${PYTHON} is not what src/contract.ts says: run "npm run contract" and commit it`);
  process.exit(1);
}
