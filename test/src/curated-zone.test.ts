import { RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { deployment, flat, logicalId, statements, template } from './synth';

const minimal = template();
const bucket = `<${logicalId(minimal, 'AWS::S3::Bucket', 'CuratedZone/Bucket')}>`;

test('staging objects, cluster logs and query results expire; tables do not', () => {
  const { Properties } = minimal.findResources('AWS::S3::Bucket')[logicalId(minimal, 'AWS::S3::Bucket', 'CuratedZone/Bucket')];
  const expiring = Properties.LifecycleConfiguration.Rules.filter((rule: Record<string, unknown>) => rule.ExpirationInDays);
  expect(expiring.map(({ Prefix, ExpirationInDays }: Record<string, unknown>) => [Prefix, ExpirationInDays])).toEqual([
    ['staging/', 30], ['emr-logs/', 30], ['athena-results/', 30],
  ]);
});

test('the database has a name that no other deployment has, and is deleted with the stack only if data is', () => {
  const database = logicalId(minimal, 'AWS::Glue::Database', 'CuratedZone/Database');
  const { Properties, DeletionPolicy } = minimal.findResources('AWS::Glue::Database')[database];
  expect(Properties.DatabaseInput.Name).toMatch(/^stackingestioncuratedzone[0-9a-f]{8}$/);
  expect(flat(Properties.DatabaseInput.LocationUri)).toBe(`s3://${bucket}/curated/`);
  expect(DeletionPolicy).toBe('Retain');
  template({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Glue::Database', { DeletionPolicy: 'Delete' });
});

test('queries write their results, encrypted, where the workgroup says', () => {
  const [{ Properties }] = Object.values(minimal.findResources('AWS::Athena::WorkGroup'));
  expect(Properties.WorkGroupConfiguration.EnforceWorkGroupConfiguration).toBe(true);
  const { OutputLocation, EncryptionConfiguration } = Properties.WorkGroupConfiguration.ResultConfiguration;
  expect(flat(OutputLocation)).toBe(`s3://${bucket}/athena-results/`);
  expect(EncryptionConfiguration).toEqual({ EncryptionOption: 'SSE_S3' });

  const withKey = template((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
  const [key] = Object.keys(withKey.findResources('AWS::KMS::Key'));
  withKey.hasResourceProperties('AWS::Athena::WorkGroup', {
    WorkGroupConfiguration: { ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: { 'Fn::GetAtt': [key, 'Arn'] } } } },
  });
});

test('grantQuery lets an analyst query and write only query results', () => {
  const { stack, ingestion } = deployment();
  ingestion.curatedZone.grantQuery(new Role(stack, 'Analyst', { assumedBy: new AccountRootPrincipal() }));
  const analyst = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).find(({ Properties }) => Properties.PolicyName.startsWith('Analyst'))!;
  const found = statements(analyst.Properties.PolicyDocument);
  expect(found.map(({ sid }) => sid)).toEqual(['RunQueries', 'ReadCatalog', 'ReadCurated', 'QueryResults', 'ListCurated']);
  const writes = found.filter(({ actions }) => actions.some((action) => /^(s3|glue|dynamodb):.*(Put|Create|Update|Delete)/.test(action)));
  expect(writes.flatMap(({ resources }) => resources)).toEqual([expect.stringMatching(/\/athena-results\/\*$/)]);
});
