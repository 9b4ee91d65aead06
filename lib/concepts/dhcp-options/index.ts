import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * Where the segment's `dns` is `inbound`: the VPC's former DHCP options with only the name servers replaced by the hub's
 * inbound resolver, then AmazonProvidedDNS. Restored on leaving.
 *
 * Owns: option sets that carry `wheelwright:former`, and which set a VPC uses while it uses one of those. Never touches:
 * any other set. A set cannot be changed and creating one has no idempotency token, so one that an earlier attempt left
 * is found by its tag and used. Instances take new options when they renew their lease, hours later: hence the drain.
 */
export const dhcpOptions: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'dhcp-options',
  calls,
  observe,
  desire,
  diff,
  apply,
};
