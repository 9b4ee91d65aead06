import { CreateTagsCommand, SearchTransitGatewayRoutesCommand } from '@aws-sdk/client-ec2';
import type { Attachment } from '../../aws/read/shapes';
import type { Calls } from '../../aws/sdk/calls';
import { toTags } from '../../aws/sdk/tags';
import type { SpokeContext } from '../../dispatch/spoke-context';
import type { WorkerContext } from '../../dispatch/worker-context';
import { fifoMessageOf } from '../../hub/messages';
import { contains, hubOf, queueUrl, reachableSegments } from '../../landing-zone';
import { CIDRS, SHADOWED, cidrsOfTag } from '../../names';
import type { Finding } from '../../reconcile/outcome';
import { segmentOf } from './admitted-ranges';

export const calls = {
  spoke: {},
  hub: { searchRoutes: SearchTransitGatewayRoutesCommand, createTags: CreateTagsCommand },
} satisfies Calls;

/** A static route of a segment's table. */
interface StaticRoute {
  readonly routeTableId: string;
  readonly cidr: string;
  /** Where it leads; none for a blackhole. */
  readonly attachmentIds: readonly string[];
}

/** Characters of a tag value at most (EC2 User Guide, tag restrictions). */
const LONGEST = 256;

/** As many of the texts as a tag value holds. */
const tagOf = (texts: readonly string[]): string =>
  texts.reduce((value, text) => {
    const longer = value === '' ? text : `${value} ${text}`;
    return longer.length > LONGEST ? value : longer;
  }, '');

/**
 * Finds the static routes in the tables of segments, blackholes too, that take addresses of a VPC in the mesh: at equal length a
 * static route wins over the propagated one (Transit Gateway guide, route evaluation order). Marks the attachment with the hub's
 * tag, which the reconcile of the VPC reads, and wakes its spoke where the mark has changed. One call a table.
 */
export async function markShadowed(context: WorkerContext, spoke: SpokeContext): Promise<readonly Finding[]> {
  const { landingZone, hubs } = context;
  const { routeTableIds } = hubOf(hubs, spoke.region);
  const routes = await staticRoutes(spoke, Object.values(routeTableIds));
  const findings: Finding[] = [];
  for (const attachment of await spoke.reads.mesh()) {
    const segment = segmentOf(spoke, hubs, attachment);
    if (attachment.tags[CIDRS] === undefined || segment === undefined) continue;
    const tables = reachableSegments(landingZone, segment).map((name) => routeTableIds[name]);
    const taking = routes.filter((route) => tables.includes(route.routeTableId) && takes(route, attachment));
    const { vpcId, accountId } = attachment;
    const texts = taking.map(({ routeTableId, cidr }) => `${cidr} ${routeTableId}`).sort();
    if (texts.length > 0)
      findings.push({
        reason: 'shadowed',
        because: `static routes take addresses of ${vpcId} in account ${accountId}: ${texts.join(', ')}; remove them`,
      });
    await mark(context, spoke, attachment, tagOf(texts));
  }
  return findings;
}

async function staticRoutes(spoke: SpokeContext, tableIds: readonly string[]): Promise<readonly StaticRoute[]> {
  const { hub } = spoke.bound(calls);
  const found: StaticRoute[] = [];
  for (const routeTableId of tableIds) {
    const { Routes = [] } = await hub.searchRoutes({
      TransitGatewayRouteTableId: routeTableId,
      Filters: [{ Name: 'type', Values: ['static'] }],
    });
    for (const { DestinationCidrBlock: cidr, TransitGatewayAttachments = [] } of Routes)
      if (cidr !== undefined) {
        const attachmentIds = TransitGatewayAttachments.flatMap((each) => each.TransitGatewayAttachmentId ?? []);
        found.push({ routeTableId, cidr, attachmentIds });
      }
  }
  return found;
}

const takes = ({ cidr, attachmentIds }: StaticRoute, { attachmentId, tags }: Attachment): boolean =>
  !attachmentIds.includes(attachmentId) && cidrsOfTag(tags[CIDRS]).some((outer) => contains({ outer, inner: cidr }));

async function mark(
  { queues, landingZone, worker, clock }: WorkerContext,
  spoke: SpokeContext,
  { attachmentId, accountId, vpcId, tags }: Attachment,
  value: string,
): Promise<void> {
  if (value === (tags[SHADOWED] ?? '')) return;
  const { region } = spoke;
  await spoke.bound(calls).hub.createTags({ Resources: [attachmentId], Tags: toTags({ [SHADOWED]: value }) });
  const because = `static routes that take addresses of ${vpcId} have changed`;
  const deduplicationId = `shadowed/${vpcId}/${clock.now().toISOString()}`;
  await queues.send(queueUrl(landingZone, worker.name), fifoMessageOf({ accountId, region, because }, deduplicationId));
}
