import type { Calls } from '../../aws/sdk/calls';
import type { LandingZone } from '../../landing-zone';
import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, find, type Actual, type Change, type Desired } from './plan';

/** Without accounts in a segment whose `dns` is `inbound`, VPCs that an earlier config switched get their own options back. */
const callsWith = ({ segments }: LandingZone): Calls => {
  const { createOptions, associateOptions, deleteOptions } = calls.spoke;
  const inbound = Object.values(segments).filter(({ dns }) => dns === 'inbound');
  return inbound.some(({ accounts, organizationalUnits: units }) => accounts.length + units.length > 0)
    ? calls
    : {
        spoke: { createOptions, associateOptions, deleteOptions },
        hub: {},
        alsoNeeds: { spoke: ['ec2:CreateTags', 'ec2:DescribeDhcpOptions'] },
      };
};

/**
 * If the segment's `dns` is `inbound`, gives the VPC a copy of its own DHCP options with the name servers of
 * `join.nameServers`, such as the hub's inbound resolver and then AmazonProvidedDNS. On leaving, the VPC gets its own set
 * back.
 *
 * Owns: option sets with the tag `wheelwright:former`, and the association of a VPC with one of them. Never touches: any
 * other set. A set cannot be changed, and creating one takes no idempotency token: a set that an earlier attempt left
 * behind is found by its tag and used. Instances get new options when they renew their DHCP lease, which may be hours
 * later: therefore the path stays for the drain.
 */
export const dhcpOptions: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'dhcp-options',
  calls,
  callsWith,
  dependsOn: ['query-log', 'flow-log', 'attachment', 'segment-routing', 'vpc-route'],
  observe,
  desire,
  diff,
  find,
  apply,
};
