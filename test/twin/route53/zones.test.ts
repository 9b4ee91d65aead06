import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListTagsForResourceCommand,
  Route53Client,
  type ChangeTagsForResourceCommandInput,
  type CreateHostedZoneCommandInput,
} from '@aws-sdk/client-route-53';
import { DEV, HUB, REGION, as, createVpc, worldWithOrganization, textWith } from '../organization-fixture';
import type { World } from '../world';

describe('hosted zones', () => {
  let world: World;
  let hub: Route53Client;
  let dev: Route53Client;
  let hubVpc: string;

  beforeEach(async () => {
    world = await worldWithOrganization();
    hub = new Route53Client(as(world, HUB));
    dev = new Route53Client(as(world, DEV));
    hubVpc = await createVpc(world, HUB, '10.0.0.0/16');
  });

  const vpc = (VPCId: string) => ({ VPCId, VPCRegion: REGION }) as const;
  const create = async (input: Partial<CreateHostedZoneCommandInput> = {}) =>
    hub.send(new CreateHostedZoneCommand({ Name: 'sample.internal', CallerReference: 'one', ...input }));

  it('shows a private zone with its VPCs and without name servers of its own', async () => {
    const created = await create({ VPC: vpc(hubVpc), HostedZoneConfig: { PrivateZone: true, Comment: 'the mesh' } });
    expect(created.HostedZone).toMatchObject({
      Id: textWith(/^\/hostedzone\/Z[A-Z0-9]{20}$/),
      Name: 'sample.internal.',
      Config: { PrivateZone: true, Comment: 'the mesh' },
      ResourceRecordSetCount: 2,
    });
    expect(created.DelegationSet).toBeUndefined();
    const read = await hub.send(new GetHostedZoneCommand({ Id: created.HostedZone?.Id }));
    expect(read.VPCs).toEqual([{ VPCId: hubVpc, VPCRegion: REGION }]);
    expect(read.DelegationSet).toBeUndefined();
  });

  it('gives a public zone four name servers and no VPC', async () => {
    const created = await create({ Name: 'SAMPLE.example.com.' });
    expect(created.HostedZone?.Name).toBe('sample.example.com.');
    expect(created.DelegationSet?.NameServers).toHaveLength(4);
    const read = await hub.send(new GetHostedZoneCommand({ Id: created.HostedZone?.Id }));
    expect(read.DelegationSet?.NameServers).toEqual(created.DelegationSet?.NameServers);
    expect(read.VPCs).toBeUndefined();
  });

  it('makes a zone with a VPC private even without PrivateZone', async () => {
    const { HostedZone } = await create({ VPC: vpc(hubVpc) });
    expect(HostedZone?.Config?.PrivateZone).toBe(true);
  });

  it('refuses a private zone without a VPC', async () => {
    await expect(create({ HostedZoneConfig: { PrivateZone: true } })).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('refuses a caller reference that was used before, also by a zone that is gone', async () => {
    const { HostedZone } = await create({ VPC: vpc(hubVpc) });
    const again = create({ Name: 'other.internal', VPC: vpc(hubVpc) });
    await expect(again).rejects.toMatchObject({ name: 'HostedZoneAlreadyExists', $metadata: { httpStatusCode: 409 } });
    await hub.send(new DeleteHostedZoneCommand({ Id: HostedZone?.Id }));
    await expect(create({ VPC: vpc(hubVpc) })).rejects.toMatchObject({ name: 'HostedZoneAlreadyExists' });
  });

  it('refuses a VPC that does not exist, is in another region or is another account’s', async () => {
    const devVpc = await createVpc(world, DEV, '10.1.0.0/20');
    for (const wrong of [vpc('vpc-0123456789abcdef0'), { VPCId: hubVpc, VPCRegion: 'us-west-2' } as const, vpc(devVpc)])
      await expect(create({ VPC: wrong })).rejects.toMatchObject({
        name: 'InvalidVPCId',
        $metadata: { httpStatusCode: 400 },
      });
  });

  it('refuses a second zone of the name for the same VPC', async () => {
    await create({ VPC: vpc(hubVpc) });
    await expect(create({ VPC: vpc(hubVpc), CallerReference: 'two' })).rejects.toMatchObject({
      name: 'ConflictingDomainExists',
    });
  });

  it('refuses invalid names', async () => {
    for (const Name of ['a..b', `${'x'.repeat(64)}.internal`, ''])
      await expect(create({ Name, CallerReference: Name })).rejects.toMatchObject({ name: 'InvalidDomainName' });
  });

  it('stops at the quota of zones', async () => {
    world.route53.quotas.zonesPerAccount = 1;
    await create();
    await expect(create({ CallerReference: 'two' })).rejects.toMatchObject({ name: 'TooManyHostedZones' });
  });

  it('refuses an unknown id, and shows no zone to another account', async () => {
    await expect(hub.send(new GetHostedZoneCommand({ Id: 'Z0' }))).rejects.toMatchObject({
      name: 'NoSuchHostedZone',
      $metadata: { httpStatusCode: 404 },
    });
    const { HostedZone } = await create({ VPC: vpc(hubVpc) });
    await expect(dev.send(new GetHostedZoneCommand({ Id: HostedZone?.Id }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    expect((await dev.send(new ListHostedZonesCommand({}))).HostedZones).toEqual([]);
  });

  it('takes a change from PENDING to INSYNC, visible to the zone’s owner only', async () => {
    const { ChangeInfo } = await create({ VPC: vpc(hubVpc) });
    expect(ChangeInfo?.Status).toBe('PENDING');
    await world.clock.jump(world.times.other);
    const { ChangeInfo: later } = await hub.send(new GetChangeCommand({ Id: ChangeInfo?.Id }));
    expect(later).toEqual({ ...ChangeInfo, Status: 'INSYNC' });
    await expect(dev.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(hub.send(new GetChangeCommand({ Id: 'C0' }))).rejects.toMatchObject({ name: 'NoSuchChange' });
  });

  it('lists zones page by page', async () => {
    for (const name of ['c', 'a', 'b']) await create({ Name: `${name}.internal`, CallerReference: name });
    const first = await hub.send(new ListHostedZonesCommand({ MaxItems: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: textWith(/./) });
    const second = await hub.send(new ListHostedZonesCommand({ MaxItems: 2, Marker: first.NextMarker }));
    expect(second.IsTruncated).toBe(false);
    const names = [...(first.HostedZones ?? []), ...(second.HostedZones ?? [])].map(({ Name }) => Name);
    expect(names.toSorted()).toEqual(['a.internal.', 'b.internal.', 'c.internal.']);
  });

  it('lists zones by name from the right', async () => {
    for (const Name of ['zzz.a.internal', 'b.internal', 'a.internal']) await create({ Name, CallerReference: Name });
    const first = await hub.send(new ListHostedZonesByNameCommand({ MaxItems: 2 }));
    expect(first.HostedZones?.map(({ Name }) => Name)).toEqual(['a.internal.', 'zzz.a.internal.']);
    expect(first).toMatchObject({ IsTruncated: true, NextDNSName: 'b.internal.' });
    const { HostedZones } = await hub.send(new ListHostedZonesByNameCommand({ DNSName: 'b.internal' }));
    expect(HostedZones?.map(({ Name }) => Name)).toEqual(['b.internal.']);
  });

  it('refuses invalid markers, names and delegation sets', async () => {
    await expect(hub.send(new ListHostedZonesCommand({ Marker: 'Z0' }))).rejects.toMatchObject({
      name: 'NoSuchHostedZone',
    });
    await expect(hub.send(new ListHostedZonesCommand({ MaxItems: 0 }))).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(hub.send(new ListHostedZonesByNameCommand({ HostedZoneId: 'Z0' }))).rejects.toMatchObject({
      name: 'InvalidInput',
    });
    await expect(hub.send(new ListHostedZonesByNameCommand({ DNSName: 'a..b' }))).rejects.toMatchObject({
      name: 'InvalidDomainName',
    });
    const DelegationSetId = 'N0';
    await expect(create({ DelegationSetId })).rejects.toMatchObject({ name: 'NoSuchDelegationSet' });
    await expect(hub.send(new ListHostedZonesCommand({ DelegationSetId }))).rejects.toMatchObject({
      name: 'NoSuchDelegationSet',
    });
  });

  it('lists private zones apart', async () => {
    await create({ Name: 'sample.example.com', CallerReference: 'public' });
    await create({ VPC: vpc(hubVpc) });
    const { HostedZones } = await hub.send(new ListHostedZonesCommand({ HostedZoneType: 'PrivateHostedZone' }));
    expect(HostedZones?.map(({ Name }) => Name)).toEqual(['sample.internal.']);
  });

  it('keeps tags by the bare id, and sends events of changes', async () => {
    const { HostedZone } = await create();
    const ResourceId = HostedZone?.Id?.replace('/hostedzone/', '');
    const AddTags = [{ Key: 'app:managed', Value: 'true' }];
    const change = (changes: Pick<ChangeTagsForResourceCommandInput, 'AddTags' | 'RemoveTagKeys'>) =>
      hub.send(new ChangeTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId, ...changes }));
    await change({ AddTags: [...AddTags, { Key: 'gone', Value: 'soon' }] });
    await change({ RemoveTagKeys: ['gone'] });
    const eleven = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    for (const wrong of [{}, { AddTags: eleven }, { AddTags: [{ Key: 'aws:a', Value: '1' }] }])
      await expect(change(wrong)).rejects.toMatchObject({ name: 'InvalidInput' });
    const read = await hub.send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId }));
    expect(read.ResourceTagSet?.Tags).toEqual(AddTags);
    await expect(
      hub.send(new ListTagsForResourceCommand({ ResourceType: 'healthcheck', ResourceId })),
    ).rejects.toMatchObject({ name: 'NoSuchHealthCheck' });
    await world.clock.jump(60_000);
    const tagEvents = world.trail.published.filter(({ source }) => source === 'aws.tag');
    expect(tagEvents.at(-1)).toMatchObject({
      account: HUB,
      region: 'us-east-1',
      resources: [`arn:aws:route53:::hostedzone/${ResourceId}`],
      detail: { 'changed-tag-keys': ['gone'], tags: { 'app:managed': 'true' } },
    });
    await expect(
      hub.send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: HostedZone?.Id })),
    ).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
