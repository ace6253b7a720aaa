import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Prefix, REPLAY_NAME } from './contract';
import { permit, permitKey } from './permission';
import { privateBucket } from './private-bucket';

/** Props of `RawZone`. */
export interface RawZoneProps {
  /** Encrypts the bucket. @default - S3's own key (SSE-S3) */
  readonly encryptionKey?: kms.IKey;
  /** What happens to the bucket when the stack is deleted; DESTROY also empties it. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The bucket that holds files as they were sent, and everything derived from a single file: its profile, its reading copy,
 * its bad records, its dead letter.
 *
 * The bucket keeps all versions and none expires: a key and a version id name a file, and an original is never lost.
 */
export class RawZone extends Construct {
  /** Holds originals under `raw/`; each other prefix holds one kind of derived object. */
  public readonly bucket: s3.Bucket;
  private readonly encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: RawZoneProps) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey;
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...privateBucket(props.encryptionKey, props.removalPolicy),
      versioned: true,
    });
  }

  /**
   * Lets the grantee store files of these sources.
   *
   * @param grantee who stores the files
   * @param sourceIds ids of the sources; each is one resource in the policy, as long as the policy has room for them
   */
  public grantWriteRaw(grantee: iam.IGrantable, sourceIds: string[]): iam.Grant {
    const prefixes = sourceIds.map((sourceId) => `${Prefix.RAW}source=${sourceId}/`);
    // The inline policies of a role hold 10,240 characters. If there are more sources than fit, only the handler checks the source.
    const characters = prefixes.reduce((sum, prefix) => sum + prefix.length + ARN_CHARACTERS, 0);
    return this.permitObjects(grantee, 'WriteRaw', ['s3:PutObject'], ...characters <= MAX_WRITE_CHARACTERS ? prefixes : [Prefix.RAW]);
  }

  /** Lets the grantee read files as they were sent, in every version. */
  public grantReadRaw(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'ReadRaw', ['s3:GetObject', 's3:GetObjectVersion'], Prefix.RAW);
  }

  /** Lets the grantee write what promotion reads in place of files that its reader could not read. */
  public grantWriteReadingCopies(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'WriteReadingCopies', ['s3:PutObject', 's3:AbortMultipartUpload'], Prefix.READING_COPIES);
  }

  /** Lets the grantee read those copies, in every version. */
  public grantReadReadingCopies(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'ReadReadingCopies', ['s3:GetObject', 's3:GetObjectVersion'], Prefix.READING_COPIES);
  }

  /** Lets the grantee write the bad records of an accepted file. */
  public grantWriteQuarantine(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'WriteQuarantine', ['s3:PutObject'], Prefix.QUARANTINE);
  }

  /** Lets the grantee take in again the bad records of accepted files: read them, and store them as files of their own. */
  public grantReplay(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'ReadQuarantine', ['s3:GetObject', 's3:GetObjectVersion'], Prefix.QUARANTINE)
      .combine(this.permitObjects(grantee, 'WriteReplays', ['s3:PutObject'], `${Prefix.RAW}source=*/date=*/*${REPLAY_NAME}`));
  }

  /** Lets the grantee write the evidence of a file's profile, and read the evidence of earlier files, from which alerts quote. */
  public grantReadWriteProfiles(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'ReadWriteProfiles', ['s3:GetObject', 's3:PutObject'], Prefix.PROFILES);
  }

  /** Lets the grantee read and write the large maps of registry and ledger items. */
  public grantReadWriteSchemas(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'ReadWriteSchemas', ['s3:GetObject', 's3:PutObject'], Prefix.SCHEMAS);
  }

  /** Lets the grantee copy a file to the dead-letter prefix, and read the copy. */
  public grantWriteDeadLetter(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'WriteDeadLetter',
      ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject', 's3:GetObjectVersion'], Prefix.DEAD_LETTER);
  }

  /** Lets the grantee delete single versions of raw files, which it does once their copy is a dead letter. */
  public grantDeleteRawVersion(grantee: iam.IGrantable): iam.Grant {
    return this.permitObjects(grantee, 'DeleteRawVersion', ['s3:DeleteObjectVersion'], Prefix.RAW);
  }

  /** Lets the grantee list the versions of raw files. */
  public grantListRawVersions(grantee: iam.IGrantable): iam.Grant {
    return permit(grantee, 'ListRawVersions', {
      actions: ['s3:ListBucketVersions'],
      resources: [this.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${Prefix.RAW}*` } },
    });
  }

  /**
   * Lets the grantee list the bucket, so that it can tell a missing object from a forbidden one.
   *
   * S3 answers 403 in place of 404 to an identity that may not list. A read carries no prefix that a condition could match.
   */
  public grantList(grantee: iam.IGrantable): iam.Grant {
    return permit(grantee, 'ListRawZone', { actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [this.bucket.bucketArn] });
  }

  private permitObjects(grantee: iam.IGrantable, sid: string, actions: string[], ...prefixes: string[]): iam.Grant {
    permitKey(grantee, this.encryptionKey);
    return permit(grantee, sid, { actions, resources: prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`)) });
  }
}

/** Length of the longest `arn:aws-us-gov:s3:::<63 characters>/`, with quotes and a comma. */
const ARN_CHARACTERS = 90;
/** Leaves room for the other statements of the ingest function's role. */
const MAX_WRITE_CHARACTERS = 6_000;
