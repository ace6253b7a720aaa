import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { permit } from './permission';
import { EMR_MANAGED_TAG } from './promotion-network';

/** The tag that distinguishes this deployment's clusters from all others in the account; its value is also the prefix of their names. */
export const DEPLOYMENT_TAG = 'schema-on-read-ingestion:deployment';

/** The two roles of a cluster: EMR's own role, and the role of the machines. */
export class PromotionRoles {
  /** EMR uses this role to run a cluster. */
  readonly service: iam.Role;
  /** The machines of a cluster use this role. */
  readonly instance: iam.Role;

  /** @param scope the construct whose children the roles become */
  constructor(private readonly scope: Construct) {
    this.instance = new iam.Role(scope, 'InstanceRole', {
      description: 'What promotion clusters may do with the data',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    });
    new iam.InstanceProfile(scope, 'InstanceProfile', {
      role: this.instance,
      // EMR looks for a role with the profile's name; without one, it calls the profile invalid.
      instanceProfileName: this.instance.roleName,
    });
    this.service = this.createServiceRole();
  }

  /**
   * Lets the grantee start clusters, and find and end this deployment's clusters.
   *
   * @param deployment value of the deployment's tag
   */
  grantLaunch(grantee: iam.IGrantable, deployment: string): void {
    const requestTags = {
      StringEquals: { [`aws:RequestTag/${DEPLOYMENT_TAG}`]: deployment, [`aws:RequestTag/${EMR_MANAGED_TAG.key}`]: EMR_MANAGED_TAG.value },
    };
    permit(grantee, 'RunJobFlow', {
      actions: ['elasticmapreduce:RunJobFlow'],
      // A cluster that does not exist yet has no ARN.
      resources: ['*'],
      conditions: requestTags,
    });
    permit(grantee, 'TagClusters', { actions: ['elasticmapreduce:AddTags'], resources: [this.clusters()], conditions: requestTags });
    permit(grantee, 'PassServiceRole', {
      actions: ['iam:PassRole'],
      resources: [this.service.roleArn],
      conditions: passedTo('elasticmapreduce'),
    });
    permit(grantee, 'PassInstanceRole', {
      actions: ['iam:PassRole'],
      resources: [this.instance.roleArn],
      conditions: passedTo('ec2'),
    });
    permit(grantee, 'CreateCleanupRole', {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [Stack.of(this.scope).formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: 'aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*',
      })],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'elasticmapreduce.amazonaws.com' } },
    });
    this.grantEnd(grantee, deployment);
  }

  /**
   * Lets the grantee find this deployment's clusters and end them.
   *
   * @param deployment value of the deployment's tag
   */
  grantEnd(grantee: iam.IGrantable, deployment: string): iam.Grant {
    return permit(grantee, 'ListClusters', {
      actions: ['elasticmapreduce:ListClusters'],
      resources: ['*'],
    }).combine(permit(grantee, 'EndClusters', {
      actions: ['elasticmapreduce:TerminateJobFlows'],
      resources: [this.clusters()],
      conditions: { StringEquals: { [`aws:ResourceTag/${DEPLOYMENT_TAG}`]: deployment } },
    }));
  }

  private clusters(): string {
    return Stack.of(this.scope).formatArn({ service: 'elasticmapreduce', resource: 'cluster', resourceName: '*' });
  }

  private createServiceRole(): iam.Role {
    const stack = Stack.of(this.scope);
    const role = new iam.Role(this.scope, 'ServiceRole', {
      description: 'What EMR may do to run promotion clusters',
      assumedBy: new iam.ServicePrincipal('elasticmapreduce.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'elasticmapreduce', resource: '*' }) },
        },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEMRServicePolicy_v2')],
    });
    permit(role, 'PassInstanceRole', {
      actions: ['iam:PassRole'],
      resources: [this.instance.roleArn],
      conditions: passedTo('ec2'),
    });
    return role;
  }
}

/** The asterisk covers the suffix that some partitions add to the service's name. */
function passedTo(service: string) {
  return { StringLike: { 'iam:PassedToService': `${service}.amazonaws.com*` } };
}
