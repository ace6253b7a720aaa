import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { deployment, flat, logicalId, template } from './synth';

const minimal = template();
const EMR_TAG = { Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' };

const groupId = (of: Template, name: string) => `<${logicalId(of, 'AWS::EC2::SecurityGroup', `Promotion/${name}`)}.GroupId>`;

interface Rule {
  group: string; peer: string; protocol: string; from: number; to: number;
}

function rules(of: Template, type: 'Ingress' | 'Egress'): Rule[] {
  const names = new Map(['PrimaryGroup', 'CoreGroup', 'ServiceAccessGroup', 'EndpointGroup']
    .filter((name) => Object.values(of.findResources('AWS::EC2::SecurityGroup')).some(({ Metadata }) => Metadata['aws:cdk:path'].includes(`/${name}/`)))
    .map((name) => [groupId(of, name), name]));
  return Object.values(of.findResources(`AWS::EC2::SecurityGroup${type}`)).map(({ Properties }) => ({
    group: names.get(flat(Properties.GroupId))!,
    peer: names.get(flat(Properties[type === 'Ingress' ? 'SourceSecurityGroupId' : 'DestinationSecurityGroupId']))!,
    protocol: Properties.IpProtocol,
    from: Properties.FromPort,
    to: Properties.ToPort,
  }));
}

describe('the three security groups', () => {
  test('have exactly the rules that EMR would otherwise add, so that the stack can be deleted', () => {
    const among = ['PrimaryGroup', 'CoreGroup'].flatMap((group) => ['PrimaryGroup', 'CoreGroup'].flatMap((peer) => [
      { group, peer, protocol: 'tcp', from: 0, to: 65535 },
      { group, peer, protocol: 'udp', from: 0, to: 65535 },
      { group, peer, protocol: 'icmp', from: -1, to: -1 },
    ]));
    const expected = [
      ...among,
      { group: 'PrimaryGroup', peer: 'ServiceAccessGroup', protocol: 'tcp', from: 8443, to: 8443 },
      { group: 'CoreGroup', peer: 'ServiceAccessGroup', protocol: 'tcp', from: 8443, to: 8443 },
      { group: 'ServiceAccessGroup', peer: 'PrimaryGroup', protocol: 'tcp', from: 9443, to: 9443 },
    ];
    const found = rules(minimal, 'Ingress').filter(({ group }) => group !== 'EndpointGroup');
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(rules(minimal, 'Egress')).toEqual([
      { group: 'ServiceAccessGroup', peer: 'PrimaryGroup', protocol: 'tcp', from: 8443, to: 8443 },
      { group: 'ServiceAccessGroup', peer: 'CoreGroup', protocol: 'tcp', from: 8443, to: 8443 },
    ]);
  });

  test('have each rule as a resource of its own without a description, because groups that list their rules cannot refer to each other', () => {
    for (const { Properties } of Object.values(minimal.findResources('AWS::EC2::SecurityGroup'))) {
      expect(Properties.SecurityGroupIngress).toBeUndefined();
    }
    for (const { Properties } of Object.values(minimal.findResources('AWS::EC2::SecurityGroupIngress'))) {
      expect(Properties.Description).toBeUndefined();
    }
  });

  test('have the tag that EMR needs to use them', () => {
    for (const name of ['PrimaryGroup', 'CoreGroup', 'ServiceAccessGroup']) {
      const group = minimal.findResources('AWS::EC2::SecurityGroup')[logicalId(minimal, 'AWS::EC2::SecurityGroup', `Promotion/${name}`)];
      expect(group.Properties.Tags).toContainEqual(EMR_TAG);
    }
  });
});

describe('the default network', () => {
  test('has two isolated subnets that EMR may use, and no route to the internet', () => {
    minimal.resourceCountIs('AWS::EC2::Subnet', 2);
    minimal.allResourcesProperties('AWS::EC2::Subnet', Match.objectLike({ MapPublicIpOnLaunch: false, Tags: Match.arrayWith([EMR_TAG]) }));
    for (const type of ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::Route']) {
      minimal.resourceCountIs(type, 0);
    }
    minimal.hasResourceProperties('AWS::EC2::VPC', { EnableDnsHostnames: true, EnableDnsSupport: true });
  });

  test('lacks the tag on its VPC: with the tag, EMR would make an endpoint that no stack deletes', () => {
    const [{ Properties }] = Object.values(minimal.findResources('AWS::EC2::VPC'));
    expect(Properties.Tags.map(({ Key }: { Key: string }) => Key)).not.toContain(EMR_TAG.Key);
  });

  test('has endpoints for exactly the services that a cluster calls', () => {
    const endpoints = Object.values(minimal.findResources('AWS::EC2::VPCEndpoint'))
      .map(({ Properties }) => [Properties.VpcEndpointType, flat(Properties.ServiceName).split('.').pop(), Properties.PolicyDocument]);
    expect(endpoints).toHaveLength(4);
    expect(endpoints).toEqual(expect.arrayContaining([
      ['Gateway', 's3', undefined],
      ['Gateway', 'dynamodb', undefined],
      ['Interface', 'glue', undefined],
      ['Interface', 'monitoring', undefined],
    ]));
  });

  test('lets only the cluster nodes call the endpoints', () => {
    minimal.allResourcesProperties('AWS::EC2::VPCEndpoint', Match.not(Match.objectLike({ VpcEndpointType: 'Interface', SecurityGroupIds: Match.absent() })));
    expect(rules(minimal, 'Ingress').filter(({ group }) => group === 'EndpointGroup')).toEqual([
      { group: 'EndpointGroup', peer: 'PrimaryGroup', protocol: 'tcp', from: 443, to: 443 },
      { group: 'EndpointGroup', peer: 'CoreGroup', protocol: 'tcp', from: 443, to: 443 },
    ]);
  });
});

describe('a network that the user brings', () => {
  test('gets the deployment\'s security groups and no endpoints', () => {
    const { stack } = deployment((scope) => ({ promotion: { vpc: new Vpc(scope, 'Network', { ipAddresses: IpAddresses.cidr('10.1.0.0/16'), maxAzs: 2 }) } }));
    const of = Template.fromStack(stack);
    of.resourceCountIs('AWS::EC2::VPC', 1);
    of.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    const tagged = Object.values(of.findResources('AWS::EC2::Subnet', { Properties: { Tags: Match.arrayWith([EMR_TAG]) } }))
      .map(({ Metadata }) => Metadata['aws:cdk:path']);
    expect(tagged).toEqual(['Stack/Network/PrivateSubnet1/Subnet', 'Stack/Network/PrivateSubnet2/Subnet']);
  });

  test('cannot be tagged if it is imported, so synth prints the command', () => {
    const { stack } = deployment((scope) => ({
      promotion: {
        vpc: Vpc.fromVpcAttributes(scope, 'Network', {
          vpcId: 'vpc-0123456789abcdef0',
          availabilityZones: ['eu-central-1a', 'eu-central-1b'],
          privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        }),
      },
    }));
    Annotations.fromStack(stack).hasWarning('/Stack/Ingestion/Promotion', Match.stringLikeRegexp(
      'aws ec2 create-tags --resources subnet-0123456789abcdef0 subnet-0123456789abcdef1 --tags Key=for-use-with-amazon-emr-managed-policies,Value=true'));
  });

  test('may not be used with its public subnets', () => {
    expect(() => deployment((scope) => ({ promotion: { vpc: new Vpc(scope, 'Network'), vpcSubnets: { subnetType: SubnetType.PUBLIC } } })))
      .toThrow('promotion.vpcSubnets selects public subnets');
  });

  test('is required if subnets are selected', () => {
    expect(() => deployment({ promotion: { vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } } }))
      .toThrow('promotion.vpcSubnets is set without promotion.vpc, from which it selects; set both or neither');
  });
});
