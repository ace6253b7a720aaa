import { Annotations, CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

interface Deployment extends Construct {
  readonly metricNamespace: string;
}

const NAMESPACE = /^[A-Za-z0-9_./#-]{1,255}$/;

/**
 * Makes sure that no other deployment reports metrics under the same names. Otherwise both would share totals and alarms.
 *
 * @param others the other deployments of the app
 * @throws Error if the namespace is invalid or another deployment has it
 */
export function requireOwnNamespace(deployment: Deployment, others: Deployment[]): void {
  const { metricNamespace, node } = deployment;
  if (Token.isUnresolved(metricNamespace) || !NAMESPACE.test(metricNamespace) || metricNamespace.startsWith('AWS/')) {
    throw new Error(`${node.path}: operations.metricNamespace '${metricNamespace}' is not valid; expected 1 to 255 letters, digits and _ . / # -, `
      + 'known at synth and not beginning with AWS/');
  }
  const twin = others.find((other) => other.metricNamespace === metricNamespace && mayMeet(deployment, other));
  if (twin) {
    throw new Error(`${node.path}: ${twin.node.path} has the same metric namespace '${metricNamespace}', so their alarms would count each other's files; `
      + 'set operations.metricNamespace of one of them');
  }
}

/** Whether both deployments can be in one account and region. In two stages without a fixed environment, they are assumed to be apart. */
function mayMeet(one: Construct, other: Construct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  if (stack.environment !== otherStack.environment) {
    return false;
  }
  const fixed = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  return fixed || Stage.of(one) === Stage.of(other);
}

/** With more sources than this, the stack comes close to CloudFormation's limit. */
const MANY_SOURCES = 50;
/** The most resources that CloudFormation accepts in a stack. */
const MAX_RESOURCES = 500;

/** Warns when the stack comes close to CloudFormation's limit, and fails at synth if it has too many resources, before CloudFormation would. */
export function watchStackSize(scope: Construct, sources: number): void {
  if (sources > MANY_SOURCES) {
    Annotations.of(scope).addWarningV2('schema-on-read-ingestion:manySources',
      `${sources} sources are declared; with API keys, each takes two of the ${MAX_RESOURCES} resources that a stack can hold. `
      + 'Plan a second deployment in a stack of its own, or use IngestAuth.iam(), with which a source takes none');
  }
  scope.node.addValidation({
    validate: () => {
      const stack = Stack.of(scope);
      const resources = stack.node.findAll().filter((child) => CfnResource.isCfnResource(child) && child.stack === stack).length;
      return resources <= MAX_RESOURCES ? [] : [
        `Stack ${stack.node.path} has ${resources} resources, but CloudFormation accepts ${MAX_RESOURCES}. ${sources} sources are declared; with `
        + 'API keys, each takes two resources. Move some to a second deployment in a stack of its own, or use IngestAuth.iam()',
      ];
    },
  });
}
