import { GetTransitGatewayRouteTablePropagationsCommand, SearchTransitGatewayRoutesCommand } from '@aws-sdk/client-ec2';
import type { TakenRange } from '../../admission';
import type { Attachment, GatewayAttachment } from '../../aws/read/shapes';
import type { BoundCalls, Calls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { hubOf, reachableSegments, segmentOfCidr, type Hubs, type LandingZone } from '../../landing-zone';
import { CIDRS } from '../../names';

export const calls = {
  spoke: {},
  hub: {
    searchRoutes: SearchTransitGatewayRoutesCommand,
    propagationsOfTable: GetTransitGatewayRouteTablePropagationsCommand,
  },
} satisfies Calls;

/** The ranges of others that overlap the CIDRs. `unknown`: why there may be more. */
interface Taken {
  readonly taken: readonly TakenRange[];
  readonly unknown?: string;
}

interface Mesh {
  readonly landingZone: LandingZone;
  readonly hubs: Hubs;
}

/** States of an attachment that can carry traffic. One that waits for acceptance reserves nothing. */
const LIVE = new Set(['available', 'modifying', 'rollingBack']);

/**
 * The routes of the hub's transit gateway that lead to attachments which Wheelwright does not manage, and overlap. Of a VPC
 * any such route counts, of other kinds of attachments only one that is as specific or more: a route to on-premises is a
 * summary. A propagation without a route hides what it would take: the gateway leaves out a route that it has already.
 */
export async function routedElsewhere(
  { landingZone, hubs }: Mesh,
  spoke: SpokeContext,
  { vpcId, cidrs }: { readonly vpcId: string; readonly cidrs: readonly string[] },
): Promise<Taken> {
  if (cidrs.length === 0) return { taken: [] };
  const managed = (await spoke.reads.attachments()).filter(({ tags }) => tags[CIDRS] !== undefined);
  const others = (await spoke.reads.gatewayAttachments()).filter(
    ({ attachmentId, resourceId }) =>
      resourceId !== vpcId && !managed.some((attachment) => attachment.attachmentId === attachmentId),
  );
  const vpcs = (await spoke.reads.attachments()).filter(
    ({ attachmentId, state }) => LIVE.has(state) && others.some((other) => other.attachmentId === attachmentId),
  );
  const foreign = others.filter(
    ({ attachmentId, resourceType }) =>
      resourceType !== 'vpc' || vpcs.some((each) => each.attachmentId === attachmentId),
  );
  if (foreign.length === 0) return { taken: [] };
  const tables = tablesFor(landingZone, hubs, spoke, cidrs);
  const bound = spoke.bound(calls);
  const taken: TakenRange[] = [];
  for (const { routeTableId, segment } of tables) {
    const hidden = await withoutRoute(bound, routeTableId, vpcs);
    if (hidden.length > 0)
      return {
        taken,
        unknown: `the propagation of ${hidden.join(', ')} to route table ${routeTableId} of segment ${segment} shows no route, so its range is unknown; disable it, or have its VPC join`,
      };
    for (const cidr of cidrs)
      taken.push(...(await routesTo(bound, landingZone, { routeTableId, segment, cidr, foreign })));
  }
  return { taken };
}

interface Table {
  readonly routeTableId: string;
  readonly segment: string;
}

/** The tables to which a VPC with these CIDRs would be propagated. */
function tablesFor(landingZone: LandingZone, hubs: Hubs, { region }: SpokeContext, cidrs: readonly string[]): Table[] {
  const segments = new Set(
    cidrs.flatMap((cidr) => {
      const segment = segmentOfCidr(landingZone, cidr);
      return segment === undefined ? [] : reachableSegments(landingZone, segment);
    }),
  );
  const { routeTableIds } = hubOf(hubs, region);
  return [...segments].flatMap((segment) => {
    const routeTableId = routeTableIds[segment];
    return routeTableId === undefined ? [] : [{ routeTableId, segment }];
  });
}

/** The attachments that propagate to the table and have no route there. */
async function withoutRoute(
  { hub }: BoundCalls<typeof calls>,
  TransitGatewayRouteTableId: string,
  vpcs: readonly Attachment[],
): Promise<readonly string[]> {
  if (vpcs.length === 0) return [];
  const propagations = await allPages(async (NextToken) => {
    const page = await hub.propagationsOfTable({ TransitGatewayRouteTableId, MaxResults: 1000, NextToken });
    return { items: page.TransitGatewayRouteTablePropagations, next: page.NextToken };
  });
  const propagating = vpcs.filter(({ attachmentId }) =>
    propagations.some(
      (each) => each.TransitGatewayAttachmentId === attachmentId && ['enabling', 'enabled'].includes(each.State ?? ''),
    ),
  );
  const shown = async (attachmentIds: readonly string[]): Promise<ReadonlySet<string>> => {
    const { Routes = [] } = await hub.searchRoutes({
      TransitGatewayRouteTableId,
      Filters: [
        { Name: 'attachment.transit-gateway-attachment-id', Values: [...attachmentIds] },
        { Name: 'type', Values: ['propagated'] },
      ],
    });
    return new Set(
      Routes.flatMap(({ TransitGatewayAttachments = [] }) =>
        TransitGatewayAttachments.map((each) => each.TransitGatewayAttachmentId ?? ''),
      ),
    );
  };
  const ids = propagating.map(({ attachmentId }) => attachmentId);
  const hidden: string[] = [];
  for (let start = 0; start < ids.length; start += FILTER_VALUES) {
    const chunk = ids.slice(start, start + FILTER_VALUES);
    const seen = await shown(chunk);
    // A search returns 1,000 routes at most, so each attachment that is missing is searched for alone.
    for (const id of chunk) if (!seen.has(id) && (await shown([id])).size === 0) hidden.push(id);
  }
  return hidden;
}

/** Values of one filter at most (EC2 API reference, "Filter"). */
const FILTER_VALUES = 200;

/** The shortest prefix of a VPC (VPC User Guide): a static route with a shorter one is a summary, not the range of a VPC. */
const SHORTEST_VPC_PREFIX = 16;

async function routesTo(
  { hub }: BoundCalls<typeof calls>,
  landingZone: LandingZone,
  {
    routeTableId,
    segment,
    cidr,
    foreign,
  }: Table & { readonly cidr: string; readonly foreign: readonly GatewayAttachment[] },
): Promise<readonly TakenRange[]> {
  const search = async (match: 'subnet-of-match' | 'supernet-of-match') => {
    const { Routes = [] } = await hub.searchRoutes({
      TransitGatewayRouteTableId: routeTableId,
      Filters: [{ Name: `route-search.${match}`, Values: [cidr] }],
    });
    return Routes.map((route) => ({ ...route, specific: match === 'subnet-of-match' }));
  };
  const routes = [...(await search('subnet-of-match')), ...(await search('supernet-of-match'))];
  const configured = (landingZone.segments[segment]?.routes ?? []).map((route) => route.cidr);
  return routes.flatMap(({ DestinationCidrBlock: found, Type, TransitGatewayAttachments = [], specific }) => {
    const owner = foreign.find(({ attachmentId }) =>
      TransitGatewayAttachments.some((each) => each.TransitGatewayAttachmentId === attachmentId),
    );
    if (owner === undefined || found === undefined) return [];
    const summary =
      Type === 'static' && (configured.includes(found) || Number(found.split('/')[1]) < SHORTEST_VPC_PREFIX);
    if (owner.resourceType === 'vpc' ? summary : !specific) return [];
    const { attachmentId, resourceType, resourceId } = owner;
    const holder = `${resourceType} ${resourceId} (${attachmentId}, which Wheelwright does not manage)`;
    return [{ cidr: found, segment, holder }];
  });
}
