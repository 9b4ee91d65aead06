import * as ec2 from '@aws-sdk/client-ec2';
import { CreateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { STATUS } from '../../lib/names';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';

const MINUTE = 60_000;
const accountOf = ({ organization }: EnrolledWorld, name: string): string => organization.accounts[name] ?? '';
const statusOf = ({ world }: EnrolledWorld, vpcId: string, accountId: string): string | undefined =>
  world.ec2.tagsOf(vpcId, accountId).get(STATUS);
const attachmentsOf = ({ world }: EnrolledWorld, vpcId: string) =>
  [...world.ec2.transitGatewayAttachments.values()].filter((attachment) => attachment.vpcId === vpcId);

/** A VPC of one account whose subnets are shared with another. */
async function sharedVpc(setting: EnrolledWorld, owner: string, participant: string, cidr: string): Promise<string> {
  const ownerId = accountOf(setting, owner);
  const vpcId = await setting.people.createVpc(ownerId, { cidr, zones: 'ab', routeTables: 1 });
  const { Subnets } = await (
    await setting.people.ec2(ownerId)
  ).send(new ec2.DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }));
  const share = new CreateResourceShareCommand({
    name: 'shared-vpc',
    resourceArns: Subnets?.map(({ SubnetArn }) => SubnetArn ?? ''),
    principals: [accountOf(setting, participant)],
  });
  await new RAMClient(await setting.people.configOf(ownerId)).send(share);
  await setting.world.clock.jump(MINUTE);
  return vpcId;
}

describe('a VPC whose subnets another account shares', () => {
  it.each([
    ['prod', 'dev', '10.3.0.0/20'],
    ['dev', 'staging', '10.1.64.0/20'],
  ])('of %s is refused as foreign when %s tags it, and is not attached', async (owner, participant, cidr) => {
    const setting = await sharedOrganization(fixtureLandingZone());
    const vpcId = await sharedVpc(setting, owner, participant, cidr);
    const [ownerId, participantId] = [accountOf(setting, owner), accountOf(setting, participant)];
    const foreign = `refused the VPC belongs to another account and is only shared with this one; tag it there`;
    await setting.people.tag(participantId, vpcId);
    await setting.world.clock.jump(20 * MINUTE);
    expect(statusOf(setting, vpcId, participantId)).toBe(foreign);
    expect(attachmentsOf(setting, vpcId)).toEqual([]);
    expect(statusOf(setting, vpcId, ownerId)).toBeUndefined();

    await setting.people.tag(ownerId, vpcId);
    await untilVpcIs(setting, vpcId, 'joined');
    expect(attachmentsOf(setting, vpcId)).toMatchObject([{ vpcOwnerId: ownerId }]);
    expect(statusOf(setting, vpcId, participantId)).toBe(foreign);
  });
});
