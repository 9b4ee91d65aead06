import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { administratorAccount, administratorRoleName, type LandingZone } from '../../lib/landing-zone';
import { MANAGEMENT_ROLES, type ManagementRole } from '../../lib/names';
import { acknowledgeWildcards } from './acknowledge';
import { logicalId } from './names';
import { functionsThatAssume, managementRoleStatements } from './permissions';
import { functionTrust, operatorTrust, policyDocument } from './policy';
import { roleProps } from './role-settings';

/** The roles with which functions read and administer the organization, and operators read it. */
export function organizationRoles(scope: Construct, landingZone: LandingZone): void {
  for (const name of MANAGEMENT_ROLES) organizationRole(scope, landingZone, name);
}

function organizationRole(scope: Construct, landingZone: LandingZone, name: ManagementRole): void {
  const statements = managementRoleStatements(landingZone, name);
  const role = new CfnRole(scope, logicalId(`wheelwright-${name}`), {
    roleName: administratorRoleName(landingZone, name),
    ...roleProps(landingZone, administratorAccount(landingZone)),
    assumeRolePolicyDocument:
      name === 'operator-read'
        ? operatorTrust(landingZone)
        : functionTrust(landingZone, functionsThatAssume(name, 'management')),
    policies: [{ policyName: 'calls', policyDocument: policyDocument(...statements) }],
  });
  acknowledgeWildcards(role, statements, "Organizations' lists have no resource-level permissions.");
}
