import {
  CreateResolverEndpointCommand,
  DeleteResolverEndpointCommand,
  GetResolverEndpointCommand,
  ListResolverEndpointIpAddressesCommand,
  ListResolverEndpointsCommand,
  ListResolverRuleAssociationsCommand,
  Route53ResolverClient,
  type CreateResolverEndpointRequest,
} from '../../../lib/aws/resolver';
import {
  DEV,
  HUB,
  REGION,
  as,
  createSubnet,
  createVpc,
  worldWithOrganization,
  textWith,
} from '../organization-fixture';
import type { World } from '../world';

describe('Resolver endpoints', () => {
  let world: World;
  let hub: Route53ResolverClient;
  let vpcId: string;
  let subnetA: string;
  let subnetB: string;

  beforeEach(async () => {
    world = await worldWithOrganization();
    hub = new Route53ResolverClient(as(world, HUB));
    vpcId = await createVpc(world, HUB, '10.0.0.0/16');
    subnetA = await createSubnet(world, HUB, { vpcId, cidr: '10.0.0.0/24', zone: 'a' });
    subnetB = await createSubnet(world, HUB, { vpcId, cidr: '10.0.1.0/24', zone: 'b' });
  });

  const create = (changed: Partial<CreateResolverEndpointRequest> = {}) =>
    hub.send(
      new CreateResolverEndpointCommand({
        CreatorRequestId: 'one',
        Direction: 'INBOUND',
        SecurityGroupIds: ['sg-0123456789abcdef0'],
        IpAddresses: [{ SubnetId: subnetA }, { SubnetId: subnetB }],
        ...changed,
      }),
    );
  const ips = async (ResolverEndpointId: string | undefined) => {
    const found = await hub.send(new ListResolverEndpointIpAddressesCommand({ ResolverEndpointId }));
    return found.IpAddresses?.map(({ SubnetId, Ip, Status }) => ({ SubnetId, Ip, Status }));
  };

  it('go from CREATING to OPERATIONAL, on addresses that AWS picks', async () => {
    const { ResolverEndpoint: made } = await create();
    expect(made).toMatchObject({
      Id: textWith(/^rslvr-in-[0-9a-f]{17}$/),
      HostVPCId: vpcId,
      IpAddressCount: 2,
      Status: 'CREATING',
    });
    await world.clock.jump(world.times.other);
    const { ResolverEndpoint: read } = await hub.send(new GetResolverEndpointCommand({ ResolverEndpointId: made?.Id }));
    expect(read?.Status).toBe('OPERATIONAL');
    expect(await ips(made?.Id)).toEqual([
      { SubnetId: subnetA, Ip: '10.0.0.4', Status: 'ATTACHED' },
      { SubnetId: subnetB, Ip: '10.0.1.4', Status: 'ATTACHED' },
    ]);
  });

  it('take named addresses, and never one twice', async () => {
    const IpAddresses = [{ SubnetId: subnetA }, { SubnetId: subnetA, Ip: '10.0.0.4' }];
    const { ResolverEndpoint: made } = await create({ IpAddresses });
    expect((await ips(made?.Id))?.map(({ Ip }) => Ip)).toEqual(['10.0.0.4', '10.0.0.5']);
    await expect(create({ IpAddresses, CreatorRequestId: 'two' })).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
  });

  it('need two addresses in subnets of one VPC of the caller', async () => {
    await expect(create({ IpAddresses: [{ SubnetId: subnetA }] })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    const otherVpc = await createVpc(world, HUB, '10.9.0.0/16');
    const elsewhere = await createSubnet(world, HUB, { vpcId: otherVpc, cidr: '10.9.0.0/24', zone: 'a' });
    await expect(create({ IpAddresses: [{ SubnetId: subnetA }, { SubnetId: elsewhere }] })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    const devVpc = await createVpc(world, DEV, '10.1.0.0/20');
    const foreign = await createSubnet(world, DEV, { vpcId: devVpc, cidr: '10.1.0.0/24', zone: 'a' });
    await expect(create({ IpAddresses: [{ SubnetId: subnetA }, { SubnetId: foreign }] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('refuse addresses outside of the subnet and those AWS reserves', async () => {
    for (const Ip of ['10.0.1.9', '10.0.0.3', '10.0.0.255', 'nonsense'])
      await expect(create({ IpAddresses: [{ SubnetId: subnetB }, { SubnetId: subnetA, Ip }] })).rejects.toMatchObject({
        name: 'InvalidRequestException',
      });
  });

  it('refuse a used creator request id, bad security groups, and one too many of everything', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await expect(create({ CreatorRequestId: 'two', SecurityGroupIds: ['nonsense'] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const Tags = [{ Key: 'aws:mine', Value: 'true' }];
    await expect(create({ CreatorRequestId: 'two', Tags })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(create({ CreatorRequestId: 'two', Protocols: ['DoH'] })).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    const seven = Array.from({ length: 7 }, () => ({ SubnetId: subnetA }));
    await expect(create({ CreatorRequestId: 'two', IpAddresses: seven })).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
    world.resolver.quotas.endpoints = 1;
    await expect(create({ CreatorRequestId: 'two' })).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it('answer at one address in each of two VPCs of equal range', async () => {
    await create();
    const twin = await createVpc(world, HUB, '10.0.0.0/16');
    const SubnetId = await createSubnet(world, HUB, { vpcId: twin, cidr: '10.0.0.0/24', zone: 'a' });
    const { ResolverEndpoint: made } = await create({
      CreatorRequestId: 'two',
      IpAddresses: [{ SubnetId }, { SubnetId }],
    });
    expect((await ips(made?.Id))?.map(({ Ip }) => Ip)).toEqual(['10.0.0.4', '10.0.0.5']);
  });

  it('send events of their tags', async () => {
    await create({ Tags: [{ Key: 'app:managed', Value: 'true' }] });
    await create({ CreatorRequestId: 'untagged' });
    await world.clock.jump(60_000);
    const tagEvents = world.trail.published.filter(({ source }) => source === 'aws.tag');
    expect(tagEvents).toMatchObject([{ detail: { service: 'route53resolver', tags: { 'app:managed': 'true' } } }]);
  });

  it('are listed by filter to their owner', async () => {
    const { ResolverEndpoint: made } = await create();
    const list = async (client: Route53ResolverClient, Name: string, value: string) => {
      const found = await client.send(new ListResolverEndpointsCommand({ Filters: [{ Name, Values: [value] }] }));
      return found.ResolverEndpoints?.map(({ Id }) => Id);
    };
    expect(await list(hub, 'HostVPCId', vpcId)).toEqual([made?.Id]);
    expect(await list(hub, 'Direction', 'OUTBOUND')).toEqual([]);
    await expect(hub.send(new ListResolverEndpointsCommand({ MaxResults: 101 }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(list(hub, 'VpcId', vpcId)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const dev = new Route53ResolverClient(as(world, DEV));
    expect(await list(dev, 'HostVPCId', vpcId)).toEqual([]);
    await expect(dev.send(new GetResolverEndpointCommand({ ResolverEndpointId: made?.Id }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('are DELETING for a while', async () => {
    const { ResolverEndpoint: made } = await create();
    const remove = () => hub.send(new DeleteResolverEndpointCommand({ ResolverEndpointId: made?.Id }));
    await world.clock.jump(world.times.other / 2);
    expect((await remove()).ResolverEndpoint?.Status).toBe('DELETING');
    await world.clock.jump(world.times.other / 2);
    const { ResolverEndpoints } = await hub.send(new ListResolverEndpointsCommand({}));
    expect(ResolverEndpoints).toMatchObject([{ Status: 'DELETING' }]);
    await world.clock.jump(world.times.other);
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('are listed with the system rule that every VPC has', async () => {
    world.resolver.ruleAssociations.add('rslvr-rrassoc-1', {
      id: 'rslvr-rrassoc-1',
      ruleId: 'rslvr-rr-1',
      name: undefined,
      vpcId,
      ownerId: HUB,
      region: REGION,
      status: 'COMPLETE',
    });
    const { ResolverRuleAssociations } = await hub.send(
      new ListResolverRuleAssociationsCommand({ Filters: [{ Name: 'VPCId', Values: [vpcId] }] }),
    );
    expect(ResolverRuleAssociations).toMatchObject([
      { VPCId: vpcId, ResolverRuleId: 'rslvr-autodefined-rr-internet-resolver', Status: 'COMPLETE' },
      { VPCId: vpcId, ResolverRuleId: 'rslvr-rr-1', Status: 'COMPLETE' },
    ]);
  });
});
