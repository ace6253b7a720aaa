/**
 * Seeded bugs. Each takes away one rule of the store, of the domain below it, or of the profiler, and the tests that it names
 * must notice. So they test the tests.
 *
 *   npx tsx test/mutants/run-protocol.ts [word…]
 */
export interface ProtocolMutant {
  /** The rule that the mutant removes. */
  readonly rule: string;
  /** Under lambda-src/. */
  readonly file: string;
  /** A text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files that `npm test` runs, one of which must fail. */
  readonly tests: readonly string[];
}

const DECIDE = ['decisions/decide.test.ts'];
const RULES = ['registry/rules.test.ts'];
const STALE = ['decisions/stale-saves.test.ts'];
const DRIFTS = ['decisions/open-drifts.test.ts'];
const PROFILE = ['profile/profile-object.test.ts'];
const OUTCOMES = ['profile/outcome-rules.test.ts'];
const WALKS = ['profile/schedules.test.ts'];
const ORDER = ['schema/order.test.ts'];

export const PROTOCOL_MUTANTS: readonly ProtocolMutant[] = [
  // Approvals.
  { rule: 'an approval watches the other open versions', file: 'store/decisions/approval-actions.ts', find: '    ...watched.map((other) => registry.checkStatus(sourceId, other.key, other.status)),\n', replace: '', tests: RULES },
  { rule: 'an approval moves the epoch', file: 'core/registry/approval.ts', find: 'epoch: head.epoch + 1', replace: 'epoch: head.epoch', tests: DECIDE },
  { rule: 'an approval holds only for the data that was sealed when it was judged', file: 'store/decisions/approval-actions.ts', find: '    ledger.checkWritten(sourceId, written),\n', replace: '', tests: DECIDE },
  { rule: 'a change of the type of promoted columns is not approved', file: 'core/registry/approval.ts', find: 'if (approval.physical) {', replace: 'if (false) {', tests: DECIDE },
  { rule: 'an approval joins both versions if ACTIVE has moved', file: 'core/registry/approval.ts', find: 'const becomesActive = version.baseline === head.active && ', replace: 'const becomesActive = true || ', tests: DECIDE },
  { rule: 'an approval compares the other open versions again', file: 'core/registry/approval.ts', find: "if (left.kind !== 'drift' && ", replace: 'if (false && ', tests: DECIDE },
  { rule: 'a version that somebody has just decided is not closed by the approval of another', file: 'store/decisions/approval-actions.ts', find: "head.open.includes(key) && status === 'BREAKING')", replace: 'head.open.includes(key))', tests: RULES },
  { rule: 'an approval takes no more than a transaction holds', file: 'core/registry/approval.ts', find: ' && hasRoom(other.version)', replace: '', tests: DRIFTS },
  { rule: 'an approval watches no more versions than a transaction holds', file: 'store/decisions/approval-actions.ts', find: 'plan.head.open.includes(other.key) && room.take(1, itemBytes(other.item!))', replace: 'plan.head.open.includes(other.key)', tests: ['dynamodb/limits.test.ts'] },
  { rule: 'two versions are never ACTIVE at one moment', file: 'core/registry/version.ts', find: 'return at > earliest ? at : earliest;', replace: 'return at;', tests: RULES },
  // Other decisions.
  { rule: 'a rejection comes first when two edits are made at once', file: 'core/registry/edited-status.ts', find: 'if (rejected !== undefined) {', replace: "if (rejected !== undefined && !open.some(({ status }) => status === 'ACTIVE')) {", tests: DECIDE },
  { rule: 'a rejection moves the epoch', file: 'store/decisions/decide.ts', find: 'head.open.filter((key) => key !== version.key), epoch: head.epoch + 1', replace: 'head.open.filter((key) => key !== version.key), epoch: head.epoch', tests: RULES },
  { rule: 'an edit of ACTIVE to neither status is answered before an approval replaces it', file: 'core/registry/edited-status.ts', find: "if (active !== undefined && active.status !== 'ACTIVE' && active.status !== 'DEPRECATED') {", replace: 'if (false) {', tests: RULES },
  { rule: 'deprecating ACTIVE needs a plan', file: 'core/registry/edited-status.ts', find: "active?.status === 'DEPRECATED' && active.plan !== undefined", replace: "active?.status === 'DEPRECATED'", tests: DECIDE },
  { rule: 'deprecating ACTIVE approves the one drift from it', file: 'core/registry/edited-status.ts', find: 'if (candidates.length === 1) {', replace: 'if (candidates.length > 0) {', tests: DECIDE },
  { rule: 'an edit that is set back is answered', file: 'store/decisions/decide.ts', find: '      alert.action,\n    ],\n    alerts: [alert],', replace: '    ],\n    alerts: [],', tests: DECIDE },
  // What is known, and what is only shown.
  { rule: 'only status, note and plan of a version\'s item count', file: 'store/registry/registry-table.ts', find: 'return versions.map((version) => shownVersion(version, items.get(version.key)));', replace: 'return versions.map((version) => shownVersion(items.has(version.key) ? versionOf(version.key, items.get(version.key)!) : version, items.get(version.key)));', tests: STALE },
  { rule: 'the item of a version says what the program knows', file: 'store/decisions/decide.ts', find: 'await restoreItems(decider, sourceId, head, versions) ?? ', replace: '', tests: STALE },
  { rule: 'an older time of promotion does not replace a newer one', file: 'store/registry/registry-table.ts', find: '{ promoted_at: known.promoted_at }', replace: '{ sk: lifeKey(version.key) }', tests: STALE },
  { rule: 'an edit that was meant but does not count is announced', file: 'store/decisions/decide.ts', find: 'if (alteration.isMeant) {', replace: 'if (false) {', tests: STALE },
  { rule: 'a form that was opened earlier does not cause an alert', file: 'core/registry/altered-item.ts', find: 'isMeant: hasOthers || !differing.every(isLate)', replace: 'isMeant: true', tests: STALE },
  { rule: 'a decision holds only for the edit that was read', file: 'store/registry/registry-table.ts', find: 'remove: said }, found)', replace: 'remove: said }, { sk: version.key })', tests: DECIDE },
  { rule: 'every writer of head builds on the head that it read', file: 'store/registry/registry-table.ts', find: 'read === undefined ? noItem : { revision: read.revision }', replace: 'read === undefined ? noItem : undefined', tests: RULES },
  { rule: 'a source gets its first head once', file: 'store/registry/registry-table.ts', find: 'read === undefined ? noItem : { revision: read.revision }', replace: 'read === undefined ? undefined : { revision: read.revision }', tests: RULES },
  { rule: 'no version is ever replaced', file: 'store/registry/registry-table.ts', find: 'this.put(sourceId, sk, item, noItem)', replace: 'this.put(sourceId, sk, item)', tests: RULES },
  { rule: 'a file is judged by one state of the registry', file: 'store/tables/read-snapshot.ts', find: 'if (await registry.headRevision(sourceId) === head.revision) {', replace: 'if (true) {', tests: DECIDE },
  { rule: 'keys of versions grow, whatever the clock says', file: 'core/registry/version-key.ts', find: 'Math.max(now, earliest)', replace: 'now', tests: RULES },
  // Judging a file.
  { rule: 'a drift moves the epoch', file: 'core/judging/new-version.ts', find: 'open: [...head.open, key], epoch: head.epoch + 1', replace: 'open: [...head.open, key], epoch: head.epoch', tests: RULES },
  { rule: 'a changed type moves the epoch', file: 'core/judging/new-version.ts', find: 'head.epoch + (judgement.epochMoves ? 1 : 0)', replace: 'head.epoch', tests: RULES },
  { rule: 'an edit of ACTIVE is decided before a file makes a version', file: 'functions/profile/verdict.ts', find: "if (await deps.registry.status(raw.sourceId, active.key) !== 'ACTIVE') {", replace: 'if (false) {', tests: DECIDE },
  { rule: 'a drift is not approved by an edit of ACTIVE made before it', file: 'functions/profile/verdict.ts', find: "? [registry.checkStatus(raw.sourceId, active.key, 'ACTIVE')]", replace: '? []', tests: DECIDE },
  { rule: 'a judgement holds only for the data that was sealed when it was made', file: 'functions/profile/verdict.ts', find: '      ledger.checkWritten(raw.sourceId, written),\n', replace: '', tests: DECIDE },
  { rule: 'a file of a drift that was decided after its receipt shares the verdict', file: 'core/judging/ruling.ts', find: 'return (open ?? decidedSince.at(-1))?.key;', replace: 'return open?.key;', tests: PROFILE },
  { rule: 'a file of an open drift joins it', file: 'core/judging/ruling.ts', find: 'return (open ?? decidedSince.at(-1))?.key;', replace: 'return decidedSince.at(-1)?.key;', tests: DRIFTS },
  { rule: 'a late file is judged by the version of its time', file: 'functions/profile/verdict.ts', find: 'const baseline = activeAt(versions, raw.receivedAt!);', replace: 'const baseline: typeof active | undefined = active;', tests: PROFILE },
  { rule: 'a source has at most 20 open drifts', file: 'core/judging/ruling.ts', find: 'snapshot.head.open.length >= MAX_OPEN_DRIFTS', replace: 'false', tests: DRIFTS },
  { rule: 'a file is held as one drift too many only under the head that was read', file: 'functions/profile/hold.ts', find: '    deps.registry.checkHead(raw.sourceId, head),\n', replace: '', tests: DRIFTS },
  { rule: 'the time in a key is believed only up to LastModified', file: 'functions/profile/profile-object.ts', find: 'raw: believed(raw, stored.storedAt)', replace: 'raw', tests: ['profile/future-ids.test.ts'] },
  // The order of columns.
  { rule: 'a column keeps its place before all that come later', file: 'core/schema/fields.ts', find: '[...joined.filter(([path]) => columns.has(path)), ...joined.filter(([path]) => !columns.has(path))]', replace: 'columns.size < 0 ? [] : joined', tests: ORDER },
  { rule: 'an approval gives new columns the order of their file', file: 'core/schema/decision.ts', find: '[...diff.added.map((path) => [path, observed.get(path)!] as const), ...observed]', replace: 'diff.added.length < 0 ? [] : observed', tests: ORDER },
  { rule: 'head is read in the order of its places', file: 'core/registry/head.ts', find: '.sort(([, [a]], [, [b]]) => a - b)', replace: '', tests: ORDER },
  // Outcomes.
  { rule: 'an outcome whose reply was lost is looked up', file: 'functions/profile/judge-file.ts', find: "if (isRecorded(found, raw, 'PENDING')) {", replace: 'if (false) {', tests: OUTCOMES },
  { rule: 'a redelivery sends the alert that its file left unsent', file: 'functions/profile/profile-object.ts', find: 'if (row?.registry_version !== undefined) {', replace: 'if (false) {', tests: OUTCOMES },
  { rule: 'a redelivery deletes the bytes that its dead letter left', file: 'functions/profile/profile-object.ts', find: "if (row?.state === 'DEAD_LETTERED') {", replace: 'if (false) {', tests: OUTCOMES },
  { rule: 'an outcome replaces only the row that it was meant to replace', file: 'store/ledger/outcome-actions.ts', find: ': { state: replaced.state, version_id: replaced.versionId }', replace: ': { sk: LedgerKey.file(ingestId) }', tests: OUTCOMES },
  { rule: 'a file has one row', file: 'store/ledger/outcome-actions.ts', find: 'replaced === undefined ? noItem :', replace: 'replaced === undefined ? undefined :', tests: OUTCOMES },
  { rule: 'an attempt that ends gives the file back', file: 'functions/profile/profile-object.ts', find: 'await giveBack(deps, raw, attemptId);\n  }\n}', replace: '}\n}', tests: PROFILE },
  { rule: 'a file that kills its readers is dead-lettered', file: 'core/judging/expired-attempts.ts', find: 'expired >= MAX_EXPIRED', replace: 'false', tests: PROFILE },
  { rule: 'a dead letter\'s bytes go only after the ledger says so', file: 'functions/profile/dead-letter.ts', find: "if (!isRecorded(found, raw, 'DEAD_LETTERED')) {", replace: 'if (found === undefined) {', tests: OUTCOMES },
  { rule: 'bytes that were replaced are recognized', file: 'core/judging/standing.ts', find: "return isSuperseded(row, raw) ? { kind: 'settled' } : { kind: 'other_bytes', row };", replace: "return { kind: 'other_bytes', row };", tests: [...PROFILE, ...WALKS] },
  { rule: 'older bytes of a key do not replace newer ones', file: 'core/judging/standing.ts', find: 'const newer = row.stored_at === undefined || storedAt >= row.stored_at;', replace: 'const newer = true;', tests: PROFILE },
];
