import type { RunJobFlowInput } from '@aws-sdk/client-emr';
import { GetInstanceProfileCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { EmrError } from './operations';

/** Longer than any run on one machine. A real node renews its credentials, but environment variables cannot change. */
const SESSION_SECONDS = 12 * 3600;

/** The roles of a cluster, as the emulator's IAM knows them. */
export class ClusterRoles {
  private readonly iam = new IAMClient({});
  private readonly sts = new STSClient({});

  /**
   * Refuses a launch that EMR would refuse.
   *
   * @throws EmrError if a role is missing or does not trust the service that has to assume it
   */
  async check({ ServiceRole, JobFlowRole }: RunJobFlowInput): Promise<void> {
    await this.instanceRole(JobFlowRole);
    const name = ServiceRole?.split('/').pop();
    const role = name && await this.iam.send(new GetRoleCommand({ RoleName: name })).then(({ Role }) => Role, () => undefined);
    if (!role || !trusts(role.AssumeRolePolicyDocument, 'elasticmapreduce.amazonaws.com')) {
      throw new EmrError('ValidationException', `ServiceRole ${ServiceRole} is invalid: no role that trusts elasticmapreduce.amazonaws.com.`);
    }
  }

  /** Environment variables with the credentials of an instance that has this profile. */
  async credentials(instanceProfile: string | undefined, instance: string): Promise<Record<string, string>> {
    const RoleArn = await this.instanceRole(instanceProfile);
    const { Credentials } = await this.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: instance, DurationSeconds: SESSION_SECONDS }));
    return {
      AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId!,
      AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey!,
      AWS_SESSION_TOKEN: Credentials!.SessionToken!,
    };
  }

  private async instanceRole(instanceProfile: string | undefined): Promise<string> {
    const name = instanceProfile?.split('/').pop();
    const profile = name && await this.iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name }))
      .then(({ InstanceProfile }) => InstanceProfile, () => undefined);
    const role = profile && profile.Roles?.[0];
    if (!role || !trusts(role.AssumeRolePolicyDocument, 'ec2.amazonaws.com')) {
      throw new EmrError('ValidationException', `Invalid InstanceProfile: ${instanceProfile}.`);
    }
    return role.Arn!;
  }
}

/** Whether a role trusts a service. The emulator does not check this: it lets the root user assume any role that trusts some service. */
function trusts(policy: string | undefined, service: string): boolean {
  const { Statement = [] } = JSON.parse(decodeURIComponent(policy ?? '{}')) as { Statement?: { Effect: string; Principal?: { Service?: string | string[] } }[] };
  return Statement.some(({ Effect, Principal }) => Effect === 'Allow' && [Principal?.Service].flat().includes(service));
}
