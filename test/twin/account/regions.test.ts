import {
  AccountClient,
  DisableRegionCommand,
  EnableRegionCommand,
  GetRegionOptStatusCommand,
  ListRegionsCommand,
} from '@aws-sdk/client-account';
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EnableAWSServiceAccessCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { as, DEV, HUB, worldWithOrganization, MANAGEMENT } from '../organization-fixture';
import type { World } from '../world';

const OPT_IN_REGION = 'ap-southeast-3';

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
  const organizations = new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));
  await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'account.amazonaws.com' }));
});

const client = (accountId: string) => new AccountClient(as(world, accountId, 'us-east-1'));
const enable = (caller: string, AccountId?: string, RegionName = OPT_IN_REGION) =>
  client(caller).send(new EnableRegionCommand({ RegionName, AccountId }));
const status = async (caller: string, AccountId?: string) =>
  (await client(caller).send(new GetRegionOptStatusCommand({ RegionName: OPT_IN_REGION, AccountId }))).RegionOptStatus;

const announced = () => world.trail.published.filter((event) => event['detail-type'] === 'Region Opt-In Status Change');

describe('enabling a region', () => {
  test('takes a while, during which the region is not usable, and sends events to the requesting account', async () => {
    const vpcs = () => new EC2Client(as(world, DEV, OPT_IN_REGION)).send(new DescribeVpcsCommand({}));
    expect(await status(DEV)).toBe('DISABLED');
    await expect(vpcs()).rejects.toMatchObject({ name: 'AuthFailure' });
    await enable(MANAGEMENT, DEV);
    expect(await status(MANAGEMENT, DEV)).toBe('ENABLING');
    await expect(vpcs()).rejects.toMatchObject({ name: 'AuthFailure' });
    await world.clock.jump(world.times.other + 2000);
    expect(await status(DEV)).toBe('ENABLED');
    await expect(vpcs()).resolves.toBeDefined();
    expect(announced()).toMatchObject([
      {
        account: MANAGEMENT,
        region: 'us-east-1',
        detail: { accountId: DEV, regionName: OPT_IN_REGION, status: 'ENABLING' },
      },
      {
        account: MANAGEMENT,
        region: 'us-east-1',
        detail: { accountId: DEV, regionName: OPT_IN_REGION, status: 'ENABLED' },
      },
    ]);
    expect(announced()[0]?.resources).toEqual([`arn:aws:account::${DEV}:account`]);
  });

  test('that is enabled already changes nothing', async () => {
    await enable(DEV);
    await enable(DEV);
    await world.clock.jump(world.times.other + 2000);
    await enable(DEV);
    await world.clock.jump(world.times.other + 2000);
    expect(announced()).toHaveLength(2);
  });

  test('is refused for a region that is enabled by default, and for an unknown one', async () => {
    await expect(enable(DEV, undefined, 'us-east-1')).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'invalidRegionOptTarget',
    });
    await expect(enable(DEV, undefined, 'xx-north-1')).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'fieldValidationFailed',
    });
  });

  test('conflicts with disabling it', async () => {
    await enable(DEV);
    const disable = () => client(DEV).send(new DisableRegionCommand({ RegionName: OPT_IN_REGION }));
    await expect(disable()).rejects.toMatchObject({ name: 'ConflictException' });
    await world.clock.jump(world.times.other);
    await disable();
    expect(world.account.usable(DEV, OPT_IN_REGION)).toBe(false);
    await expect(enable(DEV)).rejects.toMatchObject({ name: 'ConflictException' });
    await world.clock.jump(world.times.other);
    expect(await status(DEV)).toBe('DISABLED');
  });

  test('has its limits', async () => {
    for (let n = 0; n < 6; n++) world.account.change(DEV, `region-${n}`, 'ENABLED', DEV);
    await expect(enable(DEV)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    for (let n = 0; n < 44; n++) world.account.change(`9000000000${10 + n}`, OPT_IN_REGION, 'ENABLED', MANAGEMENT);
    await expect(enable(HUB)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await world.clock.jump(world.times.other);
    await expect(enable(HUB)).resolves.toBeDefined();
  });
});

test('an account that AWS verifies gets no new resources, and may change those that it has', async () => {
  world.account.verifyUntil(DEV, new Date(world.clock.now().getTime() + 3_600_000));
  const ec2 = new EC2Client(as(world, DEV, 'us-east-1'));
  const create = () => ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  await expect(create()).rejects.toMatchObject({ name: 'PendingVerification' });
  await expect(ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
  await world.clock.jump(3_600_000);
  await expect(create()).resolves.toBeDefined();
});

describe('another account', () => {
  test("is the management account's to manage, not a member's", async () => {
    await expect(enable(HUB, DEV)).rejects.toThrow(/may not manage/);
    await expect(enable(MANAGEMENT, '999999999999')).rejects.toThrow(/not a member/);
  });

  test('may not be the management account itself', async () => {
    await expect(enable(MANAGEMENT, MANAGEMENT)).rejects.toThrow(/standalone context/);
    await expect(enable(MANAGEMENT)).resolves.toBeDefined();
  });

  test('is out of reach without trusted access', async () => {
    world.organizations.trustedServices.delete('account.amazonaws.com');
    await expect(enable(MANAGEMENT, DEV)).rejects.toThrow(/trusted access/);
  });

  test("is a delegated administrator's to manage as well", async () => {
    world.organizations.delegated.set(HUB, new Map([['account.amazonaws.com', world.clock.now()]]));
    await expect(enable(HUB, DEV)).resolves.toBeDefined();
  });
});

test('regions are listed by status, page by page', async () => {
  await enable(DEV);
  const list = (input: object) => client(DEV).send(new ListRegionsCommand(input));
  const enabling = await list({ RegionOptStatusContains: ['ENABLING'] });
  expect(enabling.Regions).toEqual([{ RegionName: OPT_IN_REGION, RegionOptStatus: 'ENABLING' }]);
  const first = await list({ MaxResults: 4 });
  expect(first.Regions).toHaveLength(4);
  await expect(list({ MaxResults: 51 })).rejects.toMatchObject({ name: 'ValidationException' });
  const malformed = client(MANAGEMENT).send(new ListRegionsCommand({ AccountId: '1' }));
  await expect(malformed).rejects.toMatchObject({ name: 'ValidationException' });
  const rest = await list({ NextToken: first.NextToken });
  const names = [...(first.Regions ?? []), ...(rest.Regions ?? [])].map((region) => region.RegionName);
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toContain('us-east-1');
});
