import { EC2 } from '@aws-sdk/client-ec2';
import { World } from '../world';
import { seedVpc } from './seed';

const ACCOUNTS = Array.from({ length: 20 }, (_, n) => String(200_000_000_000 + n));
const REGION = 'ap-southeast-1';
const api = (world: World, accountId: string) => new EC2(world.config(world.administrator(accountId), REGION));
const planOf = (index: number) => ({
  cidr: `10.1.${index}.0/24`,
  subnets: [`10.1.${index}.0/25`, `10.1.${index}.128/25`],
});

/** What EC2 says of all accounts, with `…` in place of the ids that it assigned. */
async function described(world: World): Promise<unknown> {
  const found: unknown[] = [];
  for (const accountId of ACCOUNTS) {
    const ec2 = api(world, accountId);
    const { Vpcs } = await ec2.describeVpcs({});
    const { Subnets } = await ec2.describeSubnets({});
    const { RouteTables } = await ec2.describeRouteTables({});
    found.push({ Vpcs, Subnets, RouteTables });
  }
  return JSON.parse(JSON.stringify(found).replaceAll(/-0[0-9a-f]{16}/g, '-…'));
}

it('a world with 20 seeded VPCs is like one in which 20 accounts made them by calls', async () => {
  const [seeded, made] = [new World(), new World()];
  for (const [index, accountId] of ACCOUNTS.entries()) {
    const { cidr, subnets } = planOf(index);
    seedVpc(seeded, { accountId, region: REGION, cidr, subnets });
    const ec2 = api(made, accountId);
    const { Vpc } = await ec2.createVpc({ CidrBlock: cidr });
    for (const [zone, CidrBlock] of subnets.entries())
      await ec2.createSubnet({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone: `${REGION}${'ab'.charAt(zone)}` });
  }
  await made.clock.jump(60_000);
  expect(await described(seeded)).toEqual(await described(made));
  expect(seeded.trail.published).toEqual([]);
});
