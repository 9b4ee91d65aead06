import { admit, usableSubnets, type MeshAttachment, type Verdict } from '../../admission';
import { calls as noteCalls, dnsAttributes } from './vpc-tags';
import { parseStatus, type VpcStatus } from '../../names/vpc-status';
import { CIDRS, cidrsOfTag, JOIN, MANAGED, STATUS } from '../../names/tags';
import type { Account, Target } from '../../reconcile/concept';
import type { Report } from '../../reconcile/engine';
import type { Attachment, Subnet, Vpc } from '../../aws/read/shapes';
import type { Workpiece, Workplace } from '../../dispatch/context';

/** A VPC that asked, or that we have touched: it becomes a target, or is refused. */
export interface Candidate {
  readonly vpc: Vpc;
  readonly status: VpcStatus | undefined;
  readonly attached: boolean;
  readonly target?: Target;
  readonly refusal?: Report;
}

/** Decides about every VPC of a spoke, from reads whose number does not depend on how many there are. */
export async function candidates(place: Workplace, piece: Workpiece, account: Account): Promise<readonly Candidate[]> {
  const vpcs = await piece.reads.vpcs();
  const attachments = await piece.reads.attachments();
  const concerned = vpcs.filter(
    ({ vpcId, tags }) =>
      tags[JOIN] !== undefined ||
      parseStatus(tags[STATUS]) !== undefined ||
      attachments.some((each) => each.vpcId === vpcId && isOurs(each)),
  );
  const subnets = concerned.length === 0 ? [] : await piece.reads.subnets();
  const found: Candidate[] = [];
  for (const vpc of concerned) found.push(await decide(place, piece, account, vpc, subnets, attachments));
  return found;
}

/** The attachments of an account that cannot be entered any more: they go, from the hub's side. */
export const departed = (account: Account, attachments: readonly Attachment[]): readonly Target[] =>
  attachments
    .filter((attachment) => attachment.accountId === account.id && isOurs(attachment))
    .map(({ vpcId }) => ({
      key: vpcId,
      intent: 'leave',
      because: `account ${account.id} is ${account.state}`,
      drainMs: 0,
    }));

async function decide(
  place: Workplace,
  piece: Workpiece,
  account: Account,
  vpc: Vpc,
  subnets: readonly Subnet[],
  attachments: readonly Attachment[],
): Promise<Candidate> {
  const { landingZone } = place;
  const status = parseStatus(vpc.tags[STATUS]);
  const marked = status !== undefined && status.phase !== 'refused';
  const asks = vpc.tags[JOIN] !== undefined;
  // One that somebody made by hand is adopted when its VPC asks to join, and else none of our business.
  const own = attachments.find((each) => each.vpcId === vpc.vpcId && (asks || marked || isOurs(each)));
  const usable = usableSubnets(
    subnets.filter(({ vpcId }) => vpcId === vpc.vpcId),
    own?.subnetIds,
  );
  const touched = own !== undefined || marked;
  const newcomer = own === undefined && asks;
  // Two calls a VPC: made only where it would be attached now.
  const attributes = newcomer && usable.length > 0 ? await dnsAttributes(piece.bound(noteCalls), vpc.vpcId) : {};
  const segment = status && 'segment' in status ? { segment: status.segment } : {};
  const verdict = admit({
    account,
    vpc: { ...vpc, region: piece.region, ...attributes },
    usableSubnetAzs: usable.length,
    attachments: attachments.map(meshAttachment),
    ...(own ? { own: { attachmentId: own.attachmentId, createdAt: own.createdAt, ...segment } } : {}),
    landingZone,
    approvals: [],
  });
  return { vpc, status, attached: own !== undefined, ...outcome(verdict) };

  function outcome(verdict: Verdict): Pick<Candidate, 'target' | 'refusal'> {
    const key = vpc.vpcId;
    switch (verdict.status) {
      case 'admitted':
      case 'quarantined':
        return {
          target: {
            key,
            intent: 'join',
            segment: verdict.segment,
            quarantined: verdict.status === 'quarantined',
            because: verdict.status === 'quarantined' ? verdict.because : `admitted to segment ${verdict.segment}`,
            cidrs: vpc.cidrs,
            subnetIds: usable.map(({ subnetId }) => subnetId),
          },
        };
      case 'leaving':
        return { target: leave(verdict.because, verdict.drain) };
      case 'not-ours':
        return touched ? { target: leave(`nothing of ${key} belongs to the mesh any more`, true) } : {};
      case 'refused':
      case 'awaiting-approval':
        return touched && own === undefined
          ? { target: leave(verdict.because, false) }
          : { refusal: refusal(verdict.because) };
    }
  }

  function leave(because: string, drain: boolean): Target {
    const drainMs = drain ? landingZone.leave.drainMinutes * 60_000 : 0;
    const drainedUntil = drain && status?.phase === 'leaving' ? status.drainedUntil : undefined;
    return { key: vpc.vpcId, intent: 'leave', because, drainMs, ...(drainedUntil ? { drainedUntil } : {}) };
  }

  function refusal(because: string): Report {
    const target: Target = { key: vpc.vpcId, intent: 'join', because };
    return { target, status: 'refused', outcomes: new Map() };
  }
}

/** The hub tags each attachment of ours. */
const isOurs = ({ tags }: Attachment): boolean => tags[MANAGED] === 'true';

const meshAttachment = ({ attachmentId, createdAt, vpcId, accountId, tags }: Attachment): MeshAttachment => ({
  attachmentId,
  createdAt,
  vpcId,
  accountId,
  cidrs: cidrsOfTag(tags[CIDRS]),
});
