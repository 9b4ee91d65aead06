import { EC2 } from '@aws-sdk/client-ec2';
import { additionsTo } from './additions';
import { World } from './world';

const REGION = 'us-east-1';
const [FIRST, SECOND] = ['200000000001', '200000000002'] as const;
const api = (world: World, accountId: string) => new EC2(world.config(world.administrator(accountId), REGION));

/** A world in which an account has made a VPC with a subnet, and what that has added. */
async function withVpc() {
  const world = new World();
  const added = additionsTo(world);
  const ec2 = api(world, FIRST);
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.1.0.0/24' });
  await ec2.createSubnet({ VpcId: Vpc?.VpcId, CidrBlock: '10.1.0.0/25' });
  await world.clock.jump(60_000);
  return { world, vpcId: Vpc?.VpcId, additions: added([FIRST, '10.1.0.0/24', '10.1.0.0/25']) };
}

it('copies what a step has added, under other names and with new ids', async () => {
  const { world, vpcId, additions } = await withVpc();
  additions.copy([SECOND, '10.2.0.0/24', '10.2.0.0/25']);
  additions.finish();
  const ec2 = api(world, SECOND);
  const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: 'cidr-block', Values: ['10.2.0.0/25'] }] });
  const { Vpcs } = await ec2.describeVpcs({ VpcIds: [Subnets?.[0]?.VpcId ?? ''] });
  expect(Vpcs).toMatchObject([{ OwnerId: SECOND, CidrBlock: '10.2.0.0/24' }]);
  expect(Vpcs?.[0]?.VpcId).not.toBe(vpcId);
  expect(world.ec2.vpc(vpcId ?? '')?.ownerId).toBe(FIRST);
});

it('refuses a copy whose key has no other name', async () => {
  const { additions } = await withVpc();
  expect(() => {
    additions.copy([FIRST, '10.2.0.0/24', '10.2.0.0/25']);
  }).toThrow('is in the world already');
});
