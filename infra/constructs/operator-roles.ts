import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { OPERATOR_ROLES, operatorRoleName, type OperatorRole } from '../../lib/names';
import { acknowledgeWildcards } from './acknowledge';
import { sampleIds, type HubIds } from './hub-permissions';
import { logicalId } from './names';
import { operatorRoleStatements } from './operator-permissions';
import { fitting, policyDocument } from './policy';
import { roleProps } from './role-settings';

/**
 * The roles with which people run the commands of `wheelwright`. They trust the hub account: its administrators decide by IAM
 * who may assume them (IAM User Guide, "Principal", about account principals).
 */
export class OperatorRoles extends Construct {
  constructor(scope: Construct, id: string, landingZone: LandingZone, ids: HubIds) {
    super(scope, id);
    for (const role of OPERATOR_ROLES) operatorRole(this, landingZone, role, ids);
  }
}

function operatorRole(scope: Construct, landingZone: LandingZone, name: OperatorRole, ids: HubIds): void {
  const { accountId } = landingZone.hub;
  const roleName = operatorRoleName(name, namingOf(landingZone));
  const statements = operatorRoleStatements(landingZone, name, ids);
  fitting(roleName, operatorRoleStatements(landingZone, name, sampleIds(landingZone)), 'segments or zones');
  const role = new CfnRole(scope, logicalId(name), {
    roleName,
    ...roleProps(landingZone, accountId),
    assumeRolePolicyDocument: policyDocument({
      ...{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:AssumeRole' },
    }),
    policies: [{ policyName: 'calls', policyDocument: policyDocument(...statements) }],
  });
  acknowledgeWildcards(role, statements, 'Lists have no resource-level permissions.');
}
