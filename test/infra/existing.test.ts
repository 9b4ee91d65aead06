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
  const { hub, automation, trail } = stacksOf(copy);
  return {
    hub: Template.fromStack(hub),
    automation: Template.fromStack(automation),
    trails: trail ? propertiesOf(Template.fromStack(trail), 'AWS::CloudTrail::Trail') : [],
  };
};

/** The value of a hub parameter. */
const parameter = (hub: Template, name: string): unknown =>
  propertiesOf(hub, 'AWS::SSM::Parameter').find(({ Name }) => Name === `/wheelwright/hub/${name}`)?.['Value'];

test('an existing transit gateway is used as it is, and shared', () => {
  const { hub } = made((copy) => (copy.hub.transitGateway = { existing: GATEWAY }));
  hub.resourceCountIs('AWS::EC2::TransitGateway', 0);
  hub.allResourcesProperties('AWS::EC2::TransitGatewayRouteTable', { TransitGatewayId: GATEWAY });
  hub.hasResourceProperties('AWS::RAM::ResourceShare', {
    ResourceArns: Match.arrayWith([`arn:aws:ec2:ap-southeast-3:100000000002:transit-gateway/${GATEWAY}`]),
  });
  expect(parameter(hub, 'transit-gateway-id')).toBe(GATEWAY);
});

describe('an existing VPC', () => {
  const { hub } = made((copy) => (copy.hub.vpc = vpc));

  test('is attached in its subnets, with its CIDR as a tag of the attachment', () => {
    hub.hasResourceProperties('AWS::EC2::TransitGatewayVpcAttachment', {
      VpcId: VPC,
      SubnetIds: ['subnet-0fedcba9876543210', 'subnet-0fedcba9876543211'],
      Tags: Match.arrayWith([{ Key: 'wheelwright:cidrs', Value: '10.0.0.0/20' }]),
    });
  });

  test('keeps its subnets and ACLs, and its route tables get routes to the mesh', () => {
    for (const type of ['VPC', 'Subnet', 'RouteTable', 'NetworkAcl', 'NetworkAclEntry'])
      hub.resourceCountIs(`AWS::EC2::${type}`, 0);
    expect(propertiesOf(hub, 'AWS::EC2::Route').map(({ RouteTableId }) => RouteTableId)).toEqual(vpc.routeTableIds);
  });

  test('gets the resolver, the endpoints, the security groups and the private zones', () => {
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

  test('is published as parameters, with its subnets', () => {
    expect([parameter(hub, 'vpc-id'), parameter(hub, 'subnet-ids')]).toEqual([
      VPC,
      'subnet-0fedcba9876543210,subnet-0fedcba9876543211',
    ]);
  });

  test('gets no endpoint that is not in the config', () => {
    const bare = made((copy) => {
      copy.hub.vpc = vpc;
      copy.hub.endpoints = [];
    });
    expect(propertiesOf(bare.hub, 'AWS::EC2::VPCEndpoint')).toEqual([]);
  });
});

test('an existing attachment is associated and propagated, and no second one is created', () => {
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

test('an existing route table of a segment is used as it is, with an attachment that is associated and propagated already', () => {
  const { hub } = made((copy) => {
    copy.hub.transitGateway = { existing: GATEWAY };
    copy.hub.vpc = { ...vpc, attachmentId: ATTACHMENT };
    copy.hub.vpcAssociated = false;
    copy.hub.vpcPropagated = false;
    Object.assign(copy.segments['dev'] ?? {}, { routeTable: 'tgw-rtb-0fedcba9876543210' });
  });
  hub.resourceCountIs('AWS::EC2::TransitGatewayRouteTable', 3);
  hub.resourceCountIs('AWS::EC2::TransitGatewayRouteTableAssociation', 0);
  hub.resourceCountIs('AWS::EC2::TransitGatewayRouteTablePropagation', 0);
  expect(parameter(hub, 'route-table-ids/dev')).toBe('tgw-rtb-0fedcba9876543210');
});

test('an existing inbound resolver is published with the addresses in the config', () => {
  const { hub } = made(
    (copy) =>
      (copy.hub.inboundResolver = { existing: 'rslvr-in-0fedcba9876543210', addresses: ['10.0.0.5', '10.0.1.5'] }),
  );
  hub.resourceCountIs('AWS::Route53Resolver::ResolverEndpoint', 0);
  expect(parameter(hub, 'resolver-ips')).toBe('10.0.0.5,10.0.1.5');
});

test('an existing private zone is published with its id', () => {
  const { hub } = made((copy) => copy.zones.private.splice(1, 1, { ...zone(copy, 1), existing: 'Z0FEDCBA9876543210' }));
  expect(propertiesOf(hub, 'AWS::Route53::HostedZone').map(({ Name }) => Name)).not.toContain('dev.piksel.internal');
  expect(parameter(hub, 'zone-ids/dev.piksel.internal')).toBe('Z0FEDCBA9876543210');
});

const zone = (copy: LandingZone, index: number) => {
  const found = copy.zones.private[index];
  if (!found) throw new Error(`no zone ${index}`);
  return found;
};

test('an existing log bucket gets query logs and the trail, and no policy of ours', () => {
  const { hub, trails } = made((copy) => (copy.logs.bucket = { existing: 'logs-of-ours' }));
  hub.resourceCountIs('AWS::S3::Bucket', 0);
  hub.resourceCountIs('AWS::S3::BucketPolicy', 0);
  hub.hasResourceProperties('AWS::Route53Resolver::ResolverQueryLoggingConfig', {
    DestinationArn: 'arn:aws:s3:::logs-of-ours',
  });
  expect(trails).toMatchObject([{ S3BucketName: 'logs-of-ours' }]);
  expect(parameter(hub, 'flow-log-bucket-arn')).toBe('arn:aws:s3:::logs-of-ours');
});

test('an existing VPC and an existing query log config are not associated: their owner does it', () => {
  const { hub } = made((copy) => {
    copy.hub.vpc = vpc;
    copy.logs.queryLogConfig = { existing: 'rqlc-0fedcba9876543210' };
  });
  expect(propertiesOf(hub, 'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation')).toEqual([]);
});

test('an existing query log config is shared', () => {
  const existing = 'rqlc-0fedcba9876543210';
  const { hub } = made((copy) => (copy.logs.queryLogConfig = { existing }));
  hub.resourceCountIs('AWS::Route53Resolver::ResolverQueryLoggingConfig', 0);
  hub.hasResourceProperties('AWS::RAM::ResourceShare', {
    ResourceArns: Match.arrayWith([
      `arn:aws:route53resolver:ap-southeast-3:100000000002:resolver-query-log-config/${existing}`,
    ]),
  });
  expect(parameter(hub, 'query-log-config-id')).toBe(existing);
});

test('an existing trail gets no second one beside it, and no statement in the policy of the log bucket', () => {
  const trail = 'arn:aws:cloudtrail:us-east-1:100000000001:trail/organization';
  const { hub, trails } = made((copy) => (copy.organization.trail = trail));
  expect(trails).toEqual([]);
  const [policy] = propertiesOf(hub, 'AWS::S3::BucketPolicy');
  expect(JSON.stringify(policy)).not.toContain('cloudtrail.amazonaws.com');
});
