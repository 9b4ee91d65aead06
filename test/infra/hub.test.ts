import { readFileSync } from 'node:fs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { resolverAddress, subnetsOf } from '../../infra/constructs/addresses';
import { parseLandingZone } from '../../lib/landing-zone';
import { landingZone, propertiesOf, stacksOf, templates } from './deployed';

const { hub } = templates;
const logicalIdOf = (type: string, properties: object): string =>
  Object.keys(hub.findResources(type, { Properties: properties }))[0] ?? '';
const tableOf = (segment: string) => ({
  'Fn::GetAtt': [
    logicalIdOf('AWS::EC2::TransitGatewayRouteTable', { Tags: [{ Key: 'Name', Value: segment }] }),
    'TransitGatewayRouteTableId',
  ],
});

describe('the transit gateway', () => {
  test('has default association, default propagation and automatic acceptance off', () => {
    hub.hasResourceProperties('AWS::EC2::TransitGateway', {
      AmazonSideAsn: 64512,
      AutoAcceptSharedAttachments: 'disable',
      DefaultRouteTableAssociation: 'disable',
      DefaultRouteTablePropagation: 'disable',
    });
  });

  test('has a route table per segment', () => {
    const tables = propertiesOf(hub, 'AWS::EC2::TransitGatewayRouteTable');
    expect(tables.map(({ Tags }) => Tags)).toEqual(
      Object.keys(landingZone.segments).map((Value) => [{ Key: 'Name', Value }]),
    );
  });

  test("associates the hub VPC with its segment's table, and propagates it to the tables of the segments that reach it", () => {
    hub.resourceCountIs('AWS::EC2::TransitGatewayRouteTableAssociation', 1);
    hub.hasResourceProperties('AWS::EC2::TransitGatewayRouteTableAssociation', {
      TransitGatewayRouteTableId: tableOf('shared'),
    });
    const propagated = propertiesOf(hub, 'AWS::EC2::TransitGatewayRouteTablePropagation');
    expect(propagated.map(({ TransitGatewayRouteTableId }) => TransitGatewayRouteTableId)).toEqual(
      ['dev', 'prod', 'shared', 'staging'].map(tableOf),
    );
  });

  test('has no static routes and no blackholes where the config has no routes', () => {
    hub.resourceCountIs('AWS::EC2::TransitGatewayRoute', 0);
  });

  test('has the static routes of the config, and blackholes for segments inside them that must not be reached', () => {
    const segments = structuredClone(landingZone.segments);
    segments['dev']?.routes.push({ cidr: '0.0.0.0/0', to: 'hub' });
    segments['prod']?.routes.push({ cidr: '172.16.0.0/12', to: 'tgw-attach-0fedcba9876543210' });
    const template = Template.fromStack(stacksOf({ ...landingZone, segments }).hub);
    const routes = propertiesOf(template, 'AWS::EC2::TransitGatewayRoute');
    expect(routes.map(({ DestinationCidrBlock, Blackhole }) => [DestinationCidrBlock, Blackhole])).toEqual([
      ['0.0.0.0/0', undefined],
      ['10.2.0.0/16', true],
      ['10.3.0.0/16', true],
      ['172.16.0.0/12', undefined],
    ]);
    expect(routes.map(({ TransitGatewayRouteTableId }) => TransitGatewayRouteTableId)).toEqual(
      ['dev', 'dev', 'dev', 'prod'].map(tableOf),
    );
    expect(routes[0]?.['TransitGatewayAttachmentId']).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Id'] });
    expect(routes[3]).toMatchObject({ TransitGatewayAttachmentId: 'tgw-attach-0fedcba9876543210' });
  });
});

test('the mesh prefix list holds the mesh prefixes, and has the size of the config', () => {
  hub.hasResourceProperties('AWS::EC2::PrefixList', {
    PrefixListName: 'wheelwright-mesh',
    MaxEntries: 10,
    Entries: [{ Cidr: '10.0.0.0/14' }],
  });
});

