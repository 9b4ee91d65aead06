import type { MeshAttachment } from '../../aws/read/shapes';
import { filterValues } from '../../aws/read/filter-values';
import type { BoundCalls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { SpokeContext } from '../../dispatch/spoke-context';
import type { WorkerContext } from '../../dispatch/worker-context';
import { hubOf } from '../../landing-zone';
import { CIDRS } from '../../names';
import { LIVE } from './live';
import { calls, type Table } from './routed-ranges';

type Context = Pick<WorkerContext, 'hubs' | 'clock' | 'foreign'>;

/** The sweep reconciles the hub, and lists, every six hours. A list that is older has missed one. */
const OLDEST_MS = 7 * 3_600_000;

/**
 * Lists the mesh, and records the VPC attachments that Wheelwright does not manage and that propagate to the tables of segments.
 * The reconcile of the hub account does, which the sweep and the hub's own events wake.
 */
export async function recordForeign(context: Context, spoke: SpokeContext): Promise<readonly string[]> {
  const { hubs, clock, foreign } = context;
  const at = clock.now();
  const unmanaged = (await spoke.reads.mesh()).filter(isForeign).map(({ attachmentId }) => attachmentId);
  const found = new Set<string>();
  for (const routeTableId of Object.values(hubOf(hubs, spoke.region).routeTableIds))
    for (const id of await propagating(spoke.bound(calls), routeTableId, unmanaged)) found.add(id);
  const attachmentIds = [...found].sort();
  await foreign.record(spoke.region, { at, attachmentIds });
  return attachmentIds;
}

const isForeign = ({ resourceType, state, tags }: MeshAttachment): boolean =>
  resourceType === 'vpc' && LIVE.has(state) && tags[CIDRS] === undefined;

/**
 * Why a range in these tables is not known: an attachment that Wheelwright does not manage propagates to one of them and shows no
 * route. Which attachments to ask about is recorded, and each is read anew. Undefined where there is none.
 */
export async function hiddenPropagations(
  context: Context,
  spoke: SpokeContext,
  tables: readonly Table[],
  vpcId: string,
): Promise<string | undefined> {
  const last = await context.foreign.last(spoke.region);
  const isFresh = last !== undefined && context.clock.now().getTime() - last.at.getTime() < OLDEST_MS;
  const recorded = isFresh ? last.attachmentIds : await recordForeign(context, spoke);
  if (recorded.length === 0) return undefined;
  const foreign = (await spoke.reads.named(recorded)).filter((each) => isForeign(each) && each.vpcId !== vpcId);
  for (const { routeTableId, segment } of tables) {
    const hidden = await withoutRoute(spoke.bound(calls), routeTableId, foreign);
    if (hidden.length > 0)
      return `the propagation of ${hidden.join(', ')} to route table ${routeTableId} of segment ${segment} shows no route, so its range is unknown; disable it, or have its VPC join`;
  }
  return undefined;
}

type Bound = BoundCalls<typeof calls>;

/** Those of the attachments that propagate to the table. */
async function propagating(
  { hub }: Bound,
  TransitGatewayRouteTableId: string,
  attachmentIds: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const Values of filterValues(attachmentIds)) {
    const Filters = [{ Name: 'transit-gateway-attachment-id', Values }];
    const propagations = await allPages(async (NextToken) => {
      const page = await hub.propagationsOfTable({ TransitGatewayRouteTableId, Filters, MaxResults: 1000, NextToken });
      return { items: page.TransitGatewayRouteTablePropagations, next: page.NextToken };
    });
    for (const { TransitGatewayAttachmentId: id, State } of propagations)
      if (id !== undefined && ['enabling', 'enabled'].includes(State ?? '')) found.push(id);
  }
  return found;
}

/** The attachments that propagate to the table and have no route there. */
async function withoutRoute(
  bound: Bound,
  TransitGatewayRouteTableId: string,
  foreign: readonly MeshAttachment[],
): Promise<readonly string[]> {
  const ids = await propagating(
    bound,
    TransitGatewayRouteTableId,
    foreign.map(({ attachmentId }) => attachmentId),
  );
  const shown = async (attachmentIds: readonly string[]): Promise<ReadonlySet<string>> => {
    const { Routes = [] } = await bound.hub.searchRoutes({
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
  const hidden: string[] = [];
  for (const chunk of filterValues(ids)) {
    const seen = await shown(chunk);
    // A search returns 1,000 routes at most, so each attachment that is missing is searched for alone.
    for (const id of chunk) if (!seen.has(id) && (await shown([id])).size === 0) hidden.push(id);
  }
  return hidden;
}
