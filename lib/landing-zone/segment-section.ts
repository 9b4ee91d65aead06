import * as z from 'zod';
import { accountId, cidr, resourceId, section, text } from './fields';

const VPC_PREFIX = 'expected the length of a prefix, 16 to 28';

/** A segment of a landing zone. */
export const segment = section({
  /** A VPC's CIDRs must lie in these. */
  cidrs: z.array(cidr).min(1, { error: 'expected at least one CIDR' }),
  /** One VPC's CIDRs take no more addresses than a prefix of this length. Left out: a quarter of the segment's largest CIDR. */
  maxVpcPrefix: z.int({ error: VPC_PREFIX }).min(16, { error: VPC_PREFIX }).max(28, { error: VPC_PREFIX }).optional(),
  /**
   * Accounts below these OUs may use the segment; the root stands for all that are below no other OU of a segment. Empty: no
   * account may, as in the hub's segment, except those of `accounts`.
   */
  organizationalUnits: z.array(
    text(
      /^(r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$/,
      'an OU id such as ou-a1b2-0123abcd, or the id of the root',
    ),
  ),
  /** Accounts that use this segment in place of that of their OU. They lie below an OU of a segment, from which they have our roles. */
  accounts: z.array(accountId).default([]),
  /**
   * An existing route table of an existing transit gateway, with the routes that it has. Without it the stack makes one. What is
   * propagated to it by others reaches the VPCs of the segment, and they it.
   */
  routeTable: resourceId('tgw-rtb').optional(),
  /** `inbound`: VPCs use the hub's inbound resolver (DHCP options). `zones`: only the private zones are associated. */
  dns: z.enum(['inbound', 'zones']).default('zones'),
  /** Static routes of the segment's table: a default route or a summary, to on-premises or to an inspection VPC. */
  routes: z
    .array(
      section({
        cidr,
        to: text(/^(hub|tgw-attach-[0-9a-f]+)$/, '"hub" or an id such as tgw-attach-0123456789abcdef0'),
      }),
    )
    .default([]),
});