test("AWS's log delivery may write for our organization only, by aws:SourceOrgID", () => {
  const bucket = 'arn:aws:s3:::wheelwright-logs-100000000002-ap-southeast-3';
  const delivery = { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } };
  hub.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          ...delivery,
          Sid: 'AWSLogDeliveryWrite',
          Action: 's3:PutObject',
          Resource: `${bucket}/AWSLogs/\${aws:SourceAccount}/vpcflowlogs/*`,
          Condition: {
            StringEquals: { 'aws:SourceOrgID': 'o-pikselorg1' },
            StringEqualsIfExists: { 's3:x-amz-acl': 'bucket-owner-full-control' },
          },
        },
        {
          ...delivery,
          Sid: 'AWSLogDeliveryCheck',
          Action: 's3:GetBucketAcl',
          Resource: bucket,
          Condition: { StringEquals: { 'aws:SourceOrgID': 'o-pikselorg1' } },
        },
      ]),
    },
  });
});

test('private zones are associated with the hub VPC, public ones have their name servers as outputs', () => {
  const zones = propertiesOf(hub, 'AWS::Route53::HostedZone');
  const names = (isPrivate: boolean) =>
    zones.filter(({ VPCs }) => (VPCs !== undefined) === isPrivate).map((z) => z['Name']);
  expect(names(true)).toEqual(['piksel.internal', 'dev.piksel.internal', 'prod.piksel.internal']);
  expect(names(false)).toEqual(['piksel.big.go.id', 'app.piksel.big.go.id']);
  expect(Object.keys(hub.findOutputs('*', { Description: Match.stringLikeRegexp('^Delegate ') }))).toHaveLength(2);
});

test('the inbound resolver has fixed addresses, and is created before other resources that take addresses', () => {
  const [zero, one] = propertiesOf(hub, 'AWS::Route53Resolver::ResolverEndpoint')[0]?.['IpAddresses'] as {
    Ip: string;
  }[];
  expect([zero?.Ip, one?.Ip]).toEqual(['10.0.0.10', '10.0.16.10']);
  const endpoint = logicalIdOf('AWS::Route53Resolver::ResolverEndpoint', {});
  hub.allResources('AWS::EC2::VPCEndpoint', { DependsOn: [endpoint] });
  hub.allResources('AWS::EC2::TransitGatewayVpcAttachment', { DependsOn: [endpoint] });
});

describe("[FC12] the resolver's security group", () => {
  const rulesOf = (template: Template) =>
    propertiesOf(template, 'AWS::EC2::SecurityGroup').find(
      ({ GroupDescription }) => GroupDescription === 'The inbound resolver',
    );
  const port53 = (CidrIp: string) =>
    ['udp', 'tcp'].map(
      (IpProtocol) => expect.objectContaining({ IpProtocol, CidrIp, FromPort: 53, ToPort: 53 }) as object,
    );

  test('is open both ways, so that EC2 tracks no connection; the network ACL admits the mesh only', () => {
    expect(rulesOf(hub)).toMatchObject({
      SecurityGroupIngress: port53('0.0.0.0/0'),
      SecurityGroupEgress: [expect.objectContaining({ IpProtocol: '-1', CidrIp: '0.0.0.0/0' })],
    });
    const admitted = propertiesOf(hub, 'AWS::EC2::NetworkAclEntry').filter(
      ({ Egress, Protocol }) => !Egress && Protocol !== 6,
    );
    expect(admitted.map(({ CidrBlock }) => CidrBlock)).toEqual(['10.0.0.0/14']);
  });

  test('admits the mesh only in an existing VPC, whose ACLs and routes are not known', () => {
    const vpc = {
      ...{ existing: 'vpc-0fedcba9876543210', cidr: '10.0.0.0/20', routeTableIds: ['rtb-0fedcba9876543210'] },
      subnets: ['10.0.0.0/24', '10.0.1.0/24'].map((cidr, index) => ({ id: `subnet-0fedcba987654321${index}`, cidr })),
    };
    const made = stacksOf({ ...landingZone, hub: { ...landingZone.hub, vpc } });
    expect(rulesOf(Template.fromStack(made.hub))?.['SecurityGroupIngress']).toEqual(port53('10.0.0.0/14'));
  });
});

