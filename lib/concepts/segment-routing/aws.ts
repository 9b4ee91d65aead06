import {
  AssociateTransitGatewayRouteTableCommand,
  CreateTransitGatewayRouteCommand,
  DeleteTransitGatewayRouteCommand,
  DisableTransitGatewayRouteTablePropagationCommand,
  DisassociateTransitGatewayRouteTableCommand,
  EnableTransitGatewayRouteTablePropagationCommand,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import { calls as propagationCalls } from '../../aws/read/propagations';
import type { Attachment } from '../../aws/read/shapes';
import type { Spoke } from '../../reconcile/concept';
import { LOCAL_CIDRS, SHADOWED, cidrsOfTag } from '../../names';
import type { Actual, Blackhole, Change } from './plan';

export const calls = {
  spoke: {},
  hub: {
    // The shared read.
    ...propagationCalls,
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

/** Associations and propagations come from shared reads, with those of other accounts that are reconciled at the same time. */
export async function observe(spoke: ConceptSpoke, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const attachments = (await spoke.reads.attachments()).filter(({ vpcId }) => vpcIds.includes(vpcId));
  const propagations = await spoke.reads.propagations({
    attachmentIds: attachments.map(({ attachmentId }) => attachmentId),
    routeTableIds: Object.values(spoke.hub.routeTableIds),
  });
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
