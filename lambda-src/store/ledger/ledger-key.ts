import { LedgerItem, LedgerPrefix } from '../../../src/contract';

/** Sort keys of the ledger's items within a partition. `docs/data-model.md` says what each item holds. */
export const LedgerKey = {
  ...LedgerPrefix,
  ...LedgerItem,

  /** The item that says what became of a file. */
  file: (ingestId: string) => `${LedgerPrefix.FILE}${ingestId}`,
  /** The item of bytes that were stored over a raw key whose file had already been accepted. */
  overwritten: (ingestId: string, versionId: string) => `${LedgerPrefix.FILE}${ingestId}#${versionId}`,
  pending: (date: string, ingestId: string) => `${LedgerPrefix.PENDING}${date}#${ingestId}`,
  held: (ingestId: string) => `${LedgerPrefix.HELD}${ingestId}`,
  attempt: (ingestId: string) => `attempt#${ingestId}`,
  count: (version: string) => `count#${version}`,
  alert: (alertId: string) => `${LedgerPrefix.ALERT}${alertId}`,
  /** What the keys of one group's reports begin with. */
  reports: (state: string, reason: string) => `${LedgerPrefix.REPORT}${state}#${reason}#`,
  /** The latest alert of a group of files. */
  told: (state: string, reason: string) => `told#${state}#${reason}`,
  run: (run: string) => `${LedgerPrefix.RUN}${run}`,
  /** How far a search of the sweep has come; in the deployment's partition. */
  search: (duty: string, name: string) => `search#${duty}#${name}`,
  /** How often the sweep was asked to look for decisions in every source; in the deployment's partition. */
  DECISIONS_WANTED: 'decisions-wanted',
} as const;
