import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { Problem } from './problem';

/** S3 answers a conditional write with 409 while another write of the key is under way: here, an earlier try of this function. */
const CONFLICT_TRIES = 3;

/**
 * Stores an object under a key that no one else can have, and returns its version id.
 *
 * If an answer is lost, the SDK repeats the request and finds its own object (412). That is a success, but the version id is
 * unknown then. The object is never stored again under another key, or the file would count twice.
 *
 * @throws Problem `storage_unavailable` if S3 did not store the object. The cause is never the sender
 */
export async function storeOnce(s3: Pick<S3Client, 'send'>, object: PutObjectCommandInput): Promise<string | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      const { VersionId } = await s3.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
      return VersionId;
    } catch (error) {
      const { name } = error as Error;
      if (name === 'PreconditionFailed') {
        return undefined;
      }
      if (name === 'ConditionalRequestConflict' && tries < CONFLICT_TRIES) {
        continue;
      }
      console.error(`PutObject ${object.Key} failed:`, error);
      throw new Problem('storage_unavailable', 'The file could not be stored; send it again.');
    }
  }
}
