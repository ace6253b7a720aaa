import type { SweepDeps } from './deps';
import { covers } from '../../core/judging/standing';
import type { FileRow } from '../../core/ledger/file-row';
import { type RawObject, foreign } from '../../core/raw/raw-object';
import { LedgerKey } from '../../store/ledger/ledger-key';

/** A version of a raw object as the listing shows it. */
export interface ListedVersion {
  readonly raw: RawObject;
  /** ISO time. */
  readonly storedAt: string;
}

/** What of a file's row tells whether it is of a version. Rows are wide, and this reads very many. */
const KNOWN_BY = ['sk', 'key', 'version_id', 'superseded'] as const;

type KnownRow = Pick<FileRow, typeof KNOWN_BY[number]>;

/**
 * Those of the listed versions of one source that the ledger does not know. A listing follows the order of ids, so one
 * range of rows answers for a whole page.
 */
export async function unknownVersions(deps: SweepDeps, sourceId: string, listed: readonly ListedVersion[]): Promise<ListedVersion[]> {
  const ours = listed.filter(({ raw }) => raw.receivedAt !== undefined).map(({ raw }) => raw.ingestId).sort();
  const rows = new Map<string, KnownRow>();
  if (ours.length > 0) {
    // A row of the last seconds may be missed; the profiler, which is asked then, reads the ledger itself before the file.
    for await (const row of deps.ledger.skimFiles(sourceId, ours[0], ours.at(-1)!, KNOWN_BY)) {
      rows.set(row.sk, row);
    }
  }
  const unknown = [];
  for (const version of listed) {
    const { raw } = version;
    const row = rows.get(LedgerKey.file(raw.ingestId));
    const known = (row !== undefined && covers(row, raw)) || rows.has(LedgerKey.overwritten(raw.ingestId, raw.versionId))
      // Rare: a foreign key, another key with the same id, or a file that really has no row.
      || await hasForeignRow(deps, foreign(raw));
    if (!known) {
      unknown.push(version);
    }
  }
  return unknown;
}

async function hasForeignRow(deps: SweepDeps, raw: RawObject): Promise<boolean> {
  const row = await deps.ledger.file(raw.sourceId, LedgerKey.file(raw.ingestId));
  return (row !== undefined && covers(row, raw))
    || await deps.ledger.file(raw.sourceId, LedgerKey.overwritten(raw.ingestId, raw.versionId)) !== undefined;
}
