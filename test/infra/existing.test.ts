import { Match, Template } from 'aws-cdk-lib/assertions';
import type { LandingZone } from '../../lib/landing-zone';
import { landingZone, propertiesOf, stacksOf } from './deployed';

const VPC = 'vpc-0fedcba9876543210';
const GATEWAY = 'tgw-0fedcba9876543210';
const ATTACHMENT = 'tgw-attach-0fedcba9876543210';
const vpc = {
  existing: VPC,
  cidr: '10.0.0.0/20',
  subnets: [
    { id: 'subnet-0fedcba9876543210', cidr: '10.0.0.0/24' },
    { id: 'subnet-0fedcba9876543211', cidr: '10.0.1.0/24' },
  ],
  routeTableIds: ['rtb-0fedcba9876543210', 'rtb-0fedcba9876543211'],
};

const made = (change: (copy: LandingZone) => void) => {
  const copy = structuredClone(landingZone);
  change(copy);
  const { hub, automation, management } = stacksOf(copy);
  return {
    hub: Template.fromStack(hub),
    automation: Template.fromStack(automation),
    management: Template.fromStack(management),
  };
};

/** What the hub stack tells under a name, however it was come by. */
const told = (hub: Template, name: string): unknown =>
  propertiesOf(hub, 'AWS::SSM::Parameter').find(({ Name }) => Name === `/wheelwright/hub/${name}`)?.['Value'];

test('a transit gateway is taken as it is, and shared', () => {
  const { hub } = made((copy) => (copy.hub.transitGateway = { existing: GATEWAY }));
  hub.resourceCountIs('AWS::EC2::TransitGateway', 0);
  hub.allResourcesProperties('AWS::EC2::TransitGatewayRouteTable', { TransitGatewayId: GATEWAY });
  hub.hasResourceProperties('AWS::RAM::ResourceShare', {
    ResourceArns: Match.arrayWith([`arn:aws:ec2:ap-southeast-3:100000000002:transit-gateway/${GATEWAY}`]),
  });
  expect(told(hub, 'transit-gateway-id')).toBe(GATEWAY);
});

describe('a VPC', () => {
  const { hub } = made((copy) => (copy.hub.vpc = vpc));

  test('is attached by its subnets, with its range on the attachment', () => {
    hub.hasResourceProperties('AWS::EC2::TransitGatewayVpcAttachment', {
      VpcId: VPC,
      SubnetIds: ['subnet-0fedcba9876543210', 'subnet-0fedcba9876543211'],
      Tags: Match.arrayWith([{ Key: 'wheelwright:cidrs', Value: '10.0.0.0/20' }]),
    });
  });

  test('keeps its subnets and ACLs, and its route tables lead to the mesh', () => {
    for (const type of ['VPC', 'Subnet', 'RouteTable', 'NetworkAcl', 'NetworkAclEntry'])
      hub.resourceCountIs(`AWS::EC2::${type}`, 0);
    expect(propertiesOf(hub, 'AWS::EC2::Route').map(({ RouteTableId }) => RouteTableId)).toEqual(vpc.routeTableIds);
  });

  test('has resolver, endpoints, groups and zones put into it', () => {
    hub.hasResourceProperties('AWS::Route53Resolver::ResolverEndpoint', {
      IpAddresses: [
        { SubnetId: 'subnet-0fedcba9876543210', Ip: '10.0.0.10' },
        { SubnetId: 'subnet-0fedcba9876543211', Ip: '10.0.1.10' },
      ],
    });
    hub.allResourcesProperties('AWS::EC2::VPCEndpoint', { VpcId: VPC });
    hub.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      RouteTableIds: vpc.routeTableIds,
    });
    hub.allResourcesProperties('AWS::EC2::SecurityGroup', { VpcId: VPC });
    hub.hasResourceProperties('AWS::Route53::HostedZone', { VPCs: [{ VPCId: VPC, VPCRegion: 'ap-southeast-3' }] });
  });

  test('is told to the rest of the world', () => {
    expect([told(hub, 'vpc-id'), told(hub, 'subnet-ids')]).toEqual([
      VPC,
      'subnet-0fedcba9876543210,subnet-0fedcba9876543211',
    ]);
  });

  test('gets no endpoint that the config does not name', () => {
    const bare = made((copy) => {
      copy.hub.vpc = vpc;
      copy.hub.endpoints = [];
    });
    expect(propertiesOf(bare.hub, 'AWS::EC2::VPCEndpoint')).toEqual([]);
  });
});

