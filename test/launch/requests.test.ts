import { LaunchWorld } from './launch-world';
import { invalid, record, type RecordedRequest } from './recorded-requests';
import { runJobFlowRequest } from '../../lambda-src/functions/launch/run-job-flow';
import { type Emulator, startEmulator } from '../../local/emulator';
import type { LaunchConfig } from '../../src/contract';
import { flat, logicalId, template } from '../src/synth';

/** The request for a cluster, as the deployed launcher makes it. */
function requestOfTheTemplate(): RecordedRequest {
  const of = template();
  const { Variables } = of.findResources('AWS::Lambda::Function')[logicalId(of, 'AWS::Lambda::Function', 'Promotion/Launcher')].Properties.Environment;
  const config: LaunchConfig = JSON.parse(flat(Variables.LAUNCH_CONFIG));
  return { service: 'emr', operation: 'RunJobFlow', params: runJobFlowRequest(config, `${Variables.CLUSTER_NAME_PREFIX}20261124T080000Z`, '20261124T080000Z') };
}

// The first use installs the Python packages of botocore.
jest.setTimeout(600_000);

describe('botocore accepts', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ auth: false, tls: false });
  }, 120_000);
  afterAll(() => emulator.stop());
  beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => {}));
  afterEach(() => jest.restoreAllMocks());

  test('every request that the launcher makes: to EMR for a new, a dead and a slow cluster, to the tables and to the topic', async () => {
    const requests: RecordedRequest[] = [requestOfTheTemplate()];
    const world = await LaunchWorld.create(emulator, ['orders', 'customers']);
    record(world.dynamo, 'dynamodb', requests);
    record(world.s3, 's3', requests);
    record(world.sns, 'sns', requests);
    await world.register('orders');
    await world.addPending('orders', '01A');
    await world.register('customers', ['version#2']);
    await world.addPending('customers', '01B', 'version#2');
    await world.putRegistry({ ...await world.registry('customers', 'version#2'), status: 'DEPRECATED', note: 'not meant' });
    await world.launch('20261124T080000Z');
    // The cluster takes too long and then dies, and the next one starts.
    world.now += 2 * 3_600_000;
    await world.launch('20261124T100000Z');
    world.clusters[0].state = 'TERMINATED_WITH_ERRORS';
    await world.launch('20261124T110000Z');
    requests.push(...world.emrRequests, ...world.requests.map((params) => ({ service: 'emr', operation: 'RunJobFlow', params })));

    const made = new Set(requests.map(({ service, operation }) => `${service} ${operation}`));
    expect([...made]).toEqual(expect.arrayContaining([
      'emr RunJobFlow', 'emr ListClusters', 'emr TerminateJobFlows', 'sns Publish', 'dynamodb TransactWriteItems', 'dynamodb BatchGetItem', 'dynamodb Query',
    ]));
    expect(await invalid(requests)).toEqual([]);
  });
});

test('botocore finds the faults in a wrong request', async () => {
  const request = requestOfTheTemplate();
  const wrong = { ...request, params: { ...request.params, Name: undefined, ReleaseLabel: 7, Colour: 'blue' } };
  expect(await invalid([request])).toEqual([]);
  expect((await invalid([wrong])).join()).toMatch(/Missing required parameter.*"Name".*Colour.*ReleaseLabel/);
});
