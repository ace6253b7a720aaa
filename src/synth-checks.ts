import { Annotations, CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

interface Deployment extends Construct {
  readonly metricNamespace: string;
}

const NAMESPACE = /^[A-Za-z0-9_./#-]{1,255}$/;

/**
 * Makes sure that no other deployment reports under the same names: their totals, and so their alarms, would be one.
 *
 * @param others the other deployments of the app
 * @throws Error where the namespace is not valid or not the deployment's own
 */
export function requireOwnNamespace(deployment: Deployment, others: Deployment[]): void {
  const { metricNamespace, node } = deployment;
  if (Token.isUnresolved(metricNamespace) || !NAMESPACE.test(metricNamespace) || metricNamespace.startsWith('AWS/')) {
    throw new Error(`${node.path}: operations.metricNamespace '${metricNamespace}' is not valid; expected 1 to 255 letters, digits and _ . / # -, `
      + 'known at synth and not beginning with AWS/');
  }
  const twin = others.find((other) => other.metricNamespace === metricNamespace && mayMeet(deployment, other));
  if (twin) {
    throw new Error(`${node.path}: ${twin.node.path} has the same metric namespace '${metricNamespace}', so neither's alarms could be told apart; `
      + 'set operations.metricNamespace of one of them');
  }
}

/** Whether two deployments can end in one account and region. Of two stages without a fixed environment nothing is known. */
function mayMeet(one: Construct, other: Construct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  if (stack.environment !== otherStack.environment) {
    return false;
  }
  const fixed = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  return fixed || Stage.of(one) === Stage.of(other);
}

/** Above this many sources the stack's limit comes into sight. */
const MANY_SOURCES = 50;
/** CloudFormation's limit. */
const MAX_RESOURCES = 500;

/** Warns while there is room, and says at synth what is too much, before CloudFormation does. */
export function watchStackSize(scope: Construct, sources: number): void {
  if (sources > MANY_SOURCES) {
    Annotations.of(scope).addWarningV2('schema-on-read-ingestion:manySources',
      `${sources} sources are declared; with an API key each takes two of the ${MAX_RESOURCES} resources that a stack can hold. `
      + 'Plan for a second deployment in a stack of its own, or use IngestAuth.iam(), under which a source takes none');
  }
  scope.node.addValidation({
    validate: () => {
      const stack = Stack.of(scope);
      const resources = stack.node.findAll().filter((child) => CfnResource.isCfnResource(child) && child.stack === stack).length;
      return resources <= MAX_RESOURCES ? [] : [
        `Stack ${stack.node.path} has ${resources} resources, and CloudFormation takes ${MAX_RESOURCES}. ${sources} sources are declared here, with an `
        + 'API key two resources each: move some to a second deployment in a stack of its own, or use IngestAuth.iam()',
      ];
    },
  });
}
