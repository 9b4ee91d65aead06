import type { Naming } from './naming';
import { FUNCTIONS, type FunctionName } from './workers';

/**
 * Names of roles are fixed, because stacks of different accounts cannot refer to each other. They follow one rule, so that
 * an account that is both hub and spoke needs no two roles of one name. In the hub account a role has the name of its
 * function, `wheelwright-join`, and the forwarder is `wheelwright-hub-forwarder`. In a spoke the role of a worker is
 * `wheelwright-spoke-join`. The management account is never a spoke: StackSets with
 * service-managed permissions do not deploy to it.
 */
export const spokeRoleName = (role: SpokeRole, { rolePrefix }: Naming): string => `${rolePrefix}spoke-${role}`;
export const managementRoleName = (role: ManagementRole, { rolePrefix }: Naming): string => `${rolePrefix}${role}`;
/** The name of such a role in the hub account, where that is the delegated administrator. */
export const delegatedRoleName = (role: ManagementRole, { rolePrefix }: Naming): string =>
  `${rolePrefix}delegated-${role}`;
export const functionRoleName = (name: FunctionName, { rolePrefix }: Naming): string => `${rolePrefix}${name}`;
/** The role with which an account's forward rules deliver events to the inbound bus. */
export const forwarderRoleName = (holder: RoleHolder, { rolePrefix }: Naming): string =>
  `${rolePrefix}${holder === 'hub' ? 'hub-' : ''}forwarder`;
/** The name of a spoke's role in 0.1.0. It stays while `organization.upgradingFrom` is set. */
export const formerSpokeRoleName = (role: FormerSpokeRole, { rolePrefix }: Naming): string => `${rolePrefix}${role}`;

/** The roles that functions assume in spoke accounts. */
export const SPOKE_ROLES = ['enroll', 'join', 'grant-pull'] as const;
export type SpokeRole = (typeof SPOKE_ROLES)[number];
export const FORMER_SPOKE_ROLES = ['join', 'grant-pull'] as const satisfies readonly SpokeRole[];
export type FormerSpokeRole = (typeof FORMER_SPOKE_ROLES)[number];

/** The roles that functions assume in the management account: one reads the organization, the other also enables regions and deploys StackSets. */
export const MANAGEMENT_ROLES = ['org-read', 'enroll'] as const;
export type ManagementRole = (typeof MANAGEMENT_ROLES)[number];

/** An account that has roles of ours. */
export type RoleHolder = 'management' | 'spoke' | 'hub';

export const roleArn = (accountId: string, name: string, { rolePath }: Naming): string =>
  `arn:aws:iam::${accountId}:role${rolePath}${name}`;

export const spokeRoleArn = (accountId: string, role: SpokeRole, naming: Naming): string =>
  roleArn(accountId, spokeRoleName(role, naming), naming);
export const forwarderRoleArn = (accountId: string, holder: RoleHolder, naming: Naming): string =>
  roleArn(accountId, forwarderRoleName(holder, naming), naming);

/** The ARNs of the roles whose sessions make our calls in an account. No other role is ours, also with a similar name. */
export const ourRoleArns = (holder: RoleHolder, accountId: string, naming: Naming): readonly string[] => {
  const names = {
    management: MANAGEMENT_ROLES.map((role) => managementRoleName(role, naming)),
    spoke: SPOKE_ROLES.map((role) => spokeRoleName(role, naming)),
    hub: FUNCTIONS.map((name) => functionRoleName(name, naming)),
  };
  return names[holder].map((name) => roleArn(accountId, name, naming));
};
