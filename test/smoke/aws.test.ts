import { consent, namesOf } from './aws';
import { findConstruct } from '../../local/discover';
import { template } from '../src/synth';

test.each([undefined, '', 'prod', '111122223333', 'eu-central-1', '1111/eu-central-1', '111122223333/'])(
  'the test does not start if nobody said where it may deploy (%s), and it says what to set', (target) => {
    expect(() => consent({ SMOKE_TEST_DEPLOYS_TO: target })).toThrow('set SMOKE_TEST_DEPLOYS_TO=<account id>/<region>');
  });

test('account and region are named together', () => {
  expect(consent({ SMOKE_TEST_DEPLOYS_TO: '111122223333/us-gov-west-1' })).toEqual({ account: '111122223333', region: 'us-gov-west-1' });
});

test('the construct paths of a deployment lead to everything that the test calls', () => {
  const found = findConstruct([{ name: 'Stack', template: template().toJSON() }]);
  const names = namesOf(Object.fromEntries(found.map(({ path, logicalId }) => [path, logicalId])), 'eu-central-1', 'key');
  expect(names.apiUrl).toMatch(/^https:\/\/IngestionIngestApi\w+\.execute-api\.eu-central-1\.amazonaws\.com\/IngestionIngestApiDeploymentStagev1\w+$/);
  expect(() => namesOf({}, 'eu-central-1', 'key')).toThrow('the deployment has no IngestApi/Api');
});
