import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** An upload that was never finished is removed after this time. */
const ABANDONED_UPLOAD = Duration.days(7);

/** What all buckets of the library have in common: closed to the public, encrypted, TLS only, without abandoned uploads. */
export function privateBucket(encryptionKey: kms.IKey | undefined, removalPolicy: RemovalPolicy): s3.BucketProps {
  return {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
    encryptionKey,
    bucketKeyEnabled: encryptionKey ? true : undefined,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy,
    autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    lifecycleRules: [{ id: 'AbandonedUploads', abortIncompleteMultipartUploadAfter: ABANDONED_UPLOAD }],
  };
}
