import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { deployment, logicalId, roleStatements, statements, template } from './synth';
import { SourceFormat } from '../../src';

const minimal = template();
const bucketOf = (of: Template) => of.findResources('AWS::S3::Bucket')[logicalId(of, 'AWS::S3::Bucket', 'RawZone/Bucket')];

test('raw objects are versioned, and no version ever expires', () => {
  const { Properties } = bucketOf(minimal);
  expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
  expect(Properties.LifecycleConfiguration.Rules).toEqual([
    { Id: 'AbandonedUploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
  ]);
});

test('both buckets are closed to the public, encrypted, and can only be used over TLS 1.2', () => {
  minimal.allResourcesProperties('AWS::S3::Bucket', Match.objectLike({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  }));
  const policies = Object.values(minimal.findResources('AWS::S3::BucketPolicy')).map(({ Properties }) => statements(Properties.PolicyDocument));
  expect(policies).toHaveLength(2);
  for (const policy of policies) {
    expect(policy).toContainEqual(expect.objectContaining({ effect: 'Deny', actions: ['s3:*'], conditions: { Bool: { 'aws:SecureTransport': 'false' } } }));
    expect(policy).toContainEqual(expect.objectContaining({ effect: 'Deny', conditions: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }));
  }
});

test('a customer key encrypts both buckets, with bucket keys to reduce its cost', () => {
  const withKey = template((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
  withKey.allResourcesProperties('AWS::S3::Bucket', Match.objectLike({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } },
      }],
    },
  }));
});

test('data outlives the stack, unless the user says otherwise', () => {
  minimal.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  minimal.resourceCountIs('Custom::S3AutoDeleteObjects', 0);

  const destroyed = template({ removalPolicy: RemovalPolicy.DESTROY });
  destroyed.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  destroyed.resourceCountIs('Custom::S3AutoDeleteObjects', 2);
});

describe('the ingest function may write', () => {
  const writes = (sources: number) => {
    const ids = Array.from({ length: sources }, (_, index) => `source-${String(index).padStart(3, '0')}`);
    const of = Template.fromStack(deployment({ sources: ids.map((sourceId) => ({ sourceId, format: SourceFormat.JSON })) }).stack);
    return roleStatements(of, 'IngestApi/FunctionRole').find(({ sid }) => sid === 'WriteRaw')!.resources;
  };
  const bucket = `<${logicalId(minimal, 'AWS::S3::Bucket', 'RawZone/Bucket')}.Arn>`;

  test('only under the prefixes of its sources', () => {
    expect(writes(2)).toEqual([`${bucket}/raw/source=source-000/*`, `${bucket}/raw/source=source-001/*`]);
  });

  test('under all of raw/ if the prefixes would not fit into a policy', () => {
    expect(writes(50)).toHaveLength(50);
    expect(writes(60)).toEqual([`${bucket}/raw/*`]);
  });
});
