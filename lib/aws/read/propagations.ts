import {
  GetTransitGatewayAttachmentPropagationsCommand,
  GetTransitGatewayRouteTablePropagationsCommand,
} from '@aws-sdk/client-ec2';
import type { Bound } from '../sdk/calls';
import { allPages } from '../sdk/pages';
import { filterValues } from './filter-values';
import { orAlone } from './or-alone';
import type { Propagation, PropagationsAsked, Reads } from './shapes';

export const calls = {
  propagationsOfAttachment: GetTransitGatewayAttachmentPropagationsCommand,
  propagationsOfTable: GetTransitGatewayRouteTablePropagationsCommand,
};

type Hub = Bound<typeof calls>;

/** How many calls it takes, if each has one page: one for an attachment, or one for a table and 200 attachments. */
export const callsFor = ({ attachmentIds, routeTableIds }: PropagationsAsked): number =>
  Math.min(attachmentIds.length, routeTableIds.length * filterValues(attachmentIds).length);

/**
 * The propagations of these attachments to these tables. They are read per attachment, or where that takes fewer calls, per table and
 * for these attachments only: the size of the mesh does not count. Throws a `Failure`.
 */
export async function propagationsOf(hub: Hub, asked: PropagationsAsked): Promise<readonly Propagation[]> {
  const { attachmentIds, routeTableIds } = asked;
  const lists = await Promise.all(
    callsFor(asked) < attachmentIds.length
      ? routeTableIds.flatMap((table) => filterValues(attachmentIds).map((ids) => ofTable(hub, table, ids)))
      : attachmentIds.map((id) => ofAttachment(hub, id)),
  );
  // Other tables of the gateway are not managed.
  return lists.flat().filter(({ routeTableId }) => routeTableIds.includes(routeTableId));
}

const ofAttachment = (hub: Hub, attachmentId: string): Promise<readonly Propagation[]> =>
  allPages(async (NextToken) => {
    const page = await hub.propagationsOfAttachment({ TransitGatewayAttachmentId: attachmentId, NextToken });
    return {
      items: page.TransitGatewayAttachmentPropagations?.map(({ TransitGatewayRouteTableId, State }) => ({
        attachmentId,
        routeTableId: TransitGatewayRouteTableId ?? '',
        state: State ?? '',
      })),
      next: page.NextToken,
    };
  });

const ofTable = (hub: Hub, routeTableId: string, Values: string[]): Promise<readonly Propagation[]> =>
  allPages(async (NextToken) => {
    const page = await hub.propagationsOfTable({
      TransitGatewayRouteTableId: routeTableId,
      Filters: [{ Name: 'transit-gateway-attachment-id', Values }],
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
  });

/**
 * Reads the propagations of the attachments of several accounts at once, and returns them. Undefined where that takes more calls than
 * to read those that are asked for.
 */
export type PropagationsTogether = (asked: PropagationsAsked) => Promise<readonly Propagation[] | undefined>;

/**
 * The read of propagations. Each is made anew, as they are changed between two. `together`: the first is made with those of other
 * accounts.
 */
export function propagationReads(hub: Hub, together?: PropagationsTogether): Pick<Reads, 'propagations'> {
  let next = together;
  return {
    propagations: async (asked) => {
      const read = next;
      next = undefined;
      const shared = read && (await orAlone(read(asked), () => undefined));
      return shared === undefined
        ? propagationsOf(hub, asked)
        : shared.filter(({ attachmentId }) => asked.attachmentIds.includes(attachmentId));
    },
  };
}