test('[FC12] the inbound resolver has three addresses where the config says no number', () => {
  const yaml = readFileSync('test/fixtures/landing-zone.yaml', 'utf8').replace(
    /inboundResolver: .*/,
    'inboundResolver: {}',
  );
  expect(parseLandingZone(yaml, 'landing-zone.yaml').hub.inboundResolver).toEqual({ azs: 3 });
});

test('S3 has a gateway endpoint, and an interface endpoint without private DNS', () => {
  const s3 = propertiesOf(hub, 'AWS::EC2::VPCEndpoint').filter(
    ({ ServiceName }) => ServiceName === 'com.amazonaws.ap-southeast-3.s3',
  );
  expect(s3).toEqual([
    expect.objectContaining({ VpcEndpointType: 'Gateway' }),
    expect.objectContaining({ VpcEndpointType: 'Interface', PrivateDnsEnabled: false }),
  ]);
});

test('DNS queries in the hub VPC are logged, so those of spokes to the inbound resolver are logged too', () => {
  hub.hasResourceProperties('AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', {
    ResolverQueryLogConfigId: {
      'Fn::GetAtt': [logicalIdOf('AWS::Route53Resolver::ResolverQueryLoggingConfig', {}), 'Id'],
    },
    ResourceId: { 'Fn::GetAtt': [logicalIdOf('AWS::EC2::VPC', {}), 'VpcId'] },
  });
});

test('the network ACL allows the mesh in and out, HTTPS out and its answers in', () => {
  const entries = propertiesOf(hub, 'AWS::EC2::NetworkAclEntry');
  expect(entries.map(({ Egress, CidrBlock, Protocol, PortRange }) => [Egress, CidrBlock, Protocol, PortRange])).toEqual(
    [
      [false, '10.0.0.0/14', -1, undefined],
      [true, '10.0.0.0/14', -1, undefined],
      [false, '0.0.0.0/0', 6, { From: 1024, To: 65_535 }],
      [true, '0.0.0.0/0', 6, { From: 443, To: 443 }],
    ],
  );
});

test('every parameter that the automation reads is published by the hub', () => {
  const read = Object.values(templates.automation.findParameters('*'))
    .map((parameter) => (parameter as { Default: string }).Default)
    .filter((name) => name.startsWith('/wheelwright/'));
  expect(read.length).toBeGreaterThan(0);
  const published = propertiesOf(hub, 'AWS::SSM::Parameter').map(({ Name }) => Name);
  expect(published).toEqual(expect.arrayContaining(read));
});

test.each([
  ['10.0.0.0/16', 3, ['10.0.0.0/20', '10.0.16.0/20', '10.0.32.0/20']],
  ['10.9.8.0/24', 2, ['10.9.8.0/28', '10.9.8.16/28']],
  ['192.168.255.0/26', 4, ['192.168.255.0/28', '192.168.255.16/28', '192.168.255.32/28', '192.168.255.48/28']],
])('%s holds %i subnets', (cidr, zones, subnets) => {
  expect(subnetsOf(cidr, zones)).toEqual(subnets);
});

test('a CIDR that is too small for its subnets is refused', () => {
  expect(() => subnetsOf('10.0.0.0/28', 2)).toThrow(
    "The hub VPC's CIDR 10.0.0.0/28 has no room for 2 subnets: choose a larger one, or fewer zones.",
  );
});

test('the resolver does not use the addresses that AWS reserves', () => {
  expect(resolverAddress('192.168.255.48/28')).toBe('192.168.255.58');
});
