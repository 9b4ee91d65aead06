import { HUB, REGION, SPOKE, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

const tagged = async (spoke: Spoke, VpcId: string): Promise<Record<string, string | undefined>> => {
  const { Tags } = await spoke.read(VpcId);
  return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [given(Key), Value]));
};

describe('CreateTags', () => {
  test.each([
    ['a reserved key', { Key: 'aws:thing', Value: 'x' }],
    ['a reserved key in capitals', { Key: 'AWS:thing', Value: 'x' }],
    ['a key of 129 characters', { Key: 'k'.repeat(129), Value: 'x' }],
    ['a value of 257 characters', { Key: 'k', Value: 'v'.repeat(257) }],
    ['no key', { Key: '', Value: 'x' }],
  ])('refuses %s', async (_, tag) => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    expect(await codeOf(spoke.api.createTags({ Resources: [VpcId], Tags: [tag] }))).toBe('InvalidParameterValue');
    expect(await tagged(spoke, VpcId)).toEqual({});
  });

  test('takes keys of 128 and values of 256 characters, and overwrites', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const Key = 'k'.repeat(128);
    await spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key, Value: 'v'.repeat(256) }] });
    await spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key, Value: 'new' }] });
    expect(await tagged(spoke, VpcId)).toEqual({ [Key]: 'new' });
  });

  test('tags all its resources or none', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const Tags = [{ Key: 'a', Value: 'b' }];
    const create = (...Resources: string[]) => codeOf(spoke.api.createTags({ Resources, Tags }));
    expect(await create(VpcId, 'vpc-0123456789abcdef0')).toBe('InvalidVpcID.NotFound');
    expect(await create(VpcId, 'tgw-attach-0123456789abcdef0')).toBe('InvalidTransitGatewayAttachmentID.NotFound');
    expect(await create(VpcId, 'thing-1')).toBe('InvalidID');
    expect(await create()).toBe('MissingParameter');
    expect(await create(...Array.from({ length: 1001 }, () => VpcId))).toBe('InvalidParameterValue');
    expect(await tagged(spoke, VpcId)).toEqual({});
    expect(await create(VpcId, await spoke.mainTable(VpcId))).toBe('none');
    expect((await spoke.api.describeTags({})).Tags).toHaveLength(2);
  });

  test('stops at 50 tags, existing ones included', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    await spoke.api.createTags({ Resources: [VpcId], Tags });
    const more = (Key: string) => codeOf(spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key, Value: 'x' }] }));
    expect(await more('k50')).toBe('TagLimitExceeded');
    expect(await more('k49')).toBe('none');
  });

  test('refuses a key twice in one call, no tags, and more than 50 tags at creation', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const tag = { Key: 'a', Value: 'b' };
    const create = (Tags: { Key: string; Value: string }[]) =>
      codeOf(spoke.api.createTags({ Resources: [VpcId], Tags }));
    expect(await create([tag, tag])).toBe('InvalidParameterValue');
    expect(await create([])).toBe('MissingParameter');
    const Tags = Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    const TagSpecifications = [{ ResourceType: 'vpc' as const, Tags }];
    expect(await codeOf(spoke.api.createVpc({ CidrBlock: '10.2.0.0/16', TagSpecifications }))).toBe('TagLimitExceeded');
    expect(await tagged(spoke, VpcId)).toEqual({});
  });

  test('does not reach the VPC of another account or region', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const input = { Resources: [VpcId], Tags: [{ Key: 'a', Value: 'b' }] };
    expect(await codeOf(spoke.hubApi.createTags(input))).toBe('InvalidVpcID.NotFound');
    expect(await codeOf(spoke.of(SPOKE, 'eu-west-1').createTags(input))).toBe('InvalidVpcID.NotFound');
  });
});

describe('DeleteTags', () => {
  const begin = async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const Tags = ['a', 'b', 'c'].map((Key) => ({ Key, Value: Key.toUpperCase() }));
    await spoke.api.createTags({ Resources: [VpcId], Tags });
    return { spoke, VpcId };
  };

  test('removes a key with any value, unless a value is given', async () => {
    const { spoke, VpcId } = await begin();
    await spoke.api.deleteTags({
      Resources: [VpcId],
      Tags: [{ Key: 'a' }, { Key: 'b', Value: 'other' }, { Key: 'c', Value: 'C' }],
    });
    expect(await tagged(spoke, VpcId)).toEqual({ b: 'B' });
    await spoke.api.deleteTags({ Resources: [VpcId], Tags: [{ Key: 'b', Value: '' }] });
    expect(await tagged(spoke, VpcId)).toEqual({ b: 'B' });
  });

  test('removes all tags when none is named', async () => {
    const { spoke, VpcId } = await begin();
    await spoke.api.deleteTags({ Resources: [VpcId] });
    expect(await tagged(spoke, VpcId)).toEqual({});
  });

  test('refuses unknown resources and reserved keys', async () => {
    const { spoke, VpcId } = await begin();
    const gone = 'vpc-0123456789abcdef0';
    expect(await codeOf(spoke.api.deleteTags({ Resources: [gone] }))).toBe('InvalidVpcID.NotFound');
    expect(await codeOf(spoke.api.deleteTags({ Resources: [VpcId], Tags: [{ Key: 'aws:x' }] }))).toBe(
      'InvalidParameterValue',
    );
  });
});

