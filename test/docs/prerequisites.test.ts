import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { runJobFlowRequest } from '../../lambda-src/functions/launch/run-job-flow';
import type { LaunchConfig } from '../../src/contract';
import { logicalId, template } from '../src/synth';

const README = readFileSync(path.join(__dirname, '..', '..', 'README.md'), 'utf8');

/** How much of a thing the table of prerequisites asks for. */
function needed(what: string): string {
  const row = README.split('\n').find((line) => line.startsWith(`| ${what}`));
  return row!.split(' | ')[1];
}

const { Instances } = runJobFlowRequest({ tags: {}, jobArguments: [] } as unknown as LaunchConfig, 'cluster', 'run');

test('the README asks for the vCPUs that a run has', () => {
  const machines = Instances!.InstanceFleets!.reduce((sum, fleet) => sum + fleet.TargetOnDemandCapacity!, 0);
  expect(machines).toBe(3);
  expect(needed('EC2, vCPUs')).toBe(`${machines * 4} for each run: three machines with 4`);
});

test('the README names the instance types that a cluster may have', () => {
  for (const { InstanceTypeConfigs } of Instances!.InstanceFleets!) {
    const families = InstanceTypeConfigs!.map(({ InstanceType }) => InstanceType!.replace(/\.xlarge$/, ''));
    expect(needed('Instance types')).toContain(`one of ${families.join(', ')} \`.xlarge\``);
  }
});

test('the README says how many files are profiled at once', () => {
  const of = template();
  const profile = logicalId(of, 'AWS::Lambda::Function', 'SchemaProfiling/Function');
  const [{ Properties }] = Object.values(of.findResources('AWS::Lambda::EventSourceMapping')).filter((each) => each.Properties.FunctionName.Ref === profile);
  expect(needed('Lambda, concurrent executions')).toMatch(new RegExp(`^${Properties.ScalingConfig.MaximumConcurrency} for profiling`));
});
