import * as ec2 from '@aws-sdk/client-ec2';
import { leaveFreeAddresses } from '../twin/ec2/subnet-addresses';
import { STATUS } from '../../lib/names';
import { untilVpcIs } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';

const MINUTE = 60_000;

test('a VPC whose subnets have no free address does not join, and joins once they have one', async () => {
  const setting = await sharedOrganization(fixtureLandingZone());
  const { people, world, organization } = setting;
  const account = organization.accounts['dev'] ?? '';
  const vpcId = await people.createVpc(account, { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 1 });
  const client = await people.ec2(account);
  const subnets = async () => {
    const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
    return (await client.send(new ec2.DescribeSubnetsCommand(ofVpc))).Subnets ?? [];
  };
  const free = async () => (await subnets()).map(({ AvailableIpAddressCount }) => AvailableIpAddressCount);
  const leave = async (count: number) => {
    for (const { SubnetId = '' } of await subnets()) leaveFreeAddresses(world, SubnetId, count);
  };
  await leave(0);
  await people.tag(account, vpcId);
  await world.clock.jump(20 * MINUTE);
  expect(world.ec2.tagsOf(vpcId, account).get(STATUS)).not.toMatch(/^joined/);
  expect(await free()).toEqual([0, 0]);
  expect([...world.ec2.transitGatewayAttachments.values()].filter((one) => one.vpcId === vpcId)).toEqual([]);

  await leave(1);
  await untilVpcIs(setting, vpcId, 'joined');
  expect(await free()).toEqual([0, 0]);
});
