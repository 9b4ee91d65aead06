import {
  AssociateTransitGatewayRouteTableCommand,
  DisableTransitGatewayRouteTablePropagationCommand,
  DisassociateTransitGatewayRouteTableCommand,
  EnableTransitGatewayRouteTablePropagationCommand,
  GetTransitGatewayAttachmentPropagationsCommand,
  GetTransitGatewayRouteTablePropagationsCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change, Propagation } from './plan';

export const calls = {
  spoke: {},
  hub: {
    propagationsOfAttachment: GetTransitGatewayAttachmentPropagationsCommand,
    propagationsOfTable: GetTransitGatewayRouteTablePropagationsCommand,
    associate: AssociateTransitGatewayRouteTableCommand,
    disassociate: DisassociateTransitGatewayRouteTableCommand,
    enablePropagation: EnableTransitGatewayRouteTablePropagationCommand,
    disablePropagation: DisableTransitGatewayRouteTablePropagationCommand,
  },
} satisfies Calls;

type Here = Spoke<typeof calls>;

/**
 * Associations come with the shared read of attachments. Propagations are asked per route table, a fixed number of
 * calls however many VPCs there are; of one VPC alone, its attachment knows them all.
 */
export async function observe(spoke: Here, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const attachments = (await spoke.reads.attachments()).filter(({ vpcId }) => vpcIds.includes(vpcId));
  const associations = attachments.length === 0 ? [] : await spoke.reads.associations();
  const ids = attachments.map(({ attachmentId }) => attachmentId);
  const propagations = ids.length > 1 ? await byTable(spoke) : await byAttachment(spoke, ids);
  return new Map(
    vpcIds.map((vpcId): [string, Actual] => {
      const attachment = attachments.find((candidate) => candidate.vpcId === vpcId);
      if (!attachment) return [vpcId, { vpcId, propagations: [] }];
      const { attachmentId } = attachment;
      const association = associations.find((candidate) => candidate.attachmentId === attachmentId);
      return [
        vpcId,
        {
          vpcId,
          attachmentId,
          ...(association ? { association: { routeTableId: association.routeTableId, state: association.state } } : {}),
          propagations: propagations.filter((propagation) => propagation.attachmentId === attachmentId),
        },
      ];
    }),
  );
}

/** The association has arrived; propagations take no longer, and the reconcile that follows looks at both. */
export async function ready(spoke: Here, vpcId: string): Promise<boolean> {
  const association = (await spoke.reads.associations()).find((candidate) => candidate.vpcId === vpcId);
  return association === undefined || association.state === 'associated';
}

async function byAttachment(spoke: Here, attachmentIds: readonly string[]): Promise<readonly Propagation[]> {
  const lists = await Promise.all(
    attachmentIds.map((attachmentId) =>
      allPages(async (NextToken) => {
        const page = await spoke.calls.hub.propagationsOfAttachment({
          TransitGatewayAttachmentId: attachmentId,
          NextToken,
        });
        return {
          items: page.TransitGatewayAttachmentPropagations?.map(({ TransitGatewayRouteTableId, State }) => ({
            attachmentId,
            routeTableId: TransitGatewayRouteTableId ?? '',
            state: State ?? '',
          })),
          next: page.NextToken,
        };
      }),
    ),
  );
  // Tables that no segment has are none of our business, as when several VPCs are asked about table by table.
  const tables = Object.values(spoke.hub.routeTableIds);
  return lists.flat().filter(({ routeTableId }) => tables.includes(routeTableId));
}

async function byTable(spoke: Here): Promise<readonly Propagation[]> {
  const tables = Object.values(spoke.hub.routeTableIds);
  const lists = await Promise.all(
    tables.map((routeTableId) =>
      allPages(async (NextToken) => {
        const page = await spoke.calls.hub.propagationsOfTable({
          TransitGatewayRouteTableId: routeTableId,
          MaxResults: 1000,
          NextToken,
        });
        return {
          items: page.TransitGatewayRouteTablePropagations?.map(({ TransitGatewayAttachmentId, State }) => ({
            attachmentId: TransitGatewayAttachmentId ?? '',
            routeTableId,
            state: State ?? '',
          })),
          next: page.NextToken,
        };
      }),
    ),
  );
  return lists.flat();
}

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { hub } = spoke.calls;
  const route = {
    TransitGatewayRouteTableId: change.routeTableId,
    TransitGatewayAttachmentId: change.attachmentId,
  };
  const create = change.verb === 'create';
  if (change.what === 'association') {
    spoke.reads.drop('associations');
    await (create ? hub.associate(route) : hub.disassociate(route));
  } else await (create ? hub.enablePropagation(route) : hub.disablePropagation(route));
}
