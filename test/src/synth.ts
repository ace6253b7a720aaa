import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SchemaOnReadIngestion, type SchemaOnReadIngestionProps, SourceFormat } from '../../src';

const outputs = fs.mkdtempSync(path.join(os.tmpdir(), 'synth-'));
let count = 0;

// The CDK also leaves files in the temporary folder; they are deleted with the rest.
process.env.TMPDIR = outputs;

afterAll(() => fs.rmSync(outputs, { recursive: true, force: true }));

/**
 * An app whose output is deleted after the test file that made it.
 *
 * @param isValidated whether the CDK validates the templates, which takes longer than the rest of the synthesis
 */
export function testApp(isValidated = false): App {
  return new App({
    outdir: path.join(outputs, `${count++}`),
    analyticsReporting: false,
    builtinCloudFormationValidation: isValidated,
    context: {
      // Assets are hashed but not copied for each app.
      'aws:cdk:disable-asset-staging': true,
      // The CDK's command line does the same; the tests find resources by construct path.
      'aws:cdk:enable-path-metadata': true,
    },
  });
}

export const MINIMAL: SchemaOnReadIngestionProps = {
  sources: [{ sourceId: 'orders', format: SourceFormat.JSON }],
};

/** Props of a deployment, or a function that makes them from the stack if they need resources in it. */
export type Props = Partial<SchemaOnReadIngestionProps> | ((stack: Stack) => Partial<SchemaOnReadIngestionProps>);

const FIVE_LINES: Props = {};
const templates = new Map<Props, Template>();

/** A stack with one deployment; the five-line deployment unless `props` say otherwise. */
export function deployment(
  props: Props = FIVE_LINES, stackProps?: StackProps, app: App = testApp(),
): { stack: Stack; ingestion: SchemaOnReadIngestion } {
  const stack = new Stack(app, 'Stack', stackProps);
  const ingestion = new SchemaOnReadIngestion(stack, 'Ingestion', { ...MINIMAL, ...typeof props === 'function' ? props(stack) : props });
  return { stack, ingestion };
}

/** The template of such a stack. It is synthesized once for each `props` object. */
export function template(props: Props = FIVE_LINES): Template {
  if (!templates.has(props)) {
    templates.set(props, Template.fromStack(deployment(props).stack));
  }
  return templates.get(props)!;
}

/** A template's value as a text, with each reference as a name in angle brackets: `{Ref: X}` → `<X>`. */
export function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const [[operation, operand]] = Object.entries(value);
  switch (operation) {
    case 'Ref': return `<${operand}>`;
    case 'Fn::GetAtt': return `<${operand[0]}.${operand[1]}>`;
    case 'Fn::Join': return (operand[1] as unknown[]).map(flat).join(operand[0]);
    case 'Fn::Sub': return String(operand).replace(/\$\{([^}]+)\}/g, '<$1>');
    default: throw new Error(`no plain form of ${JSON.stringify(value)}`);
  }
}

export interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
  readonly principal?: Record<string, unknown>;
}

const list = (value: unknown): unknown[] => Array.isArray(value) ? value : [value];

export function statements(document: { Statement: Record<string, any>[] }): Statement[] {
  return document.Statement.map((statement) => ({
    sid: statement.Sid ?? '',
    effect: statement.Effect,
    actions: list(statement.Action) as string[],
    resources: list(statement.Resource).map(flat),
    conditions: statement.Condition,
    principal: statement.Principal,
  }));
}

/**
 * The statements of the policies of a role.
 *
 * @param rolePath construct path of the role within the deployment, such as `IngestApi/FunctionRole`
 */
export function roleStatements(of: Template, rolePath: string): Statement[] {
  const role = logicalId(of, 'AWS::IAM::Role', rolePath);
  return Object.values(of.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ Properties }) => statements(Properties.PolicyDocument));
}

/** The logical id of the one resource of a type whose construct path within the deployment is `constructPath`. */
export function logicalId(of: Template, type: string, constructPath: string): string {
  const found = Object.entries(of.findResources(type)).filter(([, { Metadata }]) =>
    String(Metadata?.['aws:cdk:path']).replace(/\/Resource$/, '').endsWith(`/Ingestion/${constructPath}`));
  if (found.length !== 1) {
    throw new Error(`expected one ${type} at ${constructPath}, found ${found.length}`);
  }
  return found[0][0];
}

/** The properties of the one resource of a type whose construct path within the deployment is `constructPath`. */
export function properties(of: Template, type: string, constructPath: string): Record<string, any> {
  return of.findResources(type)[logicalId(of, type, constructPath)].Properties;
}
