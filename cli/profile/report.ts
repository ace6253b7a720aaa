/** What `--json` prints of a file. The names are part of the contract: scripts read them. */

import type { Outcome } from './outcome';
import { settingsOf } from '../../lambda-src/core/advice/search/wording';
import type { Settings } from '../../lambda-src/core/advice/trying/change';
import type { Dialect } from '../../lambda-src/core/formats/dialect';
import type { DeadLetterReason } from '../../lambda-src/core/formats/fault';
import { type DetailedEvidence, detailedEvidence } from '../../lambda-src/core/profiling/evidence';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { fieldTypes } from '../../lambda-src/core/schema/schema-profile';
import type { Warning } from '../../lambda-src/core/warnings/warning';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';

interface ProfileReport {
  /** As given on the command line. */
  readonly file: string;
  readonly format: Family;
  readonly dialect: Dialect;
  /** Number of records, without bad ones. */
  readonly records: number;
  readonly badRecords: number;
  /** Size as stored (packed). */
  readonly bytes: number;
  /** {path: type}. */
  readonly fields: Record<string, string>;
  /** The table's columns and the fields of its structs, in their order. */
  readonly columns: ReadonlyArray<{ readonly path: string; readonly column: string }>;
  /** {path: what was seen there}. */
  readonly evidence: Record<string, Omit<DetailedEvidence, 'path' | 'type'>>;
  readonly warnings: readonly Warning[];
}

interface FaultReport {
  readonly file: string;
  readonly format: Family;
  readonly fault: {
    readonly reason: DeadLetterReason;
    /** Offset in the unpacked bytes, from 0; absent if the whole file is at fault. */
    readonly byteOffset?: number;
    /** Number of the record, from 1; absent if the fault is not in a record. */
    readonly record?: number;
    readonly detail: string;
    /** Declarations, any one of which makes the file readable; absent if there is none. */
    readonly choices?: readonly Settings[];
  };
}

export function reportOf(outcome: Outcome): ProfileReport | FaultReport {
  const { path: file, declared } = outcome.file;
  const { format } = declared;
  if ('fault' in outcome) {
    const { reason, byteOffset, record, detail } = outcome.fault;
    const choices = outcome.advice.map(settingsOf);
    return { file, format, fault: { reason, byteOffset, record, detail, ...choices.length === 0 ? {} : { choices } } };
  }
  const { profile, schema, names } = outcome;
  const { dialect, records, badRecords, bytes, scanned } = profile;
  return {
    file,
    format,
    dialect,
    records,
    badRecords: badRecords.length,
    bytes,
    fields: Object.fromEntries(fieldTypes(schema)),
    columns: [...names].map(([path, column]) => ({ path, column })),
    evidence: Object.fromEntries(detailedEvidence(schema, scanned).map(({ path, type: _, ...seen }) => [path, seen])),
    warnings: warningsOf(profile, declared, { schema, columns: names }),
  };
}
