import { codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

describe('a dry run', () => {
  test('of every operation fails with DryRunOperation, status 412, and creates nothing', async () => {
    const spoke = new Spoke();
    const { api } = spoke;
    const { VpcId } = await spoke.available();
    const RouteTableId = await spoke.mainTable(VpcId);
    const dry = { DryRun: true };
    const calls = [
      () => api.createVpc({ CidrBlock: '10.2.0.0/16', ...dry }),
      () => api.deleteVpc({ VpcId, ...dry }),
      () => api.createSubnet({ VpcId, CidrBlock: '10.1.0.0/24', ...dry }),
      () => api.createRouteTable({ VpcId, ...dry }),
      () => api.deleteRoute({ RouteTableId, DestinationCidrBlock: '10.1.0.0/16', ...dry }),
      () => api.createTags({ Resources: [VpcId], Tags: [{ Key: 'a', Value: 'b' }], ...dry }),
      () => api.createTransitGateway(dry),
      () => api.describeVpcs(dry),
    ];
    for (const call of calls)
      await expect(call()).rejects.toMatchObject({
        name: 'DryRunOperation',
        $metadata: { httpStatusCode: 412 },
      });
    expect((await api.describeVpcs({})).Vpcs).toHaveLength(2);
    expect((await api.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] })).Subnets).toEqual([]);
    expect((await api.describeTags({})).Tags).toEqual([]);
    expect((await api.describeTransitGateways({})).TransitGateways).toEqual([]);
  });
});

describe('filters', () => {
  const vpcs = async (spoke: Spoke, Name: string, ...Values: string[]): Promise<(string | undefined)[]> => {
    const { Vpcs } = await spoke.api.describeVpcs({ Filters: [{ Name, Values }] });
    return given(Vpcs).map(({ CidrBlock }) => CidrBlock);
  };

  test('take several values, wildcards and escapes', async () => {
    const spoke = new Spoke();
    await spoke.available('10.1.0.0/16');
    await spoke.available('10.12.0.0/16');
    expect(await vpcs(spoke, 'cidr', '10.1.0.0/16', '172.31.0.0/16')).toEqual(['172.31.0.0/16', '10.1.0.0/16']);
    expect(await vpcs(spoke, 'cidr', '10.*')).toEqual(['10.1.0.0/16', '10.12.0.0/16']);
    expect(await vpcs(spoke, 'cidr', '10.1?.0.0/16')).toEqual(['10.12.0.0/16']);
    expect(await vpcs(spoke, 'cidr', '10.1\\?.0.0/16')).toEqual([]);
    expect(await vpcs(spoke, 'cidr', '10.1.0.0')).toEqual([]);
    expect(await vpcs(spoke, 'cidr', '10.1.0.0/1.')).toEqual([]);
  });

  test('must all hold', async () => {
    const spoke = new Spoke();
    await spoke.available();
    const { Vpcs } = await spoke.api.describeVpcs({
      Filters: [
        { Name: 'cidr', Values: ['10.*'] },
        { Name: 'is-default', Values: ['true'] },
      ],
    });
    expect(Vpcs).toEqual([]);
  });

  test('find a literal wildcard behind a backslash', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    await spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key: 'note', Value: 'why? 5*' }] });
    expect(await vpcs(spoke, 'tag:note', 'why\\? 5\\*')).toEqual(['10.1.0.0/16']);
    expect(await vpcs(spoke, 'tag:note', 'why\\? 6\\*')).toEqual([]);
  });

  test('match tags by key and by value', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    await spoke.api.createTags({ Resources: [VpcId], Tags: [{ Key: 'app:backup', Value: 'true' }] });
    expect(await vpcs(spoke, 'tag:app:backup', 'true')).toEqual(['10.1.0.0/16']);
    expect(await vpcs(spoke, 'tag:app:backup', 'false')).toEqual([]);
    expect(await vpcs(spoke, 'tag-key', 'app:*')).toEqual(['10.1.0.0/16']);
    expect(await vpcs(spoke, 'tag-key', 'constructor')).toEqual([]);
  });

  test('are refused if unknown or empty, on every Describe', async () => {
    const { api } = new Spoke();
    const Filters = [{ Name: 'no-such-filter', Values: ['x'] }];
    const codes = [
      api.describeVpcs({ Filters }),
      api.describeSubnets({ Filters }),
      api.describeRouteTables({ Filters }),
      api.describeDhcpOptions({ Filters }),
      api.describeFlowLogs({ Filter: Filters }),
      api.describeVpcEndpoints({ Filters }),
      api.describeInternetGateways({ Filters }),
      api.describeAvailabilityZones({ Filters }),
      api.describeRegions({ Filters }),
      api.describeTags({ Filters }),
      api.describeVpcs({ Filters: [{ Name: 'constructor', Values: ['x'] }] }),
    ].map(codeOf);
    expect(new Set(await Promise.all(codes))).toEqual(new Set(['InvalidParameterValue']));
    expect(await codeOf(api.describeVpcs({ Filters: [{ Name: 'cidr' }] }))).toBe('MissingParameter');
    const Values = Array.from({ length: 201 }, (_, n) => `${n}`);
    expect(await codeOf(api.describeVpcs({ Filters: [{ Name: 'cidr', Values }] }))).toBe('FilterLimitExceeded');
  });
});

