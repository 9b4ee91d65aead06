/** The prefix of all role names of Wheelwright. In spokes, service control policies reserve it. */
export const ROLE_PREFIX = 'wheelwright-';

/** The roles that functions assume in spoke accounts. */
export const SPOKE_ROLES = ['join', 'grant-pull'] as const;
export type SpokeRole = (typeof SPOKE_ROLES)[number];

/** The roles that functions assume in the management account: one reads the organization, the other also enables regions and deploys StackSets. */
export const MANAGEMENT_ROLES = ['org-read', 'enroll'] as const;
export type ManagementRole = (typeof MANAGEMENT_ROLES)[number];

/** The role of the rules that forward events to the hub's inbound bus, in every account that has such rules. */
export const FORWARDER_ROLE = 'wheelwright-forwarder';

/** The name of a role. It is fixed, because stacks of different accounts cannot refer to each other. */
export const roleName = (role: SpokeRole | ManagementRole): string => `${ROLE_PREFIX}${role}`;
export const roleArn = (accountId: string, name: string): string => `arn:aws:iam::${accountId}:role/${name}`;
