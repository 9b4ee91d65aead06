import type { NewDhcpConfiguration } from '@aws-sdk/client-ec2';
import { SPOKE, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

const servers = (...Values: string[]): NewDhcpConfiguration => ({ Key: 'domain-name-servers', Values });

const create = async (spoke: Spoke, ...DhcpConfigurations: NewDhcpConfiguration[]) =>
  given((await spoke.api.createDhcpOptions({ DhcpConfigurations })).DhcpOptions?.DhcpOptionsId);

test('an account finds one options set in each region, with the names of that region', async () => {
  const spoke = new Spoke();
  const { DhcpOptions } = await spoke.of(SPOKE, 'eu-west-1').describeDhcpOptions({});
  expect(DhcpOptions).toMatchObject([
    {
      OwnerId: SPOKE,
      DhcpConfigurations: [
        { Key: 'domain-name', Values: [{ Value: 'eu-west-1.compute.internal' }] },
        { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
      ],
    },
  ]);
});

describe('CreateDhcpOptions', () => {
  test('keeps its values in order, and its tags', async () => {
    const spoke = new Spoke();
    const Tags = [{ Key: 'app:former', Value: 'dopt-1' }];
    const { DhcpOptions } = await spoke.api.createDhcpOptions({
      DhcpConfigurations: [servers('10.0.0.10', '10.0.1.10', 'AmazonProvidedDNS')],
      TagSpecifications: [{ ResourceType: 'dhcp-options', Tags }],
    });
    const id = given(DhcpOptions?.DhcpOptionsId);
    const read = await spoke.api.describeDhcpOptions({ DhcpOptionsIds: [id] });
    const Values = ['10.0.0.10', '10.0.1.10', 'AmazonProvidedDNS'].map((Value) => ({ Value }));
    expect(read.DhcpOptions).toMatchObject([{ DhcpConfigurations: [{ Key: 'domain-name-servers', Values }], Tags }]);
  });

  test.each<[string, NewDhcpConfiguration[], string]>([
    ['an unknown key', [{ Key: 'colour', Values: ['red'] }], 'InvalidParameterValue'],
    [
      'five name servers',
      [servers('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5')],
      'InvalidParameterValue',
    ],
    [
      'four IPv4 servers beside Amazon’s',
      [servers('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', 'AmazonProvidedDNS')],
      'InvalidParameterValue',
    ],
    ['what is no address', [servers('resolver.internal')], 'InvalidParameterValue'],
    ['a key twice', [servers('10.0.0.1'), servers('10.0.0.2')], 'InvalidParameterValue'],
    ['NetBIOS node type 3', [{ Key: 'netbios-node-type', Values: ['3'] }], 'InvalidParameterValue'],
    [
      'a lease time in words',
      [{ Key: 'ipv6-address-preferred-lease-time', Values: ['soon'] }],
      'InvalidParameterValue',
    ],
    ['no values', [{ Key: 'domain-name', Values: [] }], 'MissingParameter'],
    ['no options', [], 'MissingParameter'],
  ])('refuses %s', async (_, DhcpConfigurations, code) => {
    expect(await codeOf(new Spoke().api.createDhcpOptions({ DhcpConfigurations }))).toBe(code);
  });

  test('takes four name servers of each family', async () => {
    const ipv4 = ['10.0.0.1', '10.0.0.2', '10.0.0.3', 'AmazonProvidedDNS'];
    const ipv6 = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8::4'];
    const id = await create(new Spoke(), servers(...ipv4, ...ipv6));
    expect(id).toMatch(/^dopt-/);
  });
});

describe('AssociateDhcpOptions', () => {
  test('sets the options of a VPC, and `default` means none', async () => {
    const spoke = new Spoke();
    const { VpcId, DhcpOptionsId: former } = await spoke.available();
    const DhcpOptionsId = await create(spoke, servers('10.0.0.10'));
    await spoke.api.associateDhcpOptions({ VpcId, DhcpOptionsId });
    expect((await spoke.read(VpcId)).DhcpOptionsId).toBe(DhcpOptionsId);
    await spoke.api.associateDhcpOptions({ VpcId, DhcpOptionsId: 'default' });
    expect((await spoke.read(VpcId)).DhcpOptionsId).toBe('default');
    await spoke.api.associateDhcpOptions({ VpcId, DhcpOptionsId: former });
    expect((await spoke.read(VpcId)).DhcpOptionsId).toBe(former);
  });

  test('refuses an unknown set, a foreign one and a foreign VPC', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const hubs = given((await spoke.hubApi.describeDhcpOptions({})).DhcpOptions?.[0]?.DhcpOptionsId);
    const associate = (DhcpOptionsId: string, vpc = VpcId) =>
      codeOf(spoke.api.associateDhcpOptions({ VpcId: vpc, DhcpOptionsId }));
    expect(await associate('dopt-0123456789abcdef0')).toBe('InvalidDhcpOptionID.NotFound');
    expect(await associate(hubs)).toBe('InvalidDhcpOptionID.NotFound');
    expect(await associate('default', 'vpc-0123456789abcdef0')).toBe('InvalidVpcID.NotFound');
  });
});

describe('DeleteDhcpOptions', () => {
  test('is refused while a VPC uses the set, and deleting a VPC leaves the set to the others', async () => {
    const spoke = new Spoke();
    const [first, second] = [await spoke.available(), await spoke.available('10.2.0.0/16')];
    const DhcpOptionsId = await create(spoke, servers('10.0.0.10'));
    for (const { VpcId } of [first, second]) await spoke.api.associateDhcpOptions({ VpcId, DhcpOptionsId });
    const remove = () => codeOf(spoke.api.deleteDhcpOptions({ DhcpOptionsId }));
    await spoke.api.deleteVpc({ VpcId: first.VpcId });
    expect(await remove()).toBe('DependencyViolation');
    await spoke.api.deleteVpc({ VpcId: second.VpcId });
    expect(await remove()).toBe('none');
    expect(await remove()).toBe('InvalidDhcpOptionID.NotFound');
  });

  test('refuses a malformed options id', async () => {
    const { api } = new Spoke();
    expect(await codeOf(api.deleteDhcpOptions({ DhcpOptionsId: 'options-1' }))).toBe('InvalidDhcpOptionID.Malformed');
  });
});

test('DescribeDhcpOptions finds by key, value and tag', async () => {
  const spoke = new Spoke();
  const id = await create(spoke, servers('10.0.0.10'));
  await spoke.api.createTags({ Resources: [id], Tags: [{ Key: 'app:managed', Value: 'true' }] });
  for (const [Name, value] of [
    ['value', '10.0.0.10'],
    ['tag:app:managed', 'true'],
    ['dhcp-options-id', id],
  ] as const) {
    const { DhcpOptions } = await spoke.api.describeDhcpOptions({ Filters: [{ Name, Values: [value] }] });
    expect(DhcpOptions).toMatchObject([{ DhcpOptionsId: id }]);
  }
});
