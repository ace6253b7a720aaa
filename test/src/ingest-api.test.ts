import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { deployment, flat, logicalId, roleStatements, statements, template } from './synth';
import { IngestAuth, SourceFormat, type SourceProps } from '../../src';

const sources: SourceProps[] = [
  { sourceId: 'orders', format: SourceFormat.JSON },
  { sourceId: 'customers', format: SourceFormat.CSV },
];
const byKey = template({ sources });
const byIam = template({ sources, ingestAuth: IngestAuth.iam() });

function environment(of: Template): Record<string, unknown> {
  return of.findResources('AWS::Lambda::Function')[logicalId(of, 'AWS::Lambda::Function', 'IngestApi/Function')].Properties.Environment.Variables;
}

test('files are posted to /v1/sources/{sourceId}/files', () => {
  byKey.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'v1' });
  const parts = Object.values(byKey.findResources('AWS::ApiGateway::Resource')).map(({ Properties }) => Properties.PathPart);
  expect(parts).toEqual(['sources', '{sourceId}', 'files']);
  byKey.resourceCountIs('AWS::ApiGateway::Method', 1);
  byKey.hasResourceProperties('AWS::ApiGateway::Method', {
    HttpMethod: 'POST',
    RequestParameters: { 'method.request.path.sourceId': true },
    RequestValidatorId: Match.anyValue(),
  });
});

test('bodies reach the function byte for byte', () => {
  byKey.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] });
});

test('the account-wide role for gateway logs is not touched', () => {
  byKey.resourceCountIs('AWS::ApiGateway::Account', 0);
});

test('the function answers before the gateway gives up after 29 seconds', () => {
  const id = logicalId(byKey, 'AWS::Lambda::Function', 'IngestApi/Function');
  expect(byKey.findResources('AWS::Lambda::Function')[id].Properties.Timeout).toBe(25);
});

describe('by API key', () => {
  test('each source has a key of its own, and only the usage plan binds it to the API', () => {
    byKey.hasResourceProperties('AWS::ApiGateway::Method', { ApiKeyRequired: true, AuthorizationType: 'NONE' });
    const keys = byKey.findResources('AWS::ApiGateway::ApiKey');
    expect(Object.values(keys).map(({ Properties }) => Properties.StageKeys)).toEqual([undefined, undefined]);
    const bound = Object.values(byKey.findResources('AWS::ApiGateway::UsagePlanKey')).map(({ Properties }) => Properties.KeyId.Ref);
    expect(bound.sort()).toEqual(['orders', 'customers'].map((id) => logicalId(byKey, 'AWS::ApiGateway::ApiKey', `Sources/${id}/ApiKey`)).sort());
  });

  test('the function finds the source of a key in the parameters that its environment names, and may read only those', () => {
    const [parameter] = Object.keys(byKey.findResources('AWS::SSM::Parameter'));
    const { Value, Tier } = byKey.findResources('AWS::SSM::Parameter')[parameter].Properties;
    const keyOf = (id: string) => `<${logicalId(byKey, 'AWS::ApiGateway::ApiKey', `Sources/${id}/ApiKey`)}>`;
    expect(Tier).toBe('Advanced');
    expect(JSON.parse(flat(Value))).toEqual({ [keyOf('orders')]: 'orders', [keyOf('customers')]: 'customers' });
    expect(JSON.parse(flat(environment(byKey).API_KEY_PARAMETERS))).toEqual([`<${parameter}>`]);
    const read = roleStatements(byKey, 'IngestApi/FunctionRole').find(({ sid }) => sid === 'ReadApiKeys')!;
    expect(read).toMatchObject({ actions: ['ssm:GetParameters'], resources: [expect.stringMatching(`:parameter/<${parameter}>$`)] });
  });

  test('the map is split before a parameter exceeds 8 KB', () => {
    const many = Array.from({ length: 120 }, (_, index) => ({ sourceId: `${'s'.repeat(60)}${String(index).padStart(3, '0')}`, format: SourceFormat.JSON }));
    const of = template({ sources: many });
    const maps = Object.values(of.findResources('AWS::SSM::Parameter')).map(({ Properties }) => flat(Properties.Value));
    expect(maps).toHaveLength(2);
    // A key id of API Gateway has ten characters.
    const deployed = maps.map((map) => map.replace(/<[^>]+>/g, 'abcdefghij'));
    deployed.forEach((map) => expect(Buffer.byteLength(map)).toBeLessThan(8 * 1024));
    expect(maps.flatMap((map) => Object.values(JSON.parse(map)))).toEqual(many.map(({ sourceId }) => sourceId));
  });

  test('a source that is inserted first changes nothing about the others', () => {
    const perSource = (of: Template) => ({ ...of.findResources('AWS::ApiGateway::ApiKey'), ...of.findResources('AWS::ApiGateway::UsagePlanKey') });
    const extended = template({ sources: [{ sourceId: 'articles', format: SourceFormat.CSV }, ...sources] });
    expect(perSource(extended)).toMatchObject(perSource(byKey));
  });
});

