import type { Naming } from './naming';
import { FUNCTIONS, type FunctionName } from './workers';

/**
 * Names of roles are fixed, because stacks of different accounts cannot refer to each other. They follow one rule, so that
 * an account that is both hub and spoke needs no two roles of one name. In the hub account a role has the name of its
 * function, `wheelwright-join`, and the forwarder is `wheelwright-hub-forwarder`. In a spoke the role of a worker is
 * `wheelwright-spoke-join`; the one with which operators read it is `wheelwright-read`. The management account is never a
 * spoke: StackSets with service-managed permissions do not deploy to it.
 */
export const spokeRoleName = (role: EnteredRole, { rolePrefix }: Naming): string =>
  `${rolePrefix}${role === READ_ROLE ? '' : 'spoke-'}${role}`;
export const managementRoleName = (role: ManagementRole, { rolePrefix }: Naming): string => `${rolePrefix}${role}`;
/** The name of such a role in the hub account, where that is the delegated administrator. */
export const delegatedRoleName = (role: ManagementRole, { rolePrefix }: Naming): string =>
  `${rolePrefix}delegated-${role}`;
/** The name of a role in the hub account with which people run the commands of `wheelwright`. */
export const operatorRoleName = (role: OperatorRole, { rolePrefix }: Naming): string => `${rolePrefix}operator-${role}`;
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

/** The role that the operator roles assume in spoke accounts. It only reads, so no service control policy exempts it. */
export const READ_ROLE = 'read';
/** The role that `join` assumes in an account that owns private zones, beside the hub's: there it opens and ends their associations. */
export const zoneOwnerRoleName = ({ rolePrefix }: Naming): string => `${rolePrefix}zone-owner`;

/** A role that is assumed in a spoke. */
export type EnteredRole = SpokeRole | typeof READ_ROLE;

/** The roles of people in the hub account: `look` reads, `act` also changes what the commands change. */
export const OPERATOR_ROLES = ['look', 'act'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/**
 * The roles that are assumed in the management account: functions read the organization with one, and also enable regions and
 * deploy StackSets with the other; the operator roles read with the third.
 */
export const MANAGEMENT_ROLES = ['org-read', 'enroll', 'operator-read'] as const;
export type ManagementRole = (typeof MANAGEMENT_ROLES)[number];

/** An account that has roles of ours. */
export type RoleHolder = 'management' | 'spoke' | 'hub';

export const roleArn = (accountId: string, name: string, { rolePath }: Naming): string =>
  `arn:aws:iam::${accountId}:role${rolePath}${name}`;

export const spokeRoleArn = (accountId: string, role: EnteredRole, naming: Naming): string =>
  roleArn(accountId, spokeRoleName(role, naming), naming);
export const zoneOwnerRoleArn = (accountId: string, naming: Naming): string =>
  roleArn(accountId, zoneOwnerRoleName(naming), naming);
export const operatorRoleArn = (hubAccountId: string, role: OperatorRole, naming: Naming): string =>
  roleArn(hubAccountId, operatorRoleName(role, naming), naming);
export const forwarderRoleArn = (accountId: string, holder: RoleHolder, naming: Naming): string =>
  roleArn(accountId, forwarderRoleName(holder, naming), naming);

/** The ARNs of the roles whose sessions make our calls in an account. No other role is ours, also with a similar name. */
export const ourRoleArns = (holder: RoleHolder, accountId: string, naming: Naming): readonly string[] => {
  const names = {
    management: MANAGEMENT_ROLES.map((role) => managementRoleName(role, naming)),
    spoke: [...SPOKE_ROLES.map((role) => spokeRoleName(role, naming)), zoneOwnerRoleName(naming)],
    hub: FUNCTIONS.map((name) => functionRoleName(name, naming)),
  };
  return names[holder].map((name) => roleArn(accountId, name, naming));
};