test('an attachment is associated and propagated, never made twice', () => {
  const { hub } = made((copy) => {
    copy.hub.transitGateway = { existing: GATEWAY };
    copy.hub.vpc = { ...vpc, attachmentId: ATTACHMENT };
  });
  hub.resourceCountIs('AWS::EC2::TransitGatewayVpcAttachment', 0);
  hub.allResourcesProperties('AWS::EC2::TransitGatewayRouteTableAssociation', {
    TransitGatewayAttachmentId: ATTACHMENT,
  });
  hub.resourceCountIs('AWS::EC2::TransitGatewayRouteTablePropagation', 4);
  hub.allResourcesProperties('AWS::EC2::TransitGatewayRouteTablePropagation', {
    TransitGatewayAttachmentId: ATTACHMENT,
  });
});

test('an inbound resolver is told by the addresses that the config names', () => {
  const { hub } = made(
    (copy) =>
      (copy.hub.inboundResolver = { existing: 'rslvr-in-0fedcba9876543210', addresses: ['10.0.0.5', '10.0.1.5'] }),
  );
  hub.resourceCountIs('AWS::Route53Resolver::ResolverEndpoint', 0);
  expect(told(hub, 'resolver-ips')).toBe('10.0.0.5,10.0.1.5');
});

test('a private zone is told by its id', () => {
  const { hub } = made((copy) => copy.zones.private.splice(1, 1, { ...zone(copy, 1), existing: 'Z0FEDCBA9876543210' }));
  expect(propertiesOf(hub, 'AWS::Route53::HostedZone').map(({ Name }) => Name)).not.toContain('dev.piksel.internal');
  expect(told(hub, 'zone-ids/dev.piksel.internal')).toBe('Z0FEDCBA9876543210');
});

const zone = (copy: LandingZone, index: number) => {
  const found = copy.zones.private[index];
  if (!found) throw new Error(`no zone ${index}`);
  return found;
};

test('a log bucket gets query logs and the trail, and no policy of ours', () => {
  const { hub, management } = made((copy) => (copy.logs.bucket = { existing: 'logs-of-ours' }));
  hub.resourceCountIs('AWS::S3::Bucket', 0);
  hub.resourceCountIs('AWS::S3::BucketPolicy', 0);
  hub.hasResourceProperties('AWS::Route53Resolver::ResolverQueryLoggingConfig', {
    DestinationArn: 'arn:aws:s3:::logs-of-ours',
  });
  management.hasResourceProperties('AWS::CloudTrail::Trail', { S3BucketName: 'logs-of-ours' });
  expect(told(hub, 'flow-log-bucket-arn')).toBe('arn:aws:s3:::logs-of-ours');
});

test('a VPC and a query log config that were there before are associated as their owner wants', () => {
  const { hub } = made((copy) => {
    copy.hub.vpc = vpc;
    copy.logs.queryLogConfig = { existing: 'rqlc-0fedcba9876543210' };
  });
  expect(propertiesOf(hub, 'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation')).toEqual([]);
});

test('a query log config is shared by its ARN', () => {
  const existing = 'rqlc-0fedcba9876543210';
  const { hub } = made((copy) => (copy.logs.queryLogConfig = { existing }));
  hub.resourceCountIs('AWS::Route53Resolver::ResolverQueryLoggingConfig', 0);
  hub.hasResourceProperties('AWS::RAM::ResourceShare', {
    ResourceArns: Match.arrayWith([
      `arn:aws:route53resolver:ap-southeast-3:100000000002:resolver-query-log-config/${existing}`,
    ]),
  });
  expect(told(hub, 'query-log-config-id')).toBe(existing);
});

test('a trail is named, and neither made nor written for', () => {
  const trail = 'arn:aws:cloudtrail:us-east-1:100000000001:trail/organization';
  const { hub, management } = made((copy) => (copy.organization.trail = trail));
  management.resourceCountIs('AWS::CloudTrail::Trail', 0);
  const [policy] = propertiesOf(hub, 'AWS::S3::BucketPolicy');
  expect(JSON.stringify(policy)).not.toContain('cloudtrail.amazonaws.com');
});
