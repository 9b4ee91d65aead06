import { admit, usableSubnets, type MeshAttachment, type Verdict } from '../../admission';
import type { Account } from '../../aws/read/organization';
import type { Attachment, Subnet, Vpc } from '../../aws/read/shapes';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { whyExcluded, type LandingZone } from '../../landing-zone';
import { CIDRS, JOIN, MANAGED, STATUS, cidrsOfTag, parseStatus, type VpcStatus } from '../../names';
import type { Report } from '../../reconcile/engine';
import type { LeaveTarget, Target } from '../../reconcile/target';
import { calls as vpcTagCalls, dnsAttributes } from './vpc-tags';

/** The decision about a VPC that asks to join or that Wheelwright has changed: it becomes a target, or is refused. */
export interface VpcDecision {
  readonly vpc: Vpc;
  readonly status: VpcStatus | undefined;
  readonly attached: boolean;
  readonly target?: Target;
  readonly refusal?: Report;
}

/** Decides about every VPC of a spoke. The number of reads does not grow with the number of VPCs, but for new ones. */
export async function decideVpcs(
  landingZone: LandingZone,
  spoke: SpokeContext,
  account: Account,
): Promise<readonly VpcDecision[]> {
  const vpcs = await spoke.reads.vpcs();
  const attachments = await spoke.reads.attachments();
  const concerned = vpcs.filter(
    ({ vpcId, tags }) =>
      tags[JOIN] !== undefined ||
      parseStatus(tags[STATUS]) !== undefined ||
      attachments.some((each) => each.vpcId === vpcId && isOurs(each)),
  );
  const subnets = concerned.length === 0 ? [] : await spoke.reads.subnets();
  const decisions: VpcDecision[] = [];
  for (const vpc of concerned) decisions.push(await decide({ landingZone, spoke, account, subnets, attachments }, vpc));
  return decisions;
}

/** Targets for all our attachments of an account whose role cannot be assumed: the hub removes them. */
export function leaveTargetsOf(
  landingZone: LandingZone,
  account: Account,
  attachments: readonly Attachment[],
): readonly LeaveTarget[] {
  const because = whyExcluded(landingZone, account) ?? 'the role in the account cannot be assumed';
  return attachments
    .filter(({ accountId, ...attachment }) => accountId === account.id && isOurs(attachment))
    .map(({ vpcId }) => ({ key: vpcId, intent: 'leave', because }));
}

interface DecisionInput {
  readonly landingZone: LandingZone;
  readonly spoke: SpokeContext;
  readonly account: Account;
  readonly subnets: readonly Subnet[];
  readonly attachments: readonly Attachment[];
}

async function decide(input: DecisionInput, vpc: Vpc): Promise<VpcDecision> {
  const { landingZone, spoke, account, attachments } = input;
  const status = parseStatus(vpc.tags[STATUS]);
  const changed = status !== undefined && status.phase !== 'refused';
  const asks = vpc.tags[JOIN] !== undefined;
  // An attachment that was made by hand is adopted if its VPC asks to join, and is not touched otherwise.
  const own = attachments.find((each) => each.vpcId === vpc.vpcId && (asks || changed || isOurs(each)));
  const usable = usableSubnets(
    input.subnets.filter(({ vpcId }) => vpcId === vpc.vpcId),
    own?.subnetIds,
  );
  // Two calls per VPC, made only where it would be attached now.
  const isNew = own === undefined && asks;
  const attributes = isNew && usable.length > 0 ? await dnsAttributes(spoke.bound(vpcTagCalls), vpc.vpcId) : {};
  const segment = status && 'segment' in status ? { segment: status.segment } : {};
  const verdict = admit({
    account,
    vpc: { ...vpc, region: spoke.region, ...attributes },
    usableSubnetAzs: usable.length,
    attachments: attachments.map(meshAttachment),
    ...(own ? { own: { attachmentId: own.attachmentId, createdAt: own.createdAt, ...segment } } : {}),
    landingZone,
    approvals: [],
  });
  const subnetIds = usable.map(({ subnetId }) => subnetId);
  const facts = { vpc, status, attached: own !== undefined };
  return { ...facts, ...targetOrRefusal(landingZone, { ...facts, changed, subnetIds }, verdict) };
}

interface VpcFacts {
  readonly vpc: Vpc;
  readonly status: VpcStatus | undefined;
  readonly attached: boolean;
  /** Wheelwright has changed the VPC: it is cleaned up if it may not stay. */
  readonly changed: boolean;
  readonly subnetIds: readonly string[];
}

function targetOrRefusal(
  landingZone: LandingZone,
  facts: VpcFacts,
  verdict: Verdict,
): Pick<VpcDecision, 'target' | 'refusal'> {
  const { vpc, attached, changed, subnetIds } = facts;
  const key = vpc.vpcId;
  switch (verdict.status) {
    case 'admitted':
    case 'quarantined': {
      const { segment } = verdict;
      const quarantined = verdict.status === 'quarantined';
      const because = verdict.status === 'quarantined' ? verdict.because : `admitted to segment ${segment}`;
      return {
        target: { key, intent: 'join', because, membership: { segment, quarantined, cidrs: vpc.cidrs, subnetIds } },
      };
    }
    case 'leaving':
      return { target: leaving(landingZone, facts, verdict.because, verdict.drain) };
    case 'not-ours':
      return attached || changed
        ? { target: leaving(landingZone, facts, 'the VPC does not belong to the mesh any more', true) }
        : {};
    case 'refused':
    case 'awaiting-approval':
      return changed && !attached
        ? { target: leaving(landingZone, facts, verdict.because, false) }
        : { refusal: refusal(key, verdict.because) };
  }
}

function leaving(landingZone: LandingZone, { vpc, status }: VpcFacts, because: string, drains: boolean): LeaveTarget {
  const until = status?.phase === 'leaving' ? status.drainedUntil : undefined;
  const drain = { ms: landingZone.leave.drainMinutes * 60_000, ...(until ? { until } : {}) };
  return { key: vpc.vpcId, intent: 'leave', because, ...(drains ? { drain } : {}) };
}

const refusal = (key: string, because: string): Report => ({
  target: { key, intent: 'join', because },
  status: 'refused',
  outcomes: new Map(),
});

/** Each attachment of ours has this tag in the hub account. */
const isOurs = ({ tags }: Pick<Attachment, 'tags'>): boolean => tags[MANAGED] === 'true';

const meshAttachment = ({ attachmentId, createdAt, vpcId, accountId, tags }: Attachment): MeshAttachment => ({
  attachmentId,
  createdAt,
  vpcId,
  accountId,
  cidrs: cidrsOfTag(tags[CIDRS]),
});
