import { delegatedRoleName, managementRoleName, roleArn, type ManagementRole } from '../names';
import { namingOf } from './naming';
import type { LandingZone } from './schema';

type Administered = Pick<LandingZone, 'organization' | 'hub' | 'iam' | 'tags'>;

/** Whether the hub account administers the organization's accounts and StackSets for the management account. */
export const isDelegated = ({ organization }: Pick<LandingZone, 'organization'>): boolean =>
  organization.delegatedAdministrator === 'hub';

/** The account with the roles that read and administer the organization, and with the StackSets. */
export const administratorAccount = ({ organization, hub }: Pick<LandingZone, 'organization' | 'hub'>): string =>
  isDelegated({ organization }) ? hub.accountId : organization.managementAccountId;

/** The names of these roles. In the hub account a function's role has the name that `enroll` would have. */
export const administratorRoleName = (landingZone: Administered, role: ManagementRole): string =>
  (isDelegated(landingZone) ? delegatedRoleName : managementRoleName)(role, namingOf(landingZone));

export const administratorRoleArn = (landingZone: Administered, role: ManagementRole): string =>
  roleArn(administratorAccount(landingZone), administratorRoleName(landingZone, role), namingOf(landingZone));
