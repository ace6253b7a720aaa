import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';

/** What one policy statement allows. */
interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  /** When it is allowed. @default - always */
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string | string[] } };
}

/**
 * Adds one statement to the grantee's own policy.
 *
 * The library does not use the `grant*` methods of the L2 resources: they allow wildcard actions and give their statements no
 * id. A statement with an id can be recognised, counted and removed on its own.
 *
 * @param sid says what the statement is for; unique within a role, letters and digits only
 */
export function permit(grantee: iam.IGrantable, sid: string, permission: Permission): iam.Grant {
  const grant = iam.Grant.addToPrincipal({
    grantee,
    actions: permission.actions,
    resourceArns: permission.resources,
    conditions: permission.conditions,
  });
  for (const statement of grant.principalStatements) {
    statement.sid = sid;
  }
  return grant;
}

/** Lets the grantee use everything that is encrypted with `key`, through any service. Does nothing without a customer key. */
export function permitKey(grantee: iam.IGrantable, key?: kms.IKey): void {
  if (!key) {
    return;
  }
  // Always the same actions, so that a role which reads one resource and writes another gets only one such statement.
  permit(grantee, 'UseKey', {
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    resources: [key.keyArn],
  });
}
