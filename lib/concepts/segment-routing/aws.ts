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

type ConceptSpoke = Spoke<typeof calls>;

/**
 * Associations come from a shared read. Propagations are read per attachment for one VPC, and per route table for several:
 * a fixed number of calls.
 */
export async function observe(spoke: ConceptSpoke, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
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

/** The attachment is associated. Propagations take no longer, and the next reconcile reads both. */
export async function ready(spoke: ConceptSpoke, vpcId: string): Promise<boolean> {
  const association = (await spoke.reads.associations()).find((candidate) => candidate.vpcId === vpcId);
  return association === undefined || association.state === 'associated';
}

async function byAttachment(spoke: ConceptSpoke, attachmentIds: readonly string[]): Promise<readonly Propagation[]> {
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
  // Only tables of segments, as `byTable` reads them: other tables of the gateway are not managed.
  const tables = Object.values(spoke.hub.routeTableIds);
  return lists.flat().filter(({ routeTableId }) => tables.includes(routeTableId));
}

async function byTable(spoke: ConceptSpoke): Promise<readonly Propagation[]> {
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

export async function apply(change: Change, spoke: ConceptSpoke): Promise<void> {
  const { hub } = spoke.calls;
  const route = {
    TransitGatewayRouteTableId: change.routeTableId,
    TransitGatewayAttachmentId: change.attachmentId,
  };
  const create = change.verb === 'create';
  if (change.what === 'association') {
    spoke.reads.drop('gatewayAttachments');
    await (create ? hub.associate(route) : hub.disassociate(route));
  } else await (create ? hub.enablePropagation(route) : hub.disablePropagation(route));
}