describe('by IAM', () => {
  test('requests are signed, and there is no key, plan or parameter', () => {
    byIam.hasResourceProperties('AWS::ApiGateway::Method', { ApiKeyRequired: Match.absent(), AuthorizationType: 'AWS_IAM' });
    for (const type of ['AWS::ApiGateway::ApiKey', 'AWS::ApiGateway::UsagePlan', 'AWS::SSM::Parameter']) {
      byIam.resourceCountIs(type, 0);
    }
    expect(environment(byIam)).toMatchObject({ INGEST_AUTH: 'iam', API_KEY_PARAMETERS: '[]' });
    expect(roleStatements(byIam, 'IngestApi/FunctionRole').map(({ sid }) => sid)).not.toContain('ReadApiKeys');
  });

  test('grantSend lets a sender post files for one source', () => {
    const { stack, ingestion } = deployment({ sources, ingestAuth: IngestAuth.iam() });
    ingestion.ingestApi.grantSend(new Role(stack, 'Sender', { assumedBy: new ArnPrincipal('arn:aws:iam::111122223333:root') }), 'orders');
    const sender = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
      .find(({ Properties }) => Properties.PolicyName.startsWith('Sender'))!;
    expect(statements(sender.Properties.PolicyDocument)).toEqual([expect.objectContaining({
      actions: ['execute-api:Invoke'],
      resources: [expect.stringMatching(/\/v1\/POST\/sources\/orders\/files$/)],
    })]);
  });
});

test('the gateway\'s own answers are problem+json, each with a different code', () => {
  const responses = Object.values(byKey.findResources('AWS::ApiGateway::GatewayResponse')).map(({ Properties }) => Properties);
  const problems = responses.map(({ ResponseType, StatusCode, ResponseParameters, ResponseTemplates }) => {
    expect(ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
    const body = ResponseTemplates['application/json'].replace('$context.error.messageString', '"what happened"');
    const problem = JSON.parse(body);
    expect(problem).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status: Number(StatusCode),
      code: expect.any(String),
      requestId: '$context.requestId',
      detail: 'what happened',
    });
    return { type: ResponseType, code: problem.code };
  });
  expect(new Set(problems.map(({ code }) => code)).size).toBe(problems.length);
  expect(problems).toContainEqual({ type: 'INVALID_API_KEY', code: 'invalid_api_key' });
  expect(problems).toContainEqual({ type: 'THROTTLED', code: 'throttled' });
});

test('the url leads to the stage', () => {
  const { stack, ingestion } = deployment();
  expect(flat(Stack.of(stack).resolve(ingestion.ingestApi.url))).toMatch(/^https:\/\/<.*>\.execute-api\..*\/<.*v1.*>\/$/);
});
