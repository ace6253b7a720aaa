import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { logicalId, template } from './synth';

const minimal = template();
const KEYS = { KeySchema: [{ AttributeName: 'source_id', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }] };

test('both tables have the agreed keys, are paid by use and can be restored to any second', () => {
  minimal.resourceCountIs('AWS::DynamoDB::Table', 2);
  minimal.allResourcesProperties('AWS::DynamoDB::Table', Match.objectLike({
    ...KEYS,
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  }));
});

test('the registry has a stream of the keys of changed items', () => {
  const table = minimal.findResources('AWS::DynamoDB::Table')[logicalId(minimal, 'AWS::DynamoDB::Table', 'SchemaRegistry/Table')];
  expect(table.Properties.StreamSpecification).toEqual({ StreamViewType: 'KEYS_ONLY' });
  expect(table.Properties.TimeToLiveSpecification).toBeUndefined();
});

test('the ledger expires items that have a time, and has an index of unsent alerts', () => {
  const ledger = minimal.findResources('AWS::DynamoDB::Table')[logicalId(minimal, 'AWS::DynamoDB::Table', 'SchemaRegistry/Ledger')];
  expect(ledger.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expires_at', Enabled: true });
  expect(ledger.Properties.StreamSpecification).toBeUndefined();
  expect(ledger.Properties.GlobalSecondaryIndexes).toEqual([{
    IndexName: 'unsent',
    KeySchema: [{ AttributeName: 'unsent', KeyType: 'HASH' }, { AttributeName: 'due_at', KeyType: 'RANGE' }],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  }]);
});

test('tables outlive the stack and cannot be deleted, unless the user says otherwise', () => {
  minimal.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  minimal.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });

  const destroyed = template({ removalPolicy: RemovalPolicy.DESTROY });
  destroyed.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  destroyed.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
});

test('a customer key encrypts both tables', () => {
  const withKey = template((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
  withKey.allResourcesProperties('AWS::DynamoDB::Table', {
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } },
  });
});
