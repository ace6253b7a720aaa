import { Annotations, Resource, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** The managed policy of EMR's service role allows nothing on a resource without this tag. */
export const EMR_MANAGED_TAG = { key: 'for-use-with-amazon-emr-managed-policies', value: 'true' } as const;

interface PromotionNetworkProps {
  /** Where clusters run. @default - a new network without a route to the internet */
  readonly vpc?: ec2.IVpc;
  /** Which subnets of `vpc`. @default - the private subnets */
  readonly vpcSubnets?: ec2.SubnetSelection;
}

/** Where clusters run: private subnets, and three security groups in exactly the form that EMR expects. */
export class PromotionNetwork {
  readonly subnetIds: string[];
  readonly primary: ec2.SecurityGroup;
  readonly core: ec2.SecurityGroup;
  readonly serviceAccess: ec2.SecurityGroup;

  /** @param scope the construct whose children the network's resources become */
  constructor(private readonly scope: Construct, props: PromotionNetworkProps) {
    if (props.vpcSubnets && !props.vpc) {
      throw new Error(`${scope.node.path}: promotion.vpcSubnets is set without promotion.vpc, from which it selects; set both or neither`);
    }
    const own = props.vpc ? undefined : this.createVpc();
    const vpc = own ?? props.vpc!;
    const subnets = vpc.selectSubnets(props.vpcSubnets);
    if (subnets.hasPublic) {
      throw new Error(`${scope.node.path}: promotion.vpcSubnets selects public subnets; EMR's service access group only works in private `
        + 'subnets. Select private subnets that reach S3, DynamoDB, Glue and CloudWatch');
    }
    this.tagForEmr(subnets.subnets);
    this.subnetIds = subnets.subnetIds;
    this.primary = this.createGroup('PrimaryGroup', vpc, 'Primary node of promotion clusters', true);
    this.core = this.createGroup('CoreGroup', vpc, 'Core nodes of promotion clusters', true);
    this.serviceAccess = this.createGroup('ServiceAccessGroup', vpc, 'Access of EMR itself to promotion clusters', false);
    this.addRules();
    if (own) {
      this.addEndpoints(own);
    }
  }

  private createVpc(): ec2.Vpc {
    return new ec2.Vpc(this.scope, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Cluster', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
      // Nothing uses the default group, and closing it would need a custom resource.
      restrictDefaultSecurityGroup: false,
    });
  }

  /** The services that a cluster calls. The S3 endpoint keeps its default policy, because nodes also read from AWS's own buckets. */
  private addEndpoints(vpc: ec2.Vpc): void {
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    vpc.addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
    const group = new ec2.SecurityGroup(this.scope, 'EndpointGroup', {
      vpc,
      description: 'Endpoints that promotion clusters call',
      allowAllOutbound: false,
    });
    this.allowIn('EndpointFromPrimary', group, this.primary, 'tcp', 443, 443);
    this.allowIn('EndpointFromCore', group, this.core, 'tcp', 443, 443);
    const endpoint = { open: false, securityGroups: [group] };
    vpc.addInterfaceEndpoint('Glue', { service: ec2.InterfaceVpcEndpointAwsService.GLUE, ...endpoint });
    vpc.addInterfaceEndpoint('Monitoring', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING, ...endpoint });
  }

  private tagForEmr(subnets: ec2.ISubnet[]): void {
    const untaggable: string[] = [];
    for (const subnet of subnets) {
      if (Resource.isOwnedResource(subnet)) {
        Tags.of(subnet).add(EMR_MANAGED_TAG.key, EMR_MANAGED_TAG.value, { includeResourceTypes: ['AWS::EC2::Subnet'] });
      } else {
        untaggable.push(subnet.subnetId);
      }
    }
    if (untaggable.length > 0) {
      Annotations.of(this.scope).addWarningV2('schema-on-read-ingestion:subnetTag',
        'EMR may only use subnets with its tag, and the CDK cannot tag imported subnets. Run this before the first promotion: '
        + `aws ec2 create-tags --resources ${untaggable.join(' ')} --tags Key=${EMR_MANAGED_TAG.key},Value=${EMR_MANAGED_TAG.value}`);
    }
  }

  private createGroup(id: string, vpc: ec2.IVpc, description: string, allowAllOutbound: boolean): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this.scope, id, { vpc, description, allowAllOutbound });
    Tags.of(group).add(EMR_MANAGED_TAG.key, EMR_MANAGED_TAG.value);
    return group;
  }

  /**
   * Adds each rule as a resource of its own, in the form in which EMR writes it (protocols by name, all ports, no description).
   * EMR would add a rule that it does not find in this form. The stack would not know that rule, and could not delete the
   * groups.
   */
  private addRules(): void {
    const nodes = { Primary: this.primary, Core: this.core };
    for (const [to, group] of Object.entries(nodes)) {
      for (const [from, peer] of Object.entries(nodes)) {
        this.allowIn(`${to}From${from}Tcp`, group, peer, 'tcp', 0, 65535);
        this.allowIn(`${to}From${from}Udp`, group, peer, 'udp', 0, 65535);
        this.allowIn(`${to}From${from}Icmp`, group, peer, 'icmp', -1, -1);
      }
      this.allowIn(`${to}FromServiceAccess`, group, this.serviceAccess, 'tcp', 8443, 8443);
      new ec2.CfnSecurityGroupEgress(this.scope, `ServiceAccessTo${to}`, {
        groupId: this.serviceAccess.securityGroupId,
        destinationSecurityGroupId: group.securityGroupId,
        ipProtocol: 'tcp',
        fromPort: 8443,
        toPort: 8443,
      });
    }
    this.allowIn('ServiceAccessFromPrimary', this.serviceAccess, this.primary, 'tcp', 9443, 9443);
  }

  private allowIn(id: string, group: ec2.SecurityGroup, peer: ec2.SecurityGroup, ipProtocol: string, fromPort: number, toPort: number): void {
    new ec2.CfnSecurityGroupIngress(this.scope, id, {
      groupId: group.securityGroupId,
      sourceSecurityGroupId: peer.securityGroupId,
      ipProtocol,
      fromPort,
      toPort,
    });
  }
}
