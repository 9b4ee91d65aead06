import { localCidrs, routedCidrs, type JoinedAttachment, type Verdict } from '../../admission';
import type { Attachment, Vpc } from '../../aws/read/shapes';
import { hasBegunToLeave, isInMesh, type VpcAdmission } from '../../hub/admissions';
import type { LandingZone } from '../../landing-zone';
import { JOIN, MANAGED, STATUS, misspelledJoin, parseStatus, type VpcStatus } from '../../names';
import type { Report } from '../../reconcile/engine';
import type { LeaveTarget, Target } from '../../reconcile/target';
import { failureOrBug } from '../../aws/sdk/failure';
import { outcomeOf, type Finding } from '../../reconcile/outcome';
import { stoppedReport } from './stopped-report';
import { segmentOf } from './admitted-ranges';
import { drainOf } from './drain';
import { isMarked } from './marked';
import { isInOrder, staysInOrder } from './in-order';
import { ENOUGH_SUBNETS, readSubnets, type SubnetFacts } from './subnet-facts';
import { decideRanges, type DecisionInput } from './range-decisions';
import { calls as vpcTagCalls, dnsAttributes } from './vpc-tags';

/** The decision about a VPC that asks to join or that Wheelwright has changed: it becomes a target, or is refused. */
export interface VpcDecision {
  readonly vpc: Vpc;
  readonly status: VpcStatus | undefined;
  /** The VPC has an attachment that is ours, or that the hub has accepted. */
  readonly attached: boolean;
  /** Its leave was allowed before, or its hub's side is undone already. */
  readonly begun: boolean;
  /** It is in order, and nothing was heard of it: no concept looks at it. */
  readonly inOrder?: true;
  readonly target?: Target;
  readonly refusal?: Report;
  /** CIDRs that the VPC cannot have because others have them: it is woken once they are free. */
  readonly waitsFor?: readonly string[];
}

/**
 * Decides about every VPC of a spoke, but for those that are in order and of which nothing was heard: their subnets are not read.
 * The number of reads does not grow with the number of VPCs, but for new ones.
 */
export async function decideVpcs(input: DecisionInput): Promise<readonly VpcDecision[]> {
  const { spoke, admissions } = input;
  const vpcs = await spoke.reads.vpcs();
  const attachments = await spoke.reads.attachments();
  const concerned = vpcs.filter(
    ({ vpcId, tags }) =>
      tags[JOIN] !== undefined ||
      misspelledJoin(tags) !== undefined ||
      isMarked(tags) ||
      parseStatus(tags[STATUS]) !== undefined ||
      admissions.some((each) => each.vpcId === vpcId && isInMesh(each)) ||
      attachments.some((each) => each.vpcId === vpcId && isOurs(each)),
  );
  const decisions: VpcDecision[] = [];
  const others: Vpc[] = [];
  for (const vpc of concerned) {
    const decision = await decisionInOrder(input, vpc, attachmentOf(attachments, vpc));
    if (decision === undefined) others.push(vpc);
    else decisions.push(decision);
  }
  const facts = await readSubnets(input, others);
  for (const vpc of others) {
    const attachment = attachmentOf(attachments, vpc);
    const decision = facts(vpc, attachment).then((found) => decide(input, vpc, attachment, found));
    decisions.push(await decision.catch((error: unknown) => undecidable(input, vpc, error)));
  }
  return decisions;
}

const attachmentOf = (attachments: readonly Attachment[], { vpcId }: Vpc): Attachment | undefined =>
  attachments.find((attachment) => attachment.vpcId === vpcId);

/** The decision about a VPC that is in order and stays so; undefined for any other. */
async function decisionInOrder(
  input: DecisionInput,
  vpc: Vpc,
  attachment: Attachment | undefined,
): Promise<VpcDecision | undefined> {
  if (!isInOrder(input, vpc, attachment)) return undefined;
  try {
    const decision = await decide(input, vpc, attachment, ENOUGH_SUBNETS);
    return staysInOrder(input, decision) ? { ...decision, inOrder: true } : undefined;
  } catch {
    // It is decided about once more, and then the failure is reported.
    return undefined;
  }
}

/** A VPC that cannot be decided about stays as it is, and the others go on. */
const undecidable = ({ spoke }: DecisionInput, vpc: Vpc, error: unknown): VpcDecision => {
  const { accountId, region } = spoke;
  const failure = failureOrBug(error, { action: `the decision about ${vpc.vpcId}`, accountId, region });
  const stop = outcomeOf(failure, []);
  return {
    vpc,
    status: parseStatus(vpc.tags[STATUS]),
    attached: true,
    begun: false,
    refusal: stoppedReport({ key: vpc.vpcId, intent: 'join', because: failure.message }, stop),
  };
};

