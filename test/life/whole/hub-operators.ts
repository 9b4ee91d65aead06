import * as ec2 from '@aws-sdk/client-ec2';
import { DisassociateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { DisassociateVPCFromHostedZoneCommand, Route53Client, type VPCRegion } from '@aws-sdk/client-route-53';
import type { TransitGatewayAttachment } from '../../twin/ec2/tgw-types';
import type { Vpc } from '../../twin/ec2/vpc-types';
import type { HubDeed } from './deeds';
import { accepted } from './events';
import type { Land } from './land';

/** What an operator of the hub does by hand. Returns false where it is not possible now. */
export async function changeInHub(land: Land, vpc: Vpc | undefined, deed: HubDeed): Promise<boolean> {
  if (deed.does === 'leave-zone') return vpc !== undefined && leaveZone(land, vpc);
  const attachment = land.view.attachments().find(({ vpcId }) => vpcId === vpc?.vpcId);
  return attachment !== undefined && changeAttachment(land, attachment, deed);
}

function changeAttachment(
  land: Land,
  { attachmentId, association }: TransitGatewayAttachment,
  deed: HubDeed,
): Promise<boolean> {
  const hub = land.ec2(hubOf(land));
  const of = (TransitGatewayRouteTableId: string | undefined) => ({
    TransitGatewayAttachmentId: attachmentId,
    TransitGatewayRouteTableId,
  });
  switch (deed.does) {
    case 'lose-attachment-tags':
      return accepted(hub.send(new ec2.DeleteTagsCommand({ Resources: [attachmentId] })));
    case 'disassociate':
      return accepted(hub.send(new ec2.DisassociateTransitGatewayRouteTableCommand(of(association?.routeTableId))));
    case 'enable':
    case 'disable': {
      const where = of(land.setting.hub.routeTableIds[deed.segment]);
      return accepted(
        deed.does === 'enable'
          ? hub.send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(where))
          : hub.send(new ec2.DisableTransitGatewayRouteTablePropagationCommand(where)),
      );
    }
    case 'leave-zone':
      return Promise.resolve(false);
  }
}

/** Takes a VPC out of the first of its zones. */
async function leaveZone(land: Land, { vpcId }: Vpc): Promise<boolean> {
  const { world, region } = land;
  const zone = land.view.zones().find(({ vpcs }) => vpcs.has(vpcId));
  if (zone === undefined) return false;
  const route53 = new Route53Client(world.config(world.administrator(hubOf(land)), region));
  const VPC = { VPCId: vpcId, VPCRegion: region as VPCRegion };
  return accepted(route53.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: zone.id, VPC })));
}

/** Drops an account from the hub's share. */
export function unshare(land: Land, accountId: string): Promise<boolean> {
  const { world, setting, region } = land;
  const ram = new RAMClient(world.config(world.administrator(hubOf(land)), region));
  const [resourceShareArn] = setting.hub.resourceShareArns;
  const request = { resourceShareArn, principals: [accountId] };
  return accepted(ram.send(new DisassociateResourceShareCommand(request)));
}

const hubOf = ({ setting }: Land): string => setting.landingZone.hub.accountId;
