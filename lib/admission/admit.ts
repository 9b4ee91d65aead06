import { allowedSegments } from '../landing-zone';
import { cidrObjection } from './cidrs';
import type { AdmissionInput } from './input';
import { chooseSegment } from './segment';
import type { Objection, Verdict } from './verdict';
import { JOIN } from '../names';

const INACTIVE: ReadonlySet<string> = new Set(['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'DEPARTED']);

/**
 * Decides whether one VPC may join, and in which segment. Pure: the same input gives the same verdict. The OU path, then
 * the account's tag, decide which segments are allowed; the VPC's tag asks to join and picks one of them.
 */
export const admit = (input: AdmissionInput): Verdict => {
  const { account, vpc, own, landingZone } = input;
  const joinTag = vpc.tags[JOIN];
  const leaveNow = (because: string): Verdict => ({ status: 'leaving', drain: false, because });

  if (own === undefined && joinTag === undefined) return { status: 'not-ours' };
  if (INACTIVE.has(account.state)) {
    const because = `the account is ${account.state}, expected ACTIVE; reactivate the account first`;
    return own === undefined ? { status: 'refused', reason: 'account-inactive', because } : leaveNow(because);
  }
  if (joinTag === undefined)
    return {
      status: 'leaving',
      drain: true,
      because: `the tag ${JOIN} is gone; set it to "true" to stay`,
    };
  if (vpc.ownerId !== account.id) return refusal(foreignVpc(input));
  if (vpc.region !== landingZone.hub.region) return refusal(otherRegion(input));

  const allowed = allowedSegments(landingZone, account.ouPath);
  if (allowed.length === 0) {
    const ouPath = account.ouPath.join(' > ');
    return own === undefined
      ? { status: 'not-ours' }
      : leaveNow(`no OU of ${ouPath} permits a segment; move the account into one that does`);
  }
  const choice = chooseSegment(input, joinTag, allowed);
  if ('reason' in choice) {
    const noLongerAllowed = own?.segment !== undefined && !allowed.includes(own.segment);
    return own !== undefined && (choice.reason === 'segment-forbidden' || noLongerAllowed)
      ? leaveNow(choice.because)
      : refusal(choice);
  }
  const { segment } = choice;
  const wrongCidr = cidrObjection(input, segment);
  if (wrongCidr !== undefined) {
    const { reason, because } = wrongCidr;
    return own === undefined ? refusal(wrongCidr) : { status: 'quarantined', segment, reason, because };
  }
  const objection = tooFewZones(input) ?? dnsAttributesOff(input);
  return objection === undefined ? { status: 'admitted', segment } : refusal(objection);
};

const refusal = ({ reason, because, approvable }: Objection): Verdict =>
  approvable === true ? { status: 'awaiting-approval', because } : { status: 'refused', reason, because };

/** A participant of a shared VPC can describe and tag it, but only its owner can attach it. */
const foreignVpc = ({ vpc }: AdmissionInput): Objection => ({
  reason: 'foreign-vpc',
  because: `the VPC belongs to account ${vpc.ownerId} and is only shared with this one; tag it there`,
});

/** A VPC attaches to a transit gateway of its own region (Transit Gateway guide, VPC attachments). */
const otherRegion = ({ vpc, landingZone }: AdmissionInput): Objection => ({
  reason: 'other-region',
  because: `the VPC is in ${vpc.region}, expected ${landingZone.hub.region}, where the hub's transit gateway is; create the VPC there`,
});

const tooFewZones = ({ usableSubnetAzs, landingZone }: AdmissionInput): Objection | undefined => {
  const { requiredAzs } = landingZone.join;
  if (usableSubnetAzs >= requiredAzs) return undefined;
  const found =
    usableSubnetAzs === 0 ? 'no usable subnet' : `usable subnets in ${usableSubnetAzs} Availability Zone(s) only`;
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
