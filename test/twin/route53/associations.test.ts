import { DeleteVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteVPCAssociationAuthorizationCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  GetHostedZoneLimitCommand,
  ListHostedZonesByVPCCommand,
  ListVPCAssociationAuthorizationsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { DEV, HUB, PROD, REGION, as, createVpc, worldWithOrganization, textWith } from '../organization-fixture';
import type { World } from '../world';

describe('associating the hub’s zones with spokes’ VPCs', () => {
  let world: World;
  let hub: Route53Client;
  let dev: Route53Client;
  let prod: Route53Client;
  let hubVpc: string;
  let devVpc: string;
  let HostedZoneId: string;

  beforeEach(async () => {
    world = await worldWithOrganization();
    hub = new Route53Client(as(world, HUB));
    dev = new Route53Client(as(world, DEV));
    prod = new Route53Client(as(world, PROD));
    hubVpc = await createVpc(world, HUB, '10.0.0.0/16');
    devVpc = await createVpc(world, DEV, '10.1.0.0/20');
    HostedZoneId = await createZone('sample.internal');
  });

  const pair = (VPCId = devVpc, zone = HostedZoneId) => ({
    HostedZoneId: zone,
    VPC: { VPCId, VPCRegion: REGION } as const,
  });
  const createZone = async (Name: string, client = hub, VPCId = hubVpc): Promise<string> => {
    const { VPC } = pair(VPCId);
    const { HostedZone } = await client.send(new CreateHostedZoneCommand({ Name, CallerReference: Name, VPC }));
    return HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
  };
  const authorize = async (VPCId = devVpc) => hub.send(new CreateVPCAssociationAuthorizationCommand(pair(VPCId)));
  const deauthorize = async () => hub.send(new DeleteVPCAssociationAuthorizationCommand(pair()));
  const associate = async (client = dev, input = pair()) => client.send(new AssociateVPCWithHostedZoneCommand(input));
  const disassociate = async (client = dev, input = pair()) =>
    client.send(new DisassociateVPCFromHostedZoneCommand(input));
  const zonesOf = async (client: Route53Client, VPCId: string) => {
    const found = await client.send(new ListHostedZonesByVPCCommand({ VPCId, VPCRegion: REGION }));
    return found.HostedZoneSummaries;
  };

  it('needs the zone owner’s authorization, and keeps the association when the authorization is deleted', async () => {
    await expect(associate()).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      $metadata: { httpStatusCode: 401 },
    });
    expect(await authorize()).toMatchObject(pair());
    expect((await associate()).ChangeInfo?.Status).toBe('PENDING');
    await deauthorize();
    expect(await zonesOf(dev, devVpc)).toEqual([
      { HostedZoneId, Name: 'sample.internal.', Owner: { OwningAccount: HUB } },
    ]);
    const { VPCs } = await hub.send(new GetHostedZoneCommand({ Id: HostedZoneId }));
    expect(VPCs?.map(({ VPCId }) => VPCId)).toEqual([hubVpc, devVpc]);
  });

  it('lists a VPC that was deleted, until the zone owner removes it', async () => {
    await authorize();
    await associate();
    await new EC2Client(as(world, DEV)).send(new DeleteVpcCommand({ VpcId: devVpc }));
    const listed = async () =>
      (await hub.send(new GetHostedZoneCommand({ Id: HostedZoneId }))).VPCs?.map(({ VPCId }) => VPCId);
    const authorized = async () =>
      (await hub.send(new ListVPCAssociationAuthorizationsCommand({ HostedZoneId }))).VPCs?.map(({ VPCId }) => VPCId);
    expect([await listed(), await authorized()]).toEqual([[hubVpc, devVpc], [devVpc]]);
    await disassociate(hub);
    await deauthorize();
    expect([await listed(), await authorized()]).toEqual([[hubVpc], []]);
  });

  it('needs no authorization for the zone owner’s own VPC', async () => {
    const second = await createVpc(world, HUB, '10.0.0.0/16');
    await associate(hub, pair(second));
    expect(await zonesOf(hub, second)).toHaveLength(1);
  });

  it('authorizes twice without an error, and lists page by page', async () => {
    const prodVpc = await createVpc(world, PROD, '10.3.0.0/20');
    for (const id of [devVpc, devVpc, prodVpc]) await authorize(id);
    const list = (NextToken?: string) =>
      hub.send(new ListVPCAssociationAuthorizationsCommand({ HostedZoneId, MaxResults: 1, NextToken }));
    const first = await list();
    const second = await list(first.NextToken);
    expect([first.VPCs, second.VPCs]).toEqual([[pair().VPC], [pair(prodVpc).VPC]]);
    expect(second.NextToken).toBeUndefined();
    await expect(list('nonsense')).rejects.toMatchObject({ name: 'InvalidPaginationToken' });
  });

  it('lets only the zone’s owner authorize', async () => {
    await expect(dev.send(new CreateVPCAssociationAuthorizationCommand(pair()))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    const unnamed = new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC: { VPCRegion: REGION } });
    await expect(hub.send(unnamed)).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(authorize('vpc-0123456789abcdef0')).rejects.toMatchObject({ name: 'InvalidVPCId' });
  });

  it('finds no authorization to delete where there is none', async () => {
    await expect(deauthorize()).rejects.toMatchObject({
      name: 'VPCAssociationAuthorizationNotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('refuses the second association and names the zone, as for another zone of that name', async () => {
    await authorize();
    await associate();
    await expect(associate()).rejects.toMatchObject({
      name: 'ConflictingDomainExists',
      message: textWith(HostedZoneId),
    });
    const prodVpc = await createVpc(world, PROD, '10.3.0.0/20');
    const own = await createZone('sample.internal', prod, prodVpc);
    await authorize(prodVpc);
    await expect(associate(prod, pair(prodVpc))).rejects.toMatchObject({
      name: 'ConflictingDomainExists',
      message: textWith(own),
    });
  });

  it('refuses to associate a VPC that is not the caller’s, authorized or not', async () => {
    await authorize();
    for (const client of [hub, prod]) await expect(associate(client)).rejects.toMatchObject({ name: 'InvalidVPCId' });
    await expect(associate(dev, pair('vpc-0123456789abcdef0'))).rejects.toMatchObject({ name: 'InvalidVPCId' });
  });

  it('refuses a public zone', async () => {
    const { HostedZone } = await hub.send(
      new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'public' }),
    );
    const zone = HostedZone?.Id ?? '';
    await expect(associate(hub, pair(hubVpc, zone))).rejects.toMatchObject({ name: 'PublicZoneVPCAssociation' });
    await expect(hub.send(new CreateVPCAssociationAuthorizationCommand(pair(devVpc, zone)))).rejects.toMatchObject({
      name: 'InvalidInput',
    });
  });

  it('stops at the quotas of VPCs and of authorizations', async () => {
    world.route53.quotas.authorizationsPerZone = 1;
    await authorize();
    const prodVpc = await createVpc(world, PROD, '10.3.0.0/20');
    await expect(authorize(prodVpc)).rejects.toMatchObject({ name: 'TooManyVPCAssociationAuthorizations' });
    world.route53.quotas.vpcsPerZone = 1;
    await expect(associate()).rejects.toMatchObject({ name: 'LimitsExceeded' });
  });

  it('tells the owner of a private zone how many VPCs it has, and how many it may have', async () => {
    const limitOf = (client: Route53Client, zone = HostedZoneId) =>
      client.send(new GetHostedZoneLimitCommand({ HostedZoneId: zone, Type: 'MAX_VPCS_ASSOCIATED_BY_ZONE' }));
    await authorize();
    await associate();
    world.route53.quotas.vpcsPerZone = 500;
    expect(await limitOf(hub)).toMatchObject({
      Limit: { Type: 'MAX_VPCS_ASSOCIATED_BY_ZONE', Value: 500 },
      Count: 2,
    });
    await expect(limitOf(dev)).rejects.toMatchObject({ name: 'AccessDenied' });
    const { HostedZone } = await hub.send(
      new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'public' }),
    );
    await expect(limitOf(hub, HostedZone?.Id ?? '')).rejects.toMatchObject({ name: 'HostedZoneNotPrivate' });
  });

  it('lets either account disassociate, and no other', async () => {
    for (const client of [dev, hub]) {
      await authorize();
      await associate();
      await expect(disassociate(prod)).rejects.toMatchObject({ name: 'AccessDenied' });
      await disassociate(client);
      expect(await zonesOf(dev, devVpc)).toEqual([]);
    }
  });

  it('refuses to disassociate what is not associated, and the last VPC', async () => {
    await expect(disassociate()).rejects.toMatchObject({
      name: 'VPCAssociationNotFound',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(disassociate(hub, pair(hubVpc))).rejects.toMatchObject({ name: 'LastVPCAssociation' });
  });

  it('lists a VPC’s zones to its owner only', async () => {
    await expect(zonesOf(hub, devVpc)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: textWith('is not owned by you'),
    });
    await expect(zonesOf(dev, 'vpc-0123456789abcdef0')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(zonesOf(dev, 'nonsense')).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('lists a VPC’s zones page by page', async () => {
    await createZone('dev.sample.internal');
    const list = (NextToken?: string) =>
      hub.send(new ListHostedZonesByVPCCommand({ VPCId: hubVpc, VPCRegion: REGION, MaxItems: 1, NextToken }));
    const first = await list();
    const second = await list(first.NextToken);
    const names = [first, second].flatMap((answer) => answer.HostedZoneSummaries?.map(({ Name }) => Name));
    expect(names.toSorted()).toEqual(['dev.sample.internal.', 'sample.internal.']);
    expect(second.NextToken).toBeUndefined();
  });

  it('can make simultaneous changes of one zone’s authorizations collide', async () => {
    const prodVpc = await createVpc(world, PROD, '10.3.0.0/20');
    await Promise.all([authorize(), authorize(prodVpc)]);
    world.route53.authorizationsCollide = true;
    const results = await Promise.allSettled([authorize(), authorize(prodVpc)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { name: 'ConcurrentModification' } });
    await authorize(prodVpc);
  });

  it('can make a zone refuse a change while an earlier one is pending', async () => {
    world.route53.priorRequestsPend = true;
    await authorize();
    await expect(associate()).rejects.toMatchObject({ name: 'PriorRequestNotComplete' });
    await world.clock.jump(world.times.other);
    await associate();
  });
});
