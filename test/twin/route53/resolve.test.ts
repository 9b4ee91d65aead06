import {
  AssociateDhcpOptionsCommand,
  CreateDhcpOptionsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  Route53Client,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { CreateResolverEndpointCommand, Route53ResolverClient } from '../../../lib/aws/resolver';
import { HUB, REGION, as, createSubnet, createVpc, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';
import { resolveName } from './resolve';

describe('the resolution of a name by an instance in a VPC', () => {
  let world: World;
  let route53: Route53Client;
  let ec2: EC2Client;
  let vpcId: string;
  let parent: string;

  beforeEach(async () => {
    world = await worldWithOrganization();
    route53 = new Route53Client(as(world, HUB));
    ec2 = new EC2Client(as(world, HUB));
    vpcId = await createVpc(world, HUB, '10.0.0.0/16');
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
    parent = await createZone('sample.internal');
  });

  async function createZone(Name: string): Promise<string> {
    const { HostedZone } = await route53.send(
      new CreateHostedZoneCommand({ Name, CallerReference: Name, VPC: { VPCId: vpcId, VPCRegion: REGION } }),
    );
    return HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
  }
  const put = (HostedZoneId: string, ...records: ResourceRecordSet[]) =>
    route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId,
        ChangeBatch: { Changes: records.map((ResourceRecordSet) => ({ Action: 'UPSERT', ResourceRecordSet })) },
      }),
    );
  const record = (Name: string, Type: 'A' | 'CNAME', Value: string): ResourceRecordSet => ({
    Name,
    Type,
    TTL: 60,
    ResourceRecords: [{ Value }],
  });
  const resolve = (name: string, type: 'A' | 'AAAA' = 'A', from = vpcId) => resolveName(world, from, name, type);

  it('follows the records of an associated zone, CNAMEs, aliases and wildcards included', async () => {
    await put(
      parent,
      record('db.sample.internal', 'A', '10.0.0.9'),
      record('www.sample.internal', 'CNAME', 'db.sample.internal'),
      record('*.apps.sample.internal', 'A', '10.0.0.10'),
      record('out.sample.internal', 'CNAME', 'elsewhere.example.com'),
      {
        Name: 'alias.sample.internal',
        Type: 'A',
        AliasTarget: { HostedZoneId: parent, DNSName: 'db.sample.internal', EvaluateTargetHealth: false },
      },
    );
    const answered = (...values: string[]) => ({ status: 'answered', zoneId: parent, vpcId, values });
    expect(resolve('DB.sample.internal')).toEqual(answered('10.0.0.9'));
    expect(resolve('www.sample.internal')).toEqual(answered('10.0.0.9'));
    expect(resolve('alias.sample.internal')).toEqual(answered('10.0.0.9'));
    expect(resolve('any.apps.sample.internal')).toEqual(answered('10.0.0.10'));
    await put(parent, record('there.apps.sample.internal', 'A', '10.0.0.11'));
    expect(resolve('not.there.apps.sample.internal')).toMatchObject({ status: 'nxdomain' });
    expect(resolve('out.sample.internal')).toEqual(answered('elsewhere.example.com.'));
  });

  it('takes the most specific zone and does not fall through to its parent', async () => {
    const child = await createZone('dev.sample.internal');
    await put(parent, record('db.dev.sample.internal', 'A', '10.0.0.9'), record('x.sample.internal', 'A', '10.0.0.9'));
    expect(resolve('db.dev.sample.internal')).toEqual({ status: 'nxdomain', zoneId: child, vpcId });
    expect(resolve('x.sample.internal', 'AAAA')).toEqual({ status: 'nodata', zoneId: parent, vpcId });
    expect(resolve('example.com')).toEqual({ status: 'public', vpcId });
  });

  it('needs both DNS attributes of the VPC', async () => {
    await put(parent, record('db.sample.internal', 'A', '10.0.0.9'));
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: false } }));
    expect(resolve('db.sample.internal')).toEqual({ status: 'public', vpcId });
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsSupport: { Value: false } }));
    expect(resolve('db.sample.internal')).toMatchObject({ status: 'no-resolver' });
  });

  it('uses the inbound endpoint that the DHCP options name only if the VPC has a route to it', async () => {
    await put(parent, record('db.sample.internal', 'A', '10.0.0.9'));
    const subnets = [
      await createSubnet(world, HUB, { vpcId, cidr: '10.0.0.0/24', zone: 'a' }),
      await createSubnet(world, HUB, { vpcId, cidr: '10.0.1.0/24', zone: 'b' }),
    ];
    await new Route53ResolverClient(as(world, HUB)).send(
      new CreateResolverEndpointCommand({
        CreatorRequestId: 'inbound',
        Direction: 'INBOUND',
        SecurityGroupIds: ['sg-0123456789abcdef0'],
        IpAddresses: subnets.map((SubnetId, index) => ({ SubnetId, Ip: `10.0.${index}.53` })),
      }),
    );
    const other = await createVpc(world, HUB, '10.1.0.0/20');
    const use = async (VpcId: string, ...Values: string[]) => {
      const { DhcpOptions } = await ec2.send(
        new CreateDhcpOptionsCommand({ DhcpConfigurations: [{ Key: 'domain-name-servers', Values }] }),
      );
      await ec2.send(new AssociateDhcpOptionsCommand({ VpcId, DhcpOptionsId: DhcpOptions?.DhcpOptionsId }));
    };
    await use(vpcId, '10.0.0.53');
    expect(resolve('db.sample.internal')).toMatchObject({ status: 'no-resolver' });
    await world.clock.jump(world.times.other);
    expect(resolve('db.sample.internal')).toMatchObject({ status: 'answered', vpcId });
    await use(other, '10.0.0.53', '10.0.1.53');
    expect(resolve('db.sample.internal', 'A', other)).toMatchObject({ status: 'no-resolver' });
    await use(other, '10.0.0.53', 'AmazonProvidedDNS');
    expect(resolve('db.sample.internal', 'A', other)).toEqual({ status: 'public', vpcId: other });
    await use(other, '192.0.2.53');
    expect(resolve('db.sample.internal', 'A', other)).toMatchObject({ status: 'no-resolver' });
    expect(resolve('db.sample.internal', 'A', 'vpc-0123456789abcdef0')).toMatchObject({ status: 'no-resolver' });
  });
});
