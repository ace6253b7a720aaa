import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';

/** What one policy statement allows. */
interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string | string[] } };
}

/**
 * Adds one statement to the grantee's own policy.
 *
 * The `grant*` methods of the L2 resources are not used: they allow wildcard actions and name no statement. A statement
 * with an id of its own can be read, counted and taken away alone.
 *
 * @param sid what the statement is for; unique within a role, letters and digits only
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

/** Lets the grantee use what is encrypted with `key`, through whichever service; nothing where there is no customer key. */
export function permitKey(grantee: iam.IGrantable, key?: kms.IKey): void {
  if (!key) {
    return;
  }
  // Always the same actions: a role that reads one resource and writes another gets this statement once.
  permit(grantee, 'UseKey', {
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    resources: [key.keyArn],
  });
}