describe('pages', () => {
  test('hold MaxResults things each, and all things together', async () => {
    const spoke = new Spoke();
    spoke.world.ec2.quotas.vpcsPerRegion = 20;
    for (let n = 0; n < 11; n++) await spoke.api.createVpc({ CidrBlock: `10.${n}.0.0/16` });
    const sizes: number[] = [];
    const seen = new Set<string | undefined>();
    let NextToken: string | undefined;
    do {
      const page = await spoke.api.describeVpcs({ MaxResults: 5, ...(NextToken ? { NextToken } : {}) });
      sizes.push(given(page.Vpcs).length);
      for (const { VpcId } of given(page.Vpcs)) seen.add(VpcId);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(sizes).toEqual([5, 5, 2]);
    expect(seen.size).toBe(12);
  });

  test.each([4, 1001])('of %i are refused', async (MaxResults) => {
    expect(await codeOf(new Spoke().api.describeVpcs({ MaxResults }))).toBe('InvalidParameterValue');
  });

  test('of route tables hold at most 100', async () => {
    const { api } = new Spoke();
    expect(await codeOf(api.describeRouteTables({ MaxResults: 101 }))).toBe('InvalidParameterValue');
    expect(await codeOf(api.describeRouteTables({ MaxResults: 100 }))).toBe('none');
  });

  test('are not found by a token that was never issued', async () => {
    expect(await codeOf(new Spoke().api.describeVpcs({ NextToken: 'guess' }))).toBe('InvalidNextToken');
  });
});

describe('regions and zones', () => {
  test('refuse an account that has not enabled the region', async () => {
    const spoke = new Spoke();
    expect(await codeOf(spoke.of('200000000002', 'ap-southeast-3').describeVpcs({}))).toBe('AuthFailure');
  });

  test('are listed with what the account has enabled', async () => {
    const { api } = new Spoke();
    const names = async (input: { AllRegions?: boolean }) =>
      given((await api.describeRegions(input)).Regions).map(({ RegionName }) => RegionName);
    expect(await names({})).not.toContain('ap-southeast-3');
    expect(await names({ AllRegions: true })).toContain('ap-southeast-3');
    const { Regions } = await api.describeRegions({ RegionNames: ['ap-southeast-3'] });
    expect(Regions?.[0]).toMatchObject({ OptInStatus: 'not-opted-in', Endpoint: 'ec2.ap-southeast-3.amazonaws.com' });
    expect(await codeOf(api.describeRegions({ RegionNames: ['xx-north-1'] }))).toBe('InvalidParameterValue');
  });

  test('have their Availability Zones and a Local Zone', async () => {
    const { api } = new Spoke();
    const { AvailabilityZones } = await api.describeAvailabilityZones({
      Filters: [{ Name: 'zone-type', Values: ['availability-zone'] }],
    });
    expect(AvailabilityZones?.map(({ ZoneId }) => ZoneId)).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => `use1-az${number}`),
    );
    const local = await api.describeAvailabilityZones({ ZoneNames: ['us-east-1-lcl-1a'] });
    expect(local.AvailabilityZones?.[0]).toMatchObject({ ZoneType: 'local-zone', ParentZoneName: 'us-east-1a' });
    expect(await codeOf(api.describeAvailabilityZones({ ZoneNames: ['eu-west-1a'] }))).toBe('InvalidParameterValue');
  });
});

test('a missing parameter is named as such, and an id of another kind as malformed', async () => {
  const { api } = new Spoke();
  expect(await codeOf(api.createVpc({}))).toBe('MissingParameter');
  expect(await codeOf(api.describeVpcs({ VpcIds: ['subnet-0123456789abcdef0'] }))).toBe('InvalidVpcID.Malformed');
  expect(await codeOf(api.describeVpcs({ VpcIds: ['vpc-0123456789abcdef0'] }))).toBe('InvalidVpcID.NotFound');
});

test('a parameter that the twin does not model is refused rather than ignored', async () => {
  const spoke = new Spoke();
  const Ipv4IpamPoolId = 'ipam-pool-0123456789abcdef0';
  expect(await codeOf(spoke.api.createVpc({ CidrBlock: '10.1.0.0/16', Ipv4IpamPoolId }))).toBe('UnsupportedOperation');
});