async function decide(
  input: DecisionInput,
  vpc: Vpc,
  attachment: Attachment | undefined,
  { usable, full }: SubnetFacts,
): Promise<VpcDecision> {
  const { context, spoke, account } = input;
  const { landingZone, hubs } = context;
  const asks = vpc.tags[JOIN] !== undefined;
  const recorded = input.admissions.find(({ vpcId }) => vpcId === vpc.vpcId);
  const changed = isMarked(vpc.tags) || (recorded !== undefined && isInMesh(recorded));
  const ours = attachment !== undefined && isOurs(attachment);
  // An attachment made by hand is adopted if its VPC asks to join. While it is pending it reserves nothing.
  const own =
    attachment && (ours || changed || (asks && attachment.state !== 'pendingAcceptance')) ? attachment : undefined;
  // Two calls per VPC, made only where it would be attached now.
  const isNew = own === undefined && asks;
  const attributes =
    isNew && usable !== undefined && usable.length > 0 ? await dnsAttributes(spoke.bound(vpcTagCalls), vpc.vpcId) : {};
  const segment = segmentOf(spoke, hubs, own);
  const facts = {
    account,
    vpc: { ...vpc, region: spoke.region, ...attributes },
    usableSubnetAzs: usable?.length ?? landingZone.join.requiredAzs,
    fullSubnetIds: full.map(({ subnetId }) => subnetId),
    ...(own ? { own: joinedAttachment(segment, recorded) } : {}),
    landingZone,
    approvals: [],
  };
  const { verdict, waitsFor } = await decideRanges(input, vpc, own, facts);
  const subnetIds = (usable ?? []).map(({ subnetId }) => subnetId);
  const decision = {
    vpc,
    status: parseStatus(vpc.tags[STATUS]),
    attached: own !== undefined,
    begun: recorded !== undefined && hasBegunToLeave(recorded),
  };
  const member = ours || changed;
  const drain = member && mayDrain(verdict) ? await drainOf(input, vpc, recorded) : undefined;
  return {
    ...decision,
    ...(waitsFor.length === 0 ? {} : { waitsFor }),
    ...targetOrRefusal(
      landingZone,
      {
        ...{ vpc, member, subnetIds, begun: decision.begun },
        ...(drain ? { drain } : {}),
      },
      verdict,
    ),
  };
}

const joinedAttachment = (segment: string | undefined, recorded: VpcAdmission | undefined): JoinedAttachment => ({
  ...(segment === undefined ? {} : { segment }),
  ...(recorded?.leavingSince === undefined ? {} : { leaving: true }),
});

const mayDrain = (verdict: Verdict): boolean =>
  verdict.status === 'not-ours' || (verdict.status === 'leaving' && verdict.drain);

interface VpcFacts {
  readonly vpc: Vpc;
  /** Wheelwright has changed the VPC or its attachment: it is cleaned up if it may not stay. Otherwise nothing is removed. */
  readonly member: boolean;
  readonly subnetIds: readonly string[];
  readonly begun: boolean;
  readonly released?: true;
  readonly drain?: NonNullable<LeaveTarget['drain']>;
}

function targetOrRefusal(
  landingZone: LandingZone,
  facts: VpcFacts,
  verdict: Verdict,
): Pick<VpcDecision, 'target' | 'refusal'> {
  const { vpc, member, subnetIds } = facts;
  const key = vpc.vpcId;
  switch (verdict.status) {
    case 'admitted':
    case 'quarantined': {
      // What was made by hand and may not join stays as it is.
      if (verdict.status === 'quarantined' && !member) return { refusal: refusal(key, verdict) };
      const { segment } = verdict;
      const quarantined = verdict.status === 'quarantined';
      const cidrs = routedCidrs(landingZone, vpc.cidrs);
      const local = localCidrs(landingZone, vpc.cidrs);
      return {
        target: {
          key,
          intent: 'join',
          ...(verdict.status === 'quarantined' ? reasonOf(verdict) : admission(verdict)),
          membership: { segment, quarantined, cidrs, localCidrs: local, subnetIds },
        },
      };
    }
    case 'leaving':
      return member ? { target: leaving(facts, verdict) } : { refusal: refusal(key, verdict) };
    case 'not-ours':
      return member ? { target: leaving(facts, { because: 'the VPC does not belong to the mesh any more' }) } : {};
    case 'undecided':
      return { refusal: undecided(key, verdict) };
    case 'refused':
    case 'awaiting-approval':
      return member ? { target: leaving(facts, verdict) } : { refusal: refusal(key, verdict) };
  }
}

/** Why a VPC may be in its segment; the reason is that of what would keep it out today. */
const admission = ({ segment, objection }: Verdict & { status: 'admitted' }) => ({
  because: `admitted to segment ${segment}${objection === undefined ? '' : `; it stays although ${objection.because}`}`,
  ...(objection === undefined ? {} : { reason: objection.reason }),
});

type Reasons = Partial<Finding> & { readonly because: string };

const reasonOf = ({ reason, because, detail }: Reasons) => ({
  because,
  ...(reason === undefined ? {} : { reason }),
  ...(detail === undefined ? {} : { detail }),
});

const leaving = ({ vpc, begun, released, drain }: VpcFacts, reasons: Reasons): LeaveTarget => ({
  key: vpc.vpcId,
  intent: 'leave',
  ...reasonOf(reasons),
  ...(begun ? { begun } : {}),
  ...(drain ? { drain } : {}),
  ...(released ? { released } : {}),
});

/** The report of a VPC that admission refuses, or lets wait for an operator. */
export const refusal = (key: string, verdict: Reasons & { readonly status?: Verdict['status'] }): Report => ({
  target: {
    ...{ key, intent: 'join', ...reasonOf(verdict) },
    ...(verdict.status === 'awaiting-approval' ? { awaitsApproval: true } : {}),
  },
  status: 'refused',
  outcomes: new Map(),
});

/** A report that waits in front of the first concept, for an event or the sweep. */
const undecided = (key: string, { because, detail }: Verdict & { status: 'undecided' }): Report =>
  stoppedReport(
    { key, intent: 'join', because },
    { status: 'waiting', applied: [], because: detail, retryAfterSeconds: 60, long: true },
  );

/** Each attachment of ours has this tag in the hub account. */
export const isOurs = ({ tags }: Pick<Attachment, 'tags'>): boolean => tags[MANAGED] === 'true';
