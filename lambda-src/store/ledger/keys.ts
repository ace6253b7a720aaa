import { LedgerItem, LedgerPrefix } from '../../../src/contract';

/** Sort keys of the ledger's items, beside the partition `source_id`. */
export const LedgerKey = {
  ...LedgerPrefix,
  ...LedgerItem,

  /** The item that says what became of a file. */
  file: (ingestId: string) => `${LedgerPrefix.FILE}${ingestId}`,
  /** The item of bytes stored over a raw key whose file had gone on. */
  overwritten: (ingestId: string, versionId: string) => `${LedgerPrefix.FILE}${ingestId}#${versionId}`,
  pending: (date: string, ingestId: string) => `${LedgerPrefix.PENDING}${date}#${ingestId}`,
  held: (ingestId: string) => `${LedgerPrefix.HELD}${ingestId}`,
  attempt: (ingestId: string) => `attempt#${ingestId}`,
  count: (version: string) => `count#${version}`,
  alert: (alertId: string) => `${LedgerPrefix.ALERT}${alertId}`,
  /** What begins the reports of one kind that no alert holds yet. */
  reports: (state: string, reason: string) => `${LedgerPrefix.REPORT}${state}#${reason}#`,
  /** Since when files of one kind were last told of. */
  told: (state: string, reason: string) => `told#${state}#${reason}`,
  run: (run: string) => `${LedgerPrefix.RUN}${run}`,
  /** How far a search of the sweep has come, under the deployment's partition. */
  search: (duty: string, name: string) => `search#${duty}#${name}`,
  /** How often the sweep was asked to look for decisions in every source, under the deployment's partition. */
  DECISIONS_WANTED: 'decisions-wanted',
} as const;

/** After every key that begins with `prefix` and ends in identifiers, dates or version ids, all of which are ASCII. */
export function after(prefix: string): string {
  return `${prefix}~`;
}