test('each side sees its own tags on an attachment, and can remove only those', async () => {
  const spoke = new Spoke();
  const transitGatewayId = await spoke.transitGateway();
  await spoke.shareTransitGateway(transitGatewayId);
  const { attachmentId } = await spoke.attached(spoke.spoke, transitGatewayId, '10.1.0.0/16');
  const Resources = [attachmentId];
  await spoke.api.createTags({ Resources, Tags: [{ Key: 'side', Value: 'spoke' }] });
  const Filters = [{ Name: 'tag:side', Values: ['spoke'] }];
  expect((await spoke.api.describeTransitGatewayAttachments({ Filters })).TransitGatewayAttachments).toHaveLength(1);
  expect((await spoke.hubApi.describeTransitGatewayAttachments({ Filters })).TransitGatewayAttachments).toEqual([]);
  await spoke.hubApi.createTags({ Resources, Tags: [{ Key: 'side', Value: 'hub' }] });
  const seen = async (api = spoke.api) =>
    given((await api.describeTags({ Filters: [{ Name: 'resource-id', Values: Resources }] })).Tags);
  expect(await seen()).toMatchObject([{ Value: 'spoke', ResourceType: 'transit-gateway-attachment' }]);
  expect(await seen(spoke.hubApi)).toMatchObject([{ Value: 'hub' }]);
  await spoke.api.deleteTags({ Resources });
  expect(await seen()).toEqual([]);
  expect(await seen(spoke.hubApi)).toHaveLength(1);
});

test('DescribeTags finds by key, value, resource and type', async () => {
  const spoke = new Spoke();
  const { VpcId } = await spoke.available();
  const table = await spoke.mainTable(VpcId);
  await spoke.api.createTags({ Resources: [VpcId, table], Tags: [{ Key: 'a', Value: '1' }] });
  await spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key: 'b', Value: '2' }] });
  const found = async (Name: string, value: string) => {
    const { Tags } = await spoke.api.describeTags({ Filters: [{ Name, Values: [value] }] });
    return given(Tags).map(({ Key, ResourceId }) => `${Key} ${ResourceId}`);
  };
  expect(await found('resource-type', 'route-table')).toEqual([`a ${table}`]);
  expect(await found('resource-id', VpcId)).toEqual([`a ${VpcId}`, `b ${VpcId}`]);
  expect(await found('value', '2')).toEqual([`b ${VpcId}`]);
  expect(await found('key', 'a')).toHaveLength(2);
  expect(await found('tag:b', '2')).toEqual([`b ${VpcId}`]);
});

describe('tag changes', () => {
  const changes = (spoke: Spoke) => {
    const received: unknown[] = [];
    jest.spyOn(spoke.world.trail, 'tagChange').mockImplementation((change) => {
      received.push(change);
    });
    return received;
  };

  test('are events with the changed keys and all tags after the change, one per resource', async () => {
    const spoke = new Spoke();
    const received = changes(spoke);
    const { Vpc } = await spoke.api.createVpc({
      CidrBlock: '10.1.0.0/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'a' }] }],
    });
    const VpcId = given(Vpc?.VpcId);
    await spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key: 'app:backup', Value: 'true' }] });
    await spoke.api.deleteTags({ Resources: [VpcId], Tags: [{ Key: 'Name' }] });
    const common = {
      accountId: SPOKE,
      region: REGION,
      arn: `arn:aws:ec2:${REGION}:${SPOKE}:vpc/${VpcId}`,
      service: 'ec2',
      resourceType: 'vpc',
    };
    expect(received).toEqual([
      { ...common, changedKeys: ['Name'], tags: { Name: 'a' } },
      { ...common, changedKeys: ['app:backup'], tags: { Name: 'a', 'app:backup': 'true' } },
      { ...common, changedKeys: ['Name'], tags: { 'app:backup': 'true' } },
    ]);
  });

  test('are no events when nothing changed', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    await spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key: 'a', Value: 'b' }] });
    const received = changes(spoke);
    await spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key: 'a', Value: 'b' }] });
    await spoke.api.deleteTags({ Resources: [VpcId], Tags: [{ Key: 'absent' }] });
    expect(received).toEqual([]);
  });

  test('on a shared resource are events in the account that made them', async () => {
    const spoke = new Spoke();
    const transitGatewayId = await spoke.transitGateway();
    await spoke.shareTransitGateway(transitGatewayId);
    const received = changes(spoke);
    await spoke.api.createTags({ Resources: [transitGatewayId], Tags: [{ Key: 'a', Value: 'b' }] });
    const arn = `arn:aws:ec2:${REGION}:${HUB}:transit-gateway/${transitGatewayId}`;
    expect(received).toMatchObject([{ accountId: SPOKE, arn, resourceType: 'transit-gateway' }]);
  });
});
