import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type ChangeAction,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { DEV, HUB, REGION, as, createVpc, worldWithOrganization, textWith } from '../organization-fixture';
import type { World } from '../world';

describe('records of a hosted zone', () => {
  let world: World;
  let hub: Route53Client;
  let HostedZoneId: string;

  beforeEach(async () => {
    world = await worldWithOrganization();
    hub = new Route53Client(as(world, HUB));
    const VPC = { VPCId: await createVpc(world, HUB, '10.0.0.0/16'), VPCRegion: REGION } as const;
    const { HostedZone } = await hub.send(
      new CreateHostedZoneCommand({ Name: 'sample.internal', CallerReference: 'records', VPC }),
    );
    HostedZoneId = HostedZone?.Id ?? '';
  });

  const a = (name: string, ...values: string[]): ResourceRecordSet => ({
    Name: name,
    Type: 'A',
    TTL: 60,
    ResourceRecords: values.map((Value) => ({ Value })),
  });
  const change = (...changes: [ChangeAction, ResourceRecordSet][]) =>
    hub.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId,
        ChangeBatch: { Changes: changes.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet })) },
      }),
    );
  const names = async () => {
    const { ResourceRecordSets } = await hub.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
    return ResourceRecordSets?.map(({ Name, Type }) => `${Name} ${Type}`);
  };
  const invalid = (message: string) => ({
    name: 'InvalidChangeBatch',
    message: textWith(message),
    $metadata: { httpStatusCode: 400 },
  });

  it('keeps them by name from the right, with canonical names', async () => {
    const { ChangeInfo } = await change(
      ['CREATE', a('www.sample.internal', '10.0.0.9')],
      ['UPSERT', a('*.DEV.sample.internal.', '10.0.0.10')],
    );
    expect(ChangeInfo?.Status).toBe('PENDING');
    expect(await names()).toEqual([
      'sample.internal. NS',
      'sample.internal. SOA',
      '\\052.dev.sample.internal. A',
      'www.sample.internal. A',
    ]);
  });

  it('lists page by page, from a name on', async () => {
    await change(['CREATE', a('a.sample.internal', '10.0.0.9')], ['CREATE', a('b.sample.internal', '10.0.0.9')]);
    const first = await hub.send(new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 3 }));
    expect(first).toMatchObject({ IsTruncated: true, NextRecordName: 'b.sample.internal.', NextRecordType: 'A' });
    const second = await hub.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId,
        StartRecordName: first.NextRecordName,
        StartRecordType: first.NextRecordType,
      }),
    );
    expect(second.ResourceRecordSets).toEqual([a('b.sample.internal.', '10.0.0.9')]);
    await expect(
      hub.send(new ListResourceRecordSetsCommand({ HostedZoneId, StartRecordType: 'A' })),
    ).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(
      hub.send(new ListResourceRecordSetsCommand({ HostedZoneId, StartRecordName: 'a..b' })),
    ).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(change()).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('refuses to create a record that exists, even with another value, and applies nothing of such a batch', async () => {
    await change(['CREATE', a('www.sample.internal', '10.0.0.9')]);
    const before = await names();
    await expect(
      change(['CREATE', a('new.sample.internal', '10.0.0.9')], ['CREATE', a('www.sample.internal', '10.0.0.10')]),
    ).rejects.toMatchObject(invalid('but it already exists'));
    expect(await names()).toEqual(before);
    await change(['UPSERT', a('www.sample.internal', '10.0.0.10')]);
  });

  it('deletes a record only with its exact values', async () => {
    const record = a('www.sample.internal', '10.0.0.9');
    await expect(change(['DELETE', record])).rejects.toMatchObject(invalid('but it was not found'));
    await change(['CREATE', record]);
    await expect(change(['DELETE', a('www.sample.internal', '10.0.0.10')])).rejects.toMatchObject(
      invalid('do not match the current values'),
    );
    await change(['DELETE', record]);
    expect(await names()).toHaveLength(2);
  });

  it('refuses records that DNS does not allow', async () => {
    const cname = (Name: string): ResourceRecordSet => ({
      Name,
      Type: 'CNAME',
      TTL: 60,
      ResourceRecords: [{ Value: 'other.example' }],
    });
    await expect(change(['CREATE', a('www.example.com', '10.0.0.9')])).rejects.toMatchObject(
      invalid('is not permitted in zone sample.internal.'),
    );
    await expect(change(['CREATE', cname('sample.internal')])).rejects.toMatchObject(invalid('not permitted at apex'));
    const twice = {
      ...cname('two.sample.internal'),
      ResourceRecords: [{ Value: 'a.example' }, { Value: 'b.example' }],
    };
    await expect(change(['CREATE', twice])).rejects.toMatchObject(invalid('more than one value'));
    await change(['CREATE', a('www.sample.internal', '10.0.0.9')]);
    await expect(change(['CREATE', cname('www.sample.internal')])).rejects.toMatchObject(
      invalid('conflicts with other'),
    );
    await expect(change(['CREATE', a('bad.sample.internal', '10.0.0.999')])).rejects.toMatchObject(
      invalid('Invalid Resource Record'),
    );
    await expect(change(['CREATE', a('two.sample.internal', '10.0.0.9', '10.0.0.9')])).rejects.toMatchObject(
      invalid('Duplicate Resource Record'),
    );
    await expect(change(['CREATE', a('a..sample.internal', '10.0.0.9')])).rejects.toMatchObject(
      invalid('DomainLabelEmpty'),
    );
  });

  it('keeps the NS and SOA records of the zone itself', async () => {
    const { ResourceRecordSets = [] } = await hub.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
    for (const record of ResourceRecordSets)
      await expect(change(['DELETE', record])).rejects.toMatchObject(invalid('A HostedZone must contain'));
  });

  it('needs either values with a TTL or an alias, and no routing policy', async () => {
    const { Name, Type, ResourceRecords } = a('www.sample.internal', '10.0.0.9');
    await expect(change(['CREATE', { Name, Type, ResourceRecords }])).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(change(['CREATE', { Name: 'www.sample.internal', Type: 'A' }])).rejects.toMatchObject({
      name: 'InvalidInput',
    });
    await expect(
      change(['CREATE', { ...a('www.sample.internal', '10.0.0.9'), SetIdentifier: 'one', Weight: 1 }]),
    ).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
  });

  it('takes at most 1000 values at once, of which an UPSERT costs two', async () => {
    const many = Array.from({ length: 501 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    await expect(change(['UPSERT', a('www.sample.internal', ...many)])).rejects.toMatchObject(invalid('1000 exceeded'));
    await change(['CREATE', a('www.sample.internal', ...many)]);
  });

  it('stops at the quota of records', async () => {
    world.route53.quotas.recordsPerZone = 2;
    await expect(change(['CREATE', a('www.sample.internal', '10.0.0.9')])).rejects.toMatchObject(invalid('2 exceeded'));
  });

  it('keeps a zone from being deleted', async () => {
    const record = a('www.sample.internal', '10.0.0.9');
    await change(['CREATE', record]);
    await expect(hub.send(new DeleteHostedZoneCommand({ Id: HostedZoneId }))).rejects.toMatchObject({
      name: 'HostedZoneNotEmpty',
    });
    await change(['DELETE', record]);
    await hub.send(new DeleteHostedZoneCommand({ Id: HostedZoneId }));
  });

  it('cannot be seen or changed by other accounts', async () => {
    const dev = new Route53Client(as(world, DEV));
    await expect(dev.send(new ListResourceRecordSetsCommand({ HostedZoneId }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});
