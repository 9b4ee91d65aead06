import * as ec2 from '@aws-sdk/client-ec2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { namingOf } from '../../lib/landing-zone';
import { spokeRoleName } from '../../lib/names';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import type { Narrator } from './narrator';

const MINUTE = 60_000;

interface Vpc {
  readonly accountId: string;
  readonly vpcId: string;
}

/** What the attack needs to know of the story. */
export interface Target {
  /** A joined VPC of the attacker. */
  readonly own: Vpc & { readonly plan: { readonly name: string; readonly segment: string } };
  /** A joined VPC of another account, whose range the attacker wants. */
  readonly victim: { readonly plan: { readonly name: string; readonly cidr: string; readonly zones: string } };
  /** A range of a segment that the attacker's account may not use. */
  readonly foreignCidr: string | undefined;
}

/** The attacker attaches a VPC with the victim's range by hand, before the victim joins. */
export async function attachEarly(
  { people, world, hub }: EnrolledWorld,
  accountId: string,
  { cidr, zones }: Target['victim']['plan'],
): Promise<Vpc> {
  const vpcId = await people.createVpc(accountId, { cidr, zones, routeTables: 0 });
  await world.clock.jump(MINUTE);
  const client = await people.ec2(accountId);
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { Subnets = [] } = await client.send(new ec2.DescribeSubnetsCommand({ Filters }));
  const SubnetIds = Subnets.map(({ SubnetId }) => SubnetId ?? '');
  const TransitGatewayId = hub.transitGatewayId;
  await client.send(new ec2.CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId, VpcId: vpcId, SubnetIds }));
  return { accountId, vpcId };
}

/** Attacks the mesh as an administrator of a spoke, and withdraws. The verification at the end covers what is left of it. */
export async function attack(setting: EnrolledWorld, tell: Narrator, early: Vpc, target: Target): Promise<void> {
  const { people, world } = setting;
  const { own, victim, foreignCidr } = target;
  const { accountId, vpcId } = early;
  const name = `${own.plan.name}-copy`;
  tell.named(vpcId, name);
  tell.chapter(`The administrator of ${own.plan.name} attacks ${victim.plan.name}`);
  tell.did(name, `asks for ${victim.plan.cidr}: attached by hand before ${victim.plan.name} joined`);
  await people.tag(accountId, vpcId, own.plan.segment);
  await untilVpcIs(setting, vpcId, 'refused');

  const naming = namingOf(setting.landingZone);
  const guarded = setting.landingZone.organization.scp === 'create';
  if (guarded) {
    const RoleName = spokeRoleName('join', naming);
    const iam = new IAMClient(await people.configOf(accountId, 'us-east-1'));
    const role = new CreateRoleCommand({ RoleName, Path: '/a/path/', AssumeRolePolicyDocument: '{}' });
    tell.did(own.plan.name, `creates the role /a/path/${RoleName}: ${await answer(iam.send(role))}`);
  }

  await people.tag(accountId, own.vpcId, 'nonsense');
  const client = await people.ec2(accountId);
  const added = async (CidrBlock: string): Promise<string> =>
    `adds ${CidrBlock}: ${await answer(client.send(new ec2.AssociateVpcCidrBlockCommand({ VpcId: own.vpcId, CidrBlock })))}`;
  const more = !guarded
    ? ', and no more: organization.scp is off, so no policy denies it roles and ranges'
    : foreignCidr === undefined
      ? ''
      : `, ${await added(foreignCidr)}`;
  tell.did(own.plan.name, `tagged ${naming.tags.join}=nonsense${more}`);
  await world.clock.jump(5 * MINUTE);
  tell.result(own.vpcId, `still in segment ${own.plan.segment}, with its own range only`);
  await people.tag(accountId, own.vpcId, own.plan.segment);
  await withdraw(setting, client, early);
}

async function withdraw({ people, world }: EnrolledWorld, client: ec2.EC2Client, { accountId, vpcId }: Vpc) {
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const found = await client.send(new ec2.DescribeTransitGatewayVpcAttachmentsCommand({ Filters }));
  for (const { TransitGatewayAttachmentId } of found.TransitGatewayVpcAttachments ?? [])
    await client.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
  await people.untag(accountId, vpcId);
  await world.clock.jump(5 * MINUTE);
  const { Subnets = [] } = await client.send(new ec2.DescribeSubnetsCommand({ Filters }));
  for (const { SubnetId } of Subnets) await client.send(new ec2.DeleteSubnetCommand({ SubnetId }));
  await client.send(new ec2.DeleteVpcCommand({ VpcId: vpcId }));
}

/** `allowed`, or AWS's error code. */
const answer = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'allowed',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
