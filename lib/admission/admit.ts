import { allowedSegments } from '../landing-zone';
import { cidrObjection, routedCidrs } from './cidrs';
import type { AdmissionInput, JoinedAttachment } from './input';
import { chooseSegment } from './segment';
import type { Objection, Verdict } from './verdict';
import { JOIN, cleanText, misspelledJoin } from '../names';

const INACTIVE: ReadonlySet<string> = new Set(['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'DEPARTED']);

/**
 * Decides whether one VPC may join, and in which segment. Pure: the same input gives the same verdict. The OU path, then
 * the account's tag, decide which segments are allowed; the VPC's tag asks to join and picks one of them. The rules are the
 * table in `index.ts`.
 */
export const admit = (input: AdmissionInput): Verdict => {
  const { account, vpc, own, landingZone } = input;
  const joinTag = vpc.tags[JOIN];
  const misspelled = misspelledJoin(vpc.tags);
  if (own === undefined && joinTag === undefined && misspelled === undefined) return { status: 'not-ours' };
  if (INACTIVE.has(account.state)) {
    const because = `the account is ${account.state}, expected ACTIVE; reactivate the account first`;
    return own === undefined ? { status: 'refused', reason: 'account-inactive', because } : leaveNow(because);
  }
  if (vpc.ownerId !== account.id) return refusal(foreignVpc(input));
  if (vpc.region !== landingZone.hub.region) return refusal(otherRegion(input));

  const allowed = allowedSegments(landingZone, account);
  if (allowed.length === 0) {
    const ouPath = account.ouPath.join(' > ');
    return own === undefined
      ? { status: 'not-ours' }
      : leaveNow(`no OU of ${ouPath} permits a segment; move the account into one that does`);
  }
  if (own === undefined && misspelled !== undefined) return refusal(tagKey(misspelled));
  return own === undefined ? newcomer(input, allowed) : joined(input, own, allowed);
};

const leaveNow = (because: string, objection?: Pick<Objection, 'reason' | 'detail'>): Verdict => ({
  ...{ status: 'leaving', drain: false, because },
  ...(objection === undefined ? {} : { reason: objection.reason }),
  ...(objection?.detail === undefined ? {} : { detail: objection.detail }),
});

/** Why a range is unknown names others: that is for operators. */
const UNKNOWN = 'whether another VPC has its CIDRs is not known yet; an operator can see why';

const refusal = ({ reason, because, detail, approvable }: Objection): Verdict =>
  approvable === true
    ? { status: 'awaiting-approval', reason, because }
    : { status: 'refused', reason, because, ...(detail === undefined ? {} : { detail }) };

function newcomer(input: AdmissionInput, allowed: readonly string[]): Verdict {
  const choice = chooseSegment(input, input.vpc.tags[JOIN] ?? '', allowed);
  if ('reason' in choice) return refusal(choice);
  const { segment } = choice;
  const objection = cidrObjection(input, segment) ?? tooFewZones(input) ?? dnsAttributesOff(input);
  if (objection !== undefined) return refusal(objection);
  return input.unknown === undefined
    ? { status: 'admitted', segment }
    : { status: 'undecided', because: UNKNOWN, detail: input.unknown };
}

/** A VPC that has joined is judged until it has left, with any value of its tag. */
function joined(input: AdmissionInput, own: JoinedAttachment, allowed: readonly string[]): Verdict {
  const { vpc, admitted } = input;
  const joinTag = vpc.tags[JOIN];
  const present = own.segment !== undefined && allowed.includes(own.segment) ? own.segment : undefined;
  const misplaced = own.segment !== undefined && present === undefined;
  const leave = (because: string): Verdict => ({
    status: 'leaving',
    drain: !misplaced && mayDrain(input, present),
    because,
  });
  if (joinTag === undefined) return leave(`the tag ${JOIN} is gone; set it to "true" to stay`);
  if (own.leaving === true) {
    // A leave that has begun ends, unless the VPC asks to join and could join today.
    const asked = newcomer(input, allowed);
    if (asked.status !== 'admitted')
      return leave(`the VPC leaves, and cannot join again: ${'because' in asked ? asked.because : asked.status}`);
  }
  const choice = chooseSegment(input, joinTag, allowed);
  const objection = 'reason' in choice ? choice : undefined;
  const segment = 'segment' in choice ? choice.segment : present;
  if (segment === undefined || objection?.reason === 'segment-forbidden')
    return leaveNow(objection?.because ?? `no segment is chosen for the VPC; set the tag ${JOIN} to "true"`, objection);
  const wrongCidr = cidrObjection(input, segment);
  // Quarantine keeps the association, so it is no answer for a segment that the account may not use any more.
  if (misplaced && (wrongCidr !== undefined || input.unknown !== undefined))
    return leaveNow(
      `the account may not use segment ${own.segment ?? ''} any more, and ${wrongCidr?.because ?? UNKNOWN}`,
      wrongCidr ?? { reason: 'cidr-overlap', ...(input.unknown === undefined ? {} : { detail: input.unknown }) },
    );
  if (wrongCidr !== undefined) {
    const { reason, because, detail } = wrongCidr;
    return { status: 'quarantined', segment, reason, because, ...(detail === undefined ? {} : { detail }) };
  }
  // Where nothing of the VPC is known, nothing is taken from it. A CIDR that it added is closed until it is known to be free.
  if (input.unknown !== undefined)
    return admitted.length === 0
      ? { status: 'undecided', because: UNKNOWN, detail: input.unknown }
      : { status: 'quarantined', segment, reason: 'cidr-overlap', because: UNKNOWN, detail: input.unknown };
  const complaint = objection ?? tooFewZones(input) ?? dnsAttributesOff(input);
  return { status: 'admitted', segment, ...(complaint === undefined ? {} : { objection: complaint }) };
}

const tagKey = (found: string): Objection => ({
  reason: 'tag-key',
  because: `the VPC has the tag ${cleanText(found)}, expected ${JOIN}: tag keys are case-sensitive; rename it`,
});

/** A path that stays for a while is not one for a CIDR that was never admitted. */
function mayDrain(input: AdmissionInput, segment: string | undefined): boolean {
  const { vpc, landingZone, admitted } = input;
  if (segment !== undefined && cidrObjection(input, segment) !== undefined) return false;
  const fresh = routedCidrs(landingZone, vpc.cidrs).filter((cidr) => !admitted.includes(cidr));
  return fresh.length === 0 || admitted.length === 0;
}

/** A participant of a shared VPC can describe and tag it, but only its owner can attach it. */
const foreignVpc = ({ vpc }: AdmissionInput): Objection => ({
  reason: 'foreign-vpc',
  because: 'the VPC belongs to another account and is only shared with this one; tag it there',
  detail: `the VPC belongs to account ${vpc.ownerId} and is only shared with this one; tag it there`,
});

/** A VPC attaches to a transit gateway of its own region (Transit Gateway guide, VPC attachments). */
const otherRegion = ({ vpc, landingZone }: AdmissionInput): Objection => ({
  reason: 'other-region',
  because: `the VPC is in ${vpc.region}, expected ${landingZone.hub.region}, where the hub's transit gateway is; create the VPC there`,
});

const tooFewZones = ({ usableSubnetAzs, fullSubnetIds, landingZone }: AdmissionInput): Objection | undefined => {
  const { requiredAzs } = landingZone.join;
  if (usableSubnetAzs >= requiredAzs) return undefined;
  const found =
    usableSubnetAzs === 0 ? 'no usable subnet' : `usable subnets in ${usableSubnetAzs} Availability Zone(s) only`;
  if (fullSubnetIds.length > 0)
    return {
      reason: 'subnet-full',
      because: `the VPC has ${found}, expected ${requiredAzs} zones, and no address is free in ${[...fullSubnetIds].sort().join(', ')}; free one or add subnets`,
    };
  return {
    reason: 'too-few-zones',
    because: `the VPC has ${found}, expected ${requiredAzs} zones (Local Zone, Outpost and IPv6-only subnets don't count); add subnets`,
  };
};

/** A private hosted zone resolves only in a VPC with both attributes on (Route 53 developer guide, private hosted zones). */
const dnsAttributesOff = ({ vpc }: AdmissionInput): Objection | undefined => {
  const off = [
    ...(vpc.dnsSupport === false ? ['enableDnsSupport'] : []),
    ...(vpc.dnsHostnames === false ? ['enableDnsHostnames'] : []),
  ];
  if (off.length === 0) return undefined;
  return {
    reason: 'dns-attributes',
    because: `${off.join(' and ')} off, expected on, or private zones do not resolve; turn ${off.length > 1 ? 'both' : 'it'} on`,
  };
};
