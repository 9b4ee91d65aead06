/** Every role of ours begins with this prefix, and the service control policy keeps the prefix from everybody else. */
export const ROLE_PREFIX = 'wheelwright-';

/** The roles that functions assume in spoke accounts. */
export const SPOKE_ROLES = ['join', 'grant-pull'] as const;
export type SpokeRole = (typeof SPOKE_ROLES)[number];

/** The roles that functions assume in the management account: one reads the organization, the other also enables regions and deploys. */
export const MANAGEMENT_ROLES = ['org-read', 'enroll'] as const;
export type ManagementRole = (typeof MANAGEMENT_ROLES)[number];

/** The role with which forward rules deliver to the hub's inbound bus, in every account that has such rules. */
export const FORWARDER_ROLE = 'wheelwright-forwarder';

/** The fixed name of a role: stacks of different accounts share names, never references. */
export const roleName = (role: SpokeRole | ManagementRole): string => `${ROLE_PREFIX}${role}`;
export const roleArn = (accountId: string, name: string): string => `arn:aws:iam::${accountId}:role/${name}`;
