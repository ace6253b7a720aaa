import type { GetParametersCommand } from '@aws-sdk/client-ssm';
import { postEvent } from './event';
import { ApiKeyDirectory } from '../../lambda-src/functions/ingest/api-keys';
import { authorizeByApiKey, authorizeByIam } from '../../lambda-src/functions/ingest/authorize';

/** SSM with these parameters. It records its calls. */
function ssmWith(parameters: Record<string, Record<string, string>>) {
  const calls: string[][] = [];
  return {
    calls,
    parameters,
    send: async (command: GetParametersCommand) => {
      const names = command.input.Names!;
      calls.push(names);
      return {
        Parameters: names.filter((name) => name in parameters).map((name) => ({ Name: name, Value: JSON.stringify(parameters[name]) })),
        InvalidParameters: names.filter((name) => !(name in parameters)),
      };
    },
  };
}

describe('the map of API keys', () => {
  test('is read once for all requests of a container', async () => {
    const ssm = ssmWith({ p1: { k1: 'orders' }, p2: { k2: 'customers' } });
    const keys = new ApiKeyDirectory(ssm as never, ['p1', 'p2']);
    expect(await keys.sourceOf('k1')).toBe('orders');
    expect(await keys.sourceOf('k2')).toBe('customers');
    expect(ssm.calls).toEqual([['p1', 'p2']]);
  });

  test('is read again for an unknown key, at most once a minute', async () => {
    let now = 0;
    const ssm = ssmWith({ p1: { k1: 'orders' } });
    const keys = new ApiKeyDirectory(ssm as never, ['p1'], () => now);
    expect(await keys.sourceOf('new')).toBeUndefined();
    ssm.parameters.p1.new = 'customers';
    now = 59_999;
    expect(await keys.sourceOf('new')).toBeUndefined();
    now = 60_000;
    expect(await keys.sourceOf('new')).toBe('customers');
    expect(ssm.calls).toHaveLength(2);
  });

  test('is read in calls of at most ten names', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `p${index}`);
    const ssm = ssmWith(Object.fromEntries(names.map((name) => [name, { [`key-${name}`]: `source-${name}` }])));
    expect(await new ApiKeyDirectory(ssm as never, names).sourceOf('key-p10')).toBe('source-p10');
    expect(ssm.calls.map((call) => call.length)).toEqual([10, 1]);
  });

  test('is an error if a parameter is missing, and is read again for the next request', async () => {
    const ssm = ssmWith({});
    const keys = new ApiKeyDirectory(ssm as never, ['gone']);
    await expect(keys.sourceOf('k1')).rejects.toThrow('SSM parameters gone do not exist');
    ssm.parameters.gone = { k1: 'orders' };
    expect(await keys.sourceOf('k1')).toBe('orders');
  });
});

describe('the caller', () => {
  const authorize = authorizeByApiKey(new ApiKeyDirectory(ssmWith({ p1: { k1: 'orders', k2: 'customers' } }) as never, ['p1']));

  test('may send for the source of its key', async () => {
    await expect(authorize(postEvent({ apiKeyId: 'k1' }), 'orders')).resolves.toBeUndefined();
  });

  test.each([
    ['for another source', 'k2'],
    ['with a key of no source', 'unknown'],
    ['without a key', undefined],
    ['with a key id that names a property of every object', 'constructor'],
  ])('may not send %s', async (_, apiKeyId) => {
    await expect(authorize(postEvent({ apiKeyId }), 'orders')).rejects.toMatchObject({ code: 'access_denied' });
  });

  test('with IAM was already checked by the gateway', async () => {
    await expect(authorizeByIam(postEvent(), 'orders')).resolves.toBeUndefined();
  });
});
