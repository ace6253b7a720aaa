import type { ClusterSummary, RunJobFlowInput } from '@aws-sdk/client-emr';
import type { Cluster } from '../../../local/emr/cluster';
import { type ClusterHost, EmrOperations } from '../../../local/emr/operations';

const REQUEST: RunJobFlowInput = { Name: 'run', ReleaseLabel: 'emr-7.13.0', Instances: {}, Steps: [{ Name: 'a', HadoopJarStep: { Jar: 'command-runner.jar' } }] };

/** A host whose clusters never change their state. */
class StillHost implements ClusterHost {
  /** Oldest first. */
  readonly launched: Cluster[] = [];
  readonly terminated: Cluster[] = [];
  async checkRoles(): Promise<void> {}
  launch(cluster: Cluster): void {
    this.launched.push(cluster);
  }
  terminate(cluster: Cluster): void {
    this.terminated.push(cluster);
  }
}

const list = (answer: object) => (answer as { Clusters: ClusterSummary[]; Marker?: string });

test('ListClusters gives each cluster once, the newest first, in pages of fifty', async () => {
  const emr = new EmrOperations(new StillHost());
  for (let i = 0; i < 120; i++) {
    await emr.RunJobFlow({ ...REQUEST, Name: `run-${i}` });
  }

  const names: string[] = [];
  for (let Marker: string | undefined; ;) {
    const page = list(await emr.ListClusters({ Marker }));
    names.push(...page.Clusters.map(({ Name }) => Name!));
    Marker = page.Marker;
    if (!Marker) {
      break;
    }
    expect(page.Clusters).toHaveLength(50);
  }
  expect(names).toEqual(Array.from({ length: 120 }, (_, i) => `run-${119 - i}`));
});

test('ListClusters leaves out clusters of other states and of other times', async () => {
  const host = new StillHost();
  const emr = new EmrOperations(host);
  await emr.RunJobFlow({ ...REQUEST, Name: 'ended' });
  host.launched[0].become('TERMINATED');
  await emr.RunJobFlow({ ...REQUEST, Name: 'starting' });

  expect(list(await emr.ListClusters({ ClusterStates: ['STARTING', 'RUNNING'] })).Clusters.map(({ Name }) => Name)).toEqual(['starting']);
  // The JSON protocol sends seconds.
  const inAnHour = (Date.now() / 1000 + 3600) as unknown as Date;
  expect(list(await emr.ListClusters({ CreatedAfter: inAnHour })).Clusters).toEqual([]);
  expect(list(await emr.ListClusters({ CreatedBefore: inAnHour })).Clusters).toHaveLength(2);
});

test('tags of the request and tags added later are described', async () => {
  const host = new StillHost();
  const emr = new EmrOperations(host);
  await emr.RunJobFlow({ ...REQUEST, Tags: [{ Key: 'a', Value: '1' }] });
  const ClusterId = host.launched[0].id;
  await emr.AddTags({ ResourceId: ClusterId, Tags: [{ Key: 'a', Value: '2' }, { Key: 'b', Value: '3' }] });
  expect((await emr.DescribeCluster({ ClusterId }) as { Cluster: object }).Cluster).toMatchObject({
    Name: 'run', AutoTerminate: true, Tags: [{ Key: 'a', Value: '2' }, { Key: 'b', Value: '3' }],
  });
});

test('a protected cluster keeps all clusters of the call running', async () => {
  const host = new StillHost();
  const emr = new EmrOperations(host);
  await emr.RunJobFlow(REQUEST);
  await emr.RunJobFlow({ ...REQUEST, Instances: { TerminationProtected: true } });
  await expect(emr.TerminateJobFlows({ JobFlowIds: host.launched.map(({ id }) => id) })).rejects.toThrow('termination protected');
  expect(host.terminated).toEqual([]);
});

test.each([
  ['without a name', { ...REQUEST, Name: undefined }, 'Name is required'],
  ['without a release', { ...REQUEST, ReleaseLabel: undefined }, 'ReleaseLabel is required'],
  ['that would wait for more steps', { ...REQUEST, Instances: { KeepJobFlowAliveWhenNoSteps: true } }, 'transient'],
])('a launch %s is refused', async (_, request, message) => {
  await expect(new EmrOperations(new StillHost()).RunJobFlow(request as RunJobFlowInput)).rejects.toThrow(message);
});

test('an unknown cluster is refused', async () => {
  await expect(new EmrOperations(new StillHost()).DescribeCluster({ ClusterId: 'j-NONE' })).rejects.toThrow('\'j-NONE\' is not valid');
});
