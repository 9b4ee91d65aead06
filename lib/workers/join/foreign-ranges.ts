import type { TakenRange } from '../../admission';
import type { Attachment, MeshAttachment } from '../../aws/read/shapes';
import type { SpokeContext } from '../../dispatch/spoke-context';
import type { WorkerContext } from '../../dispatch/worker-context';
import { contains, overlaps } from '../../landing-zone';
import { CIDRS, cidrsOfTag } from '../../names';
import { segmentOf, type Question } from './admitted-ranges';
import { hiddenPropagations } from './foreign-propagations';
import { LIVE } from './live';
import { routesElsewhere, tablesFor, type RouteElsewhere } from './routed-ranges';

/** The ranges of others that overlap the CIDRs. `unknown`: why there may be more. */
interface Taken {
  readonly taken: readonly TakenRange[];
  readonly unknown?: string;
}

type Context = Pick<WorkerContext, 'landingZone' | 'hubs' | 'admissions' | 'clock' | 'foreign'>;

/**
 * What the routes of the hub's transit gateway say of ranges that nobody has recorded: those of attachments which Wheelwright
 * does not manage, and those of VPCs in the mesh whose record is lost. Of a VPC any route that overlaps counts, of other kinds
 * of attachments only one that is as specific or more: a route to on-premises is a summary. A propagation without a route hides
 * what it would take: the gateway leaves out a route that it has already.
 */
export async function routedElsewhere(
  context: Context,
  spoke: SpokeContext,
  question: Question & { readonly recorded: ReadonlySet<string> },
): Promise<Taken> {
  if (question.cidrs.length === 0) return { taken: [] };
  const routes = (await routesElsewhere(context, spoke, question)).filter(
    ({ resourceId }) => !question.recorded.has(resourceId),
  );
  const attachments = await attachmentsOf(spoke, routes);
  const lost = await lostRanges(context, spoke, question.cidrs, attachments);
  const foreign = routes.flatMap((route) => {
    const attachment = attachments.find(({ attachmentId }) => attachmentId === route.attachmentId);
    return takenByForeign(context, question.cidrs, route, attachment);
  });
  const hidden = await hiddenPropagations(context, spoke, tablesFor(context, spoke, question.cidrs), question.vpcId);
  return { taken: [...lost, ...foreign], ...(hidden === undefined ? {} : { unknown: hidden }) };
}

/** The ranges of VPCs in the mesh that lie in these CIDRs, whose record is lost, and that were attached before this one. */
export async function lostElsewhere(
  context: Context,
  spoke: SpokeContext,
  question: Question & { readonly own: Attachment },
): Promise<readonly TakenRange[]> {
  const attachments = await attachmentsOf(spoke, await routesElsewhere(context, spoke, question));
  const earlier = attachments.filter((attachment) => precedes(attachment, question.own));
  return lostRanges(context, spoke, question.cidrs, earlier);
}

const attachmentsOf = (spoke: SpokeContext, routes: readonly RouteElsewhere[]): Promise<readonly MeshAttachment[]> =>
  spoke.reads.named([...new Set(routes.map(({ attachmentId }) => attachmentId))].sort());

/** Of managed attachments: a VPC with a record that lacks the range has given it up, and the tag has not followed yet. */
async function lostRanges(
  { admissions, hubs }: Context,
  spoke: SpokeContext,
  cidrs: readonly string[],
  attachments: readonly MeshAttachment[],
): Promise<readonly TakenRange[]> {
  const managed = attachments.filter(({ tags }) => tags[CIDRS] !== undefined);
  if (managed.length === 0) return [];
  const { region } = spoke;
  const known = await admissions.ofVpcs(managed.map((each) => ({ ...each, region })));
  return managed
    .filter(({ vpcId }) => !known.some((admission) => admission.vpcId === vpcId))
    .flatMap((other) => {
      const segment = segmentOf(spoke, hubs, other);
      return cidrsOfTag(other.tags[CIDRS])
        .filter((cidr) => cidrs.some((one) => overlaps(one, cidr)))
        .map((cidr): TakenRange => ({
          cidr,
          holder: `VPC ${other.vpcId} in account ${other.accountId}`,
          ...(segment === undefined ? {} : { segment }),
        }));
    });
}

const precedes = (one: Attachment, other: Attachment): boolean => {
  const difference = one.createdAt.getTime() - other.createdAt.getTime();
  return difference === 0 ? one.attachmentId < other.attachmentId : difference < 0;
};

/** The shortest prefix of a VPC (VPC User Guide): a static route with a shorter one is a summary, not the range of a VPC. */
const SHORTEST_VPC_PREFIX = 16;

function takenByForeign(
  { landingZone }: Context,
  cidrs: readonly string[],
  route: RouteElsewhere,
  attachment: MeshAttachment | undefined,
): readonly TakenRange[] {
  if (attachment === undefined || attachment.tags[CIDRS] !== undefined) return [];
  const { cidr, segment, isStatic, resourceType, resourceId, attachmentId } = route;
  const isVpc = resourceType === 'vpc';
  if (isVpc && !LIVE.has(attachment.state)) return [];
  const configured = (landingZone.segments[segment]?.routes ?? []).map((each) => each.cidr);
  const summary = isStatic && (configured.includes(cidr) || Number(cidr.split('/')[1]) < SHORTEST_VPC_PREFIX);
  const specific = cidrs.some((outer) => contains({ outer, inner: cidr }));
  if (isVpc ? summary : !specific) return [];
  const holder = `${resourceType} ${resourceId} (${attachmentId}, which Wheelwright does not manage)`;
  return [{ cidr, segment, holder }];
}
