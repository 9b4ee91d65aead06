import {
  AssociateTransitGatewayRouteTableCommand,
  CreateTransitGatewayRouteCommand,
  DeleteTransitGatewayRouteCommand,
  DisableTransitGatewayRouteTablePropagationCommand,
  DisassociateTransitGatewayRouteTableCommand,
  EnableTransitGatewayRouteTablePropagationCommand,
  GetTransitGatewayAttachmentPropagationsCommand,
  GetTransitGatewayRouteTablePropagationsCommand,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import { filterValues } from '../../aws/read/filter-values';
import type { Attachment } from '../../aws/read/shapes';
import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import { LOCAL_CIDRS, SHADOWED, cidrsOfTag } from '../../names';
import type { Actual, Blackhole, Change, Propagation } from './plan';

export const calls = {
  spoke: {},
  hub: {
    propagationsOfAttachment: GetTransitGatewayAttachmentPropagationsCommand,
    propagationsOfTable: GetTransitGatewayRouteTablePropagationsCommand,
    associate: AssociateTransitGatewayRouteTableCommand,
    disassociate: DisassociateTransitGatewayRouteTableCommand,
    enablePropagation: EnableTransitGatewayRouteTablePropagationCommand,
    disablePropagation: DisableTransitGatewayRouteTablePropagationCommand,
    searchRoutes: SearchTransitGatewayRoutesCommand,
    createRoute: CreateTransitGatewayRouteCommand,
    deleteRoute: DeleteTransitGatewayRouteCommand,
  },
} satisfies Calls;

type ConceptSpoke = Spoke<typeof calls>;

/**
 * Associations come from a shared read. Propagations are read per attachment, or where there are more attachments than segments,
 * per route table and for these attachments only: the size of the mesh does not count.
 */
export async function observe(spoke: ConceptSpoke, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const attachments = (await spoke.reads.attachments()).filter(({ vpcId }) => vpcIds.includes(vpcId));
  const ids = attachments.map(({ attachmentId }) => attachmentId);
  const tables = Object.values(spoke.hub.routeTableIds);
  const propagations = ids.length > tables.length ? await byTable(spoke, ids) : await byAttachment(spoke, ids);
  const local = await localOf(spoke, attachments);
  return new Map(
    vpcIds.map((vpcId): [string, Actual] => {
      const attachment = attachments.find((candidate) => candidate.vpcId === vpcId);
      if (!attachment) return [vpcId, { vpcId, propagations: [], shadows: [] }];
      const { attachmentId, association, tags } = attachment;
      return [
        vpcId,
        {
          vpcId,
          attachmentId,
          ...(association ? { association } : {}),
          propagations: propagations.filter((propagation) => propagation.attachmentId === attachmentId),
          shadows: shadowsOf(tags[SHADOWED]),
          ...(local ? { local: local(attachment) } : {}),
        },
      ];
    }),
  );
}

/** The routes in the hub's tag, which the hub's own reconcile writes: `<CIDR> <route table> …`. */
const shadowsOf = (tag = ''): Actual['shadows'] =>
  [...tag.matchAll(/(\S+\/\d+) (tgw-rtb-\S+)/g)].map(([, cidr = '', routeTableId = '']) => ({ cidr, routeTableId }));

/** What is known of local CIDRs, for each attachment; undefined where the config has no local CIDRs. */
async function localOf(
  spoke: ConceptSpoke,
  attachments: readonly Attachment[],
): Promise<((attachment: Attachment) => NonNullable<Actual['local']>) | undefined> {
  const { localCidrs } = spoke.landingZone.mesh;
  if (localCidrs.length === 0) return undefined;
  const blackholes = await localBlackholes(spoke, localCidrs);
  const cidrsOf = ({ tags }: Attachment): readonly string[] => cidrsOfTag(tags[LOCAL_CIDRS]);
  const used = attachments.flatMap(cidrsOf).filter((cidr) => blackholes.some((each) => each.cidr === cidr));
  const users = (await Promise.all([...new Set(used)].map((cidr) => spoke.reads.tagged(LOCAL_CIDRS, cidr)))).flat();
  return (attachment) => ({
    blackholes,
    own: cidrsOf(attachment),
    others: users.filter(({ vpcId }) => vpcId !== attachment.vpcId).flatMap(cidrsOf),
  });
}

/** The static blackholes for local CIDRs in the tables of segments. */
async function localBlackholes(spoke: ConceptSpoke, localCidrs: readonly string[]): Promise<readonly Blackhole[]> {
  const found: Blackhole[] = [];
  for (const routeTableId of Object.values(spoke.hub.routeTableIds))
    for (const cidr of localCidrs) {
      const { Routes = [] } = await spoke.calls.hub.searchRoutes({
        TransitGatewayRouteTableId: routeTableId,
        Filters: [
          { Name: 'type', Values: ['static'] },
          { Name: 'state', Values: ['blackhole'] },
          { Name: 'route-search.subnet-of-match', Values: [cidr] },
        ],
      });
      found.push(...Routes.map(({ DestinationCidrBlock }) => ({ routeTableId, cidr: DestinationCidrBlock ?? '' })));
    }
  return found;
}

/** The attachment is associated. Propagations take no longer, and the next reconcile reads both. */
export async function ready(spoke: ConceptSpoke, vpcId: string): Promise<boolean> {
  const attachment = (await spoke.reads.attachments()).find((candidate) => candidate.vpcId === vpcId);
  return attachment?.association === undefined || attachment.association.state === 'associated';
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
  // Other tables of the gateway are not managed.
  return lists.flat().filter(({ routeTableId }) => Object.values(spoke.hub.routeTableIds).includes(routeTableId));
}

async function byTable(spoke: ConceptSpoke, attachmentIds: readonly string[]): Promise<readonly Propagation[]> {
  const reads = Object.values(spoke.hub.routeTableIds).flatMap((routeTableId) =>
    filterValues(attachmentIds).map((ids) => ({ routeTableId, ids })),
  );
  const lists = await Promise.all(
    reads.map(({ routeTableId, ids }) =>
      allPages(async (NextToken) => {
        const page = await spoke.calls.hub.propagationsOfTable({
          TransitGatewayRouteTableId: routeTableId,
          Filters: [{ Name: 'transit-gateway-attachment-id', Values: ids }],
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
  if (change.what === 'blackhole') {
    const route = { TransitGatewayRouteTableId: change.routeTableId, DestinationCidrBlock: change.cidr };
    await (change.verb === 'create' ? hub.createRoute({ ...route, Blackhole: true }) : hub.deleteRoute(route));
    return;
  }
  const route = {
    TransitGatewayRouteTableId: change.routeTableId,
    TransitGatewayAttachmentId: change.attachmentId,
  };
  const create = change.verb === 'create';
  if (change.what === 'association') {
    spoke.reads.drop('attachments');
    await (create ? hub.associate(route) : hub.disassociate(route));
  } else await (create ? hub.enablePropagation(route) : hub.disablePropagation(route));
}
