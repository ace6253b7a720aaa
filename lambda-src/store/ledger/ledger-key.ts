/** Sort keys of the ledger's items, beside the partition `source_id`; `docs/data-model.md` says what each holds. */
export const LedgerKey = {
  FILE: 'file#',
  PENDING: 'pending#',
  HELD: 'held#',
  OPEN: 'open#',
  REPORT: 'report#',

  /** The item that says what became of a file. */
  file: (ingestId: string) => `file#${ingestId}`,
  /** The item of bytes stored over a raw key whose file had gone on. */
  overwritten: (ingestId: string, versionId: string) => `file#${ingestId}#${versionId}`,
  pending: (date: string, ingestId: string) => `pending#${date}#${ingestId}`,
  held: (ingestId: string) => `held#${ingestId}`,
  attempt: (ingestId: string) => `attempt#${ingestId}`,
  count: (version: string) => `count#${version}`,
  alert: (alertId: string) => `alert#${alertId}`,
  /** What begins the reports of one kind that no alert holds yet. */
  reports: (state: string, reason: string) => `report#${state}#${reason}#`,
  /** Since when files of one kind were last told of. */
  told: (state: string, reason: string) => `told#${state}#${reason}`,
  run: (run: string) => `run#${run}`,
  LEASE: 'lease',
  WRITTEN: 'written',
  /** How far a search of the sweep has come, under the deployment's partition. */
  search: (duty: string, name: string) => `search#${duty}#${name}`,
  /** How often the sweep was asked to look for decisions in every source, under the deployment's partition. */
  DECISIONS_WANTED: 'decisions-wanted',
} as const;
