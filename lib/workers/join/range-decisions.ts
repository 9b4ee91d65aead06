import { admit, routedCidrs, type AdmissionInput, type Verdict } from '../../admission';
import type { Account } from '../../aws/read/organization';
import type { Attachment, Vpc } from '../../aws/read/shapes';
import type { Records } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import type { WorkerContext } from '../../dispatch/worker-context';
import { hasBegunToLeave, type AdmittedRange, type VpcAdmission } from '../../hub/admissions';
import { overlaps } from '../../landing-zone';
import { CIDRS, cidrsOfTag } from '../../names';
import { admittedElsewhere, takenBy } from './admitted-ranges';
import { lostElsewhere, routedElsewhere } from './foreign-ranges';

/** What the decisions about the VPCs of one spoke are made with. */
export interface DecisionInput {
  readonly context: Pick<WorkerContext, 'landingZone' | 'hubs' | 'admissions' | 'clock' | 'foreign'>;
  readonly spoke: SpokeContext;
  readonly account: Account;
  /** Whether admissions of a VPC may be recorded. A plan records none, nor does a frozen account or VPC. */
  readonly writes: (vpcId: string) => boolean;
  readonly admissions: readonly VpcAdmission[];
  /** The spoke's records before. */
  readonly former: Records;
}

type Facts = Omit<AdmissionInput, 'admitted' | 'taken' | 'unknown'>;

interface RangeDecision {
  readonly verdict: Verdict;
  readonly waitsFor: readonly string[];
}

/**
 * Decides with the ranges of all others, and records the ranges of a VPC that is admitted. Another worker may record an
 * overlapping range between the read and the write: then its range counts.
 */
export async function decideRanges(
  input: DecisionInput,
  vpc: Vpc,
  own: Attachment | undefined,
  facts: Facts,
): Promise<RangeDecision> {
  const { context, spoke, writes } = input;
  const { vpcId } = vpc;
  const routed = routedCidrs(context.landingZone, vpc.cidrs);
  const held = await heldRanges(input, vpc, own);
  const admitted = held.map(({ cidr }) => cidr).filter((cidr) => routed.includes(cidr));
  const fresh = routed.filter((cidr) => !admitted.includes(cidr));
  const overlapping = await admittedElsewhere(context, { vpcId, cidrs: fresh });
  const recorded = overlapping.map(takenBy);
  const recordedVpcs = new Set(overlapping.map((range) => range.vpcId));
  const foreign = await routedElsewhere(context, spoke, { vpcId, cidrs: fresh, recorded: recordedVpcs });
  const ranges = {
    admitted,
    taken: [...recorded, ...foreign.taken],
    ...(foreign.unknown ? { unknown: foreign.unknown } : {}),
  };
  const verdict = admit({ ...facts, ...ranges });
  const segment = 'segment' in verdict ? verdict.segment : undefined;
  if (segment === undefined || !writes(vpcId)) return { verdict, waitsFor: waitsFor(verdict, fresh, recorded) };
  const rangeOf = (cidr: string): AdmittedRange => {
    const known = held.find((range) => range.cidr === cidr);
    const admittedAt = known?.admittedAt ?? context.clock.now().toISOString();
    return { accountId: spoke.accountId, region: spoke.region, vpcId, cidr, segment, admittedAt };
  };
  const holds = (verdict.status === 'admitted' ? routed : admitted).map(rangeOf);
  const before = input.admissions.find((each) => each.vpcId === vpcId);
  const unit = input.account.ouPath.at(-1);
  const isRecorded = before
    ? !hasBegunToLeave(before) && before.organizationalUnitId === unit && sameRanges(before.ranges, holds)
    : holds.length === 0;
  const lost = isRecorded
    ? []
    : (await context.admissions.hold({ ...spokeAddress(spoke), vpcId }, holds, unit)).map(takenBy);
  if (lost.length === 0) return { verdict, waitsFor: waitsFor(verdict, fresh, recorded) };
  const still = admitted.filter((cidr) => !lost.some((range) => overlaps(range.cidr, cidr)));
  const decided = admit({ ...facts, ...ranges, admitted: still, taken: lost });
  return { verdict: decided, waitsFor: waitsFor(decided, routed, lost) };
}

const spokeAddress = ({ accountId, region }: SpokeContext) => ({ accountId, region });

/** The CIDRs that others have, where this is why the VPC may not have them. */
const waitsFor = (verdict: Verdict, fresh: readonly string[], taken: AdmissionInput['taken']): readonly string[] =>
  'reason' in verdict && verdict.reason === 'cidr-overlap'
    ? fresh.filter((cidr) => taken.some((range) => overlaps(range.cidr, cidr)))
    : [];

const sameRanges = (one: readonly AdmittedRange[], other: readonly AdmittedRange[]): boolean =>
  one.length === other.length &&
  one.every(({ cidr, segment }) => other.some((range) => range.cidr === cidr && range.segment === segment));

/**
 * The ranges that the VPC was admitted with: those recorded, or where the record is lost or 0.1.0 made the attachment, those
 * of the hub's tag, as old as the attachment, unless a VPC that was attached earlier has them.
 */
async function heldRanges(
  { context, spoke, admissions }: DecisionInput,
  { vpcId }: Vpc,
  own: Attachment | undefined,
): Promise<readonly AdmittedRange[]> {
  const recorded = admissions.find((each) => each.vpcId === vpcId);
  if (recorded !== undefined) return recorded.ranges;
  const tagged = cidrsOfTag(own?.tags[CIDRS]);
  if (own === undefined || tagged.length === 0) return [];
  const question = { vpcId, cidrs: tagged };
  const earlier = [
    ...(await admittedElsewhere(context, question)),
    ...(await lostElsewhere(context, spoke, { ...question, own })),
  ];
  const { accountId, region } = spoke;
  const admittedAt = own.createdAt.toISOString();
  return tagged
    .filter((cidr) => !earlier.some((range) => overlaps(range.cidr, cidr)))
    .map((cidr) => ({ accountId, region, vpcId, cidr, segment: '', admittedAt }));
}
