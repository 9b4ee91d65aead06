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
 * Associations come from a shared read. Propagations are read per attachment for one VPC, and per route table for several:
 * a fixed number of calls.
 */
export async function observe(spoke: ConceptSpoke, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const all = await spoke.reads.attachments();
  const attachments = all.filter(({ vpcId }) => vpcIds.includes(vpcId));
  const associations = attachments.length === 0 ? [] : await spoke.reads.associations();
  const ids = attachments.map(({ attachmentId }) => attachmentId);
  const propagations = ids.length > 1 ? await byTable(spoke) : await byAttachment(spoke, ids);
  const blackholes = await localBlackholes(spoke);
  const localOf = (vpcId: string): Pick<Actual, 'local'> => {
    if (blackholes === undefined) return {};
    const cidrsOf = (own: boolean) =>
      all.filter((each) => (each.vpcId === vpcId) === own).flatMap(({ tags }) => cidrsOfTag(tags[LOCAL_CIDRS]));
    return { local: { blackholes, own: cidrsOf(true), others: cidrsOf(false) } };
  };
  return new Map(
    vpcIds.map((vpcId): [string, Actual] => {
      const attachment = attachments.find((candidate) => candidate.vpcId === vpcId);
      if (!attachment) return [vpcId, { vpcId, propagations: [], shadows: [] }];
      const { attachmentId } = attachment;
      const association = associations.find((candidate) => candidate.attachmentId === attachmentId);
      return [
        vpcId,
        {
          vpcId,
          attachmentId,
          ...(association ? { association: { routeTableId: association.routeTableId, state: association.state } } : {}),
          propagations: propagations.filter((propagation) => propagation.attachmentId === attachmentId),
          shadows: shadowsOf(attachment.tags[SHADOWED]),
          ...localOf(vpcId),
        },
      ];
    }),
  );
}

/** The routes in the hub's tag, which the hub's own reconcile writes: `<CIDR> <route table> …`. */
const shadowsOf = (tag = ''): Actual['shadows'] =>
  [...tag.matchAll(/(\S+\/\d+) (tgw-rtb-\S+)/g)].map(([, cidr = '', routeTableId = '']) => ({ cidr, routeTableId }));

/** The static blackholes for local CIDRs in the tables of segments; undefined where the config has no local CIDRs. */
async function localBlackholes(spoke: ConceptSpoke): Promise<readonly Blackhole[] | undefined> {
  const { localCidrs } = spoke.landingZone.mesh;
  if (localCidrs.length === 0) return undefined;
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
    spoke.reads.drop('gatewayAttachments');
    await (create ? hub.associate(route) : hub.disassociate(route));
  } else await (create ? hub.enablePropagation(route) : hub.disablePropagation(route));
}
