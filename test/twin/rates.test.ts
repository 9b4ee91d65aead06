import { AccountClient, EnableRegionCommand } from '@aws-sdk/client-account';
import { CreateVpcEndpointCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { ListHostedZonesCommand, GetHostedZoneCountCommand, Route53Client } from '@aws-sdk/client-route-53';
import { as, DEV, HUB, MANAGEMENT, worldWithOrganization } from './organization-fixture';
import type { World } from './world';

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
  const organizations = new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));
  await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'account.amazonaws.com' }));
  world.rates.enforced = true;
});

const ec2 = (accountId: string, region = 'us-east-1') => new EC2Client(as(world, accountId, region));
const organizations = (accountId: string) => new OrganizationsClient(as(world, accountId, 'us-east-1'));
const route53 = () => new Route53Client(as(world, DEV, 'us-east-1'));

/** How many calls of so many are served, and the error of one that is not. */
async function served(times: number, call: () => Promise<unknown>): Promise<readonly [number, string | undefined]> {
  let [count, name]: [number, string | undefined] = [0, undefined];
  for (let n = 0; n < times; n++)
    await call().then(
      () => count++,
      (error: unknown) => (name = error instanceof Error ? error.name : String(error)),
    );
  return [count, name];
}
const describeVpcs = (accountId: string, region?: string) => () =>
  ec2(accountId, region).send(new DescribeVpcsCommand({}));

test('nothing is throttled unless a test asks for it', async () => {
  world.rates.enforced = false;
  await expect(served(120, describeVpcs(DEV))).resolves.toEqual([120, undefined]);
});

test('EC2 serves so many calls of an operation at once for each account and region, and so many more each second', async () => {
  await expect(served(110, describeVpcs(DEV))).resolves.toEqual([100, 'RequestLimitExceeded']);
  await expect(served(1, describeVpcs(HUB))).resolves.toEqual([1, undefined]);
  await expect(served(1, describeVpcs(DEV, 'eu-west-1'))).resolves.toEqual([1, undefined]);
  await world.clock.jump(1_000);
  await expect(served(30, describeVpcs(DEV))).resolves.toEqual([20, 'RequestLimitExceeded']);
  const endpoint = () => ec2(DEV).send(new CreateVpcEndpointCommand({ VpcId: 'vpc-1', ServiceName: 's' }));
  const [none, name] = await served(4, endpoint);
  expect([none, name]).not.toEqual([0, 'RequestLimitExceeded']);
  await expect(served(1, endpoint)).resolves.toEqual([0, 'RequestLimitExceeded']);
});

test('Organizations shares a rate among all accounts', async () => {
  const describe = (accountId: string) => () =>
    organizations(accountId).send(new DescribeAccountCommand({ AccountId: DEV }));
  await expect(served(25, describe(MANAGEMENT))).resolves.toEqual([20, 'TooManyRequestsException']);
  await expect(served(1, describe(HUB))).resolves.toEqual([0, 'TooManyRequestsException']);
  await expect(served(1, () => organizations(MANAGEMENT).send(new DescribeOrganizationCommand({})))).resolves.toEqual([
    1,
    undefined,
  ]);
});

test('Route 53 shares a rate among all operations of an account', async () => {
  await expect(served(50, () => route53().send(new ListHostedZonesCommand({})))).resolves.toEqual([50, undefined]);
  await expect(served(1, () => route53().send(new GetHostedZoneCountCommand({})))).resolves.toEqual([0, 'Throttling']);
  await world.clock.jump(100);
  await expect(served(2, () => route53().send(new ListHostedZonesCommand({})))).resolves.toEqual([1, 'Throttling']);
});

test('regions are enabled at a rate for each account that the call is about', async () => {
  const enable = (AccountId: string) => () =>
    new AccountClient(as(world, MANAGEMENT, 'us-east-1')).send(
      new EnableRegionCommand({ AccountId, RegionName: 'ap-southeast-3' }),
    );
  await expect(served(2, enable(DEV))).resolves.toEqual([1, 'TooManyRequestsException']);
  await expect(served(1, enable(HUB))).resolves.toEqual([1, undefined]);
});
