import type { FileContext, FileProfile } from './file-profile';
import { findMisfits } from './find-misfits';
import { profileFile } from './profile-file';
import type { ReadingConfig } from '../../../src/source-config';
import type { BadRecord } from '../formats/bad-records';
import { FileFault } from '../formats/fault';
import { type ExpectedTypes, misfitsOf } from '../schema/misfits';

/** All records are bad, and the source allows that: it is a file of records that were bad before. */
class NothingFits extends FileFault {
  constructor([{ number, reason, detail }, ...others]: readonly BadRecord[]) {
    super('bad_record_ratio', `none of ${others.length + 1} records is good; record ${number}: ${reason}: ${detail}`, { record: number });
  }
}

/** Gives the bytes of a file from the beginning, as often as it is called. */
export type OpenFile = () => Promise<AsyncIterable<Uint8Array>>;

/**
 * The profile of a file without the records that do not fit the types of its source. It is read twice more if there are any.
 *
 * @param profile of the file with them
 * @returns undefined if all records fit, or if those that do not cannot be left out: they are more than the source allows, for example.
 *   Then the file as a whole has other types
 * @throws FileFault if no record fits, and the source allows even that
 */
export async function withoutMisfits(
  open: OpenFile, declared: ReadingConfig, context: FileContext, profile: FileProfile, expected: ExpectedTypes,
): Promise<FileProfile | undefined> {
  if (!declared.maxBadRecordRatio || misfitsOf(profile.scanned.schema, expected).length === 0) {
    return undefined;
  }
  try {
    const bad = await findMisfits(open, declared, profile, expected);
    if (bad !== undefined && bad.length === profile.records + profile.badRecords.length) {
      throw new NothingFits(bad);
    }
    return bad === undefined || bad.length === profile.badRecords.length ? undefined : await profileFile(open, declared, context, bad);
  } catch (error) {
    // The file has been read once without a fault. It has one without some of its records, or there is no time left to leave them out.
    if (error instanceof FileFault && !(error instanceof NothingFits)) {
      return undefined;
    }
    throw error;
  }
}
