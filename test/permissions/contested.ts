import * as ec2 from '@aws-sdk/client-ec2';
import { joinableVpc } from '../demo/joinable-vpc';
import { planStory } from '../demo/plan';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';

const MINUTE = 60_000;

/** Operators attach a VPC by hand; then two VPCs ask for one range, and the first of them leaves. */
export async function contested(
  setting: EnrolledWorld,
  { accountId, segment, foreign, cidr }: { accountId: string; segment: string; foreign: string; cidr: string },
  chapter: (title: string) => void,
) {
  const { people } = setting;
  const { tag } = planStory(setting.landingZone).first;
  chapter('Operators attach a VPC by hand, whose routes are read before a VPC joins');
  await attachByHand(setting, { accountId, segment, cidr: foreign });
  const first = await joinableVpc(setting, accountId, { cidr, zones: 'ab' });
  await people.tag(accountId, first, tag);
  await untilVpcIs(setting, first, 'joined');
  chapter('A VPC is refused for a range that another VPC has, and joins once that VPC has left');
  const second = await joinableVpc(setting, accountId, { cidr, zones: 'ab' });
  await people.tag(accountId, second, tag);
  await untilVpcIs(setting, second, 'refused');
  await people.untag(accountId, first);
  await untilVpcIs(setting, second, 'joined');
}

async function attachByHand(
  setting: EnrolledWorld,
  { accountId, segment, cidr }: { accountId: string; segment: string; cidr: string },
): Promise<void> {
  const { world, landingZone, people, hub } = setting;
  const VpcId = await people.createVpc(accountId, { cidr, zones: 'a' });
  await world.clock.jump(MINUTE);
  const spoke = await people.ec2(accountId);
  const { Subnets = [] } = await spoke.send(
    new ec2.DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
  );
  const { TransitGatewayVpcAttachment } = await spoke.send(
    new ec2.CreateTransitGatewayVpcAttachmentCommand({
      TransitGatewayId: hub.transitGatewayId,
      VpcId,
      SubnetIds: Subnets.map(({ SubnetId }) => SubnetId ?? ''),
    }),
  );
  await world.clock.jump(5 * MINUTE);
  const owner = landingZone.hub;
  const client = new ec2.EC2Client(world.config(world.administrator(owner.accountId), owner.region));
  const { TransitGatewayAttachmentId } = TransitGatewayVpcAttachment ?? {};
  // An existing transit gateway may have accepted by itself.
  const { TransitGatewayVpcAttachments: [attachment] = [] } = await client.send(
    new ec2.DescribeTransitGatewayVpcAttachmentsCommand({
      TransitGatewayAttachmentIds: [TransitGatewayAttachmentId ?? ''],
    }),
  );
  if (attachment?.State === 'pendingAcceptance')
    await client.send(new ec2.AcceptTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
  await world.clock.jump(5 * MINUTE);
  const route = { TransitGatewayAttachmentId, TransitGatewayRouteTableId: hub.routeTableIds[segment] };
  await client.send(new ec2.AssociateTransitGatewayRouteTableCommand(route));
  await client.send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(route));
  await world.clock.jump(5 * MINUTE);
}
