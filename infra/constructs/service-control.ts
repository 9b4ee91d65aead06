import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { guardrails } from './guardrails';
import { logicalId, organizationalUnits } from './names';
import { policyDocument } from './policy';

/**
 * The service control policies; SCPs must be enabled in the organization, and do not affect the management account.
 * Those for spokes are attached to every OU of a segment: to the accounts that get our roles and rules. At the root they
 * would deny the hub's deployment, which creates roles `wheelwright-*`. `wheelwright-members` is attached to the root:
 * it prevents a role of the StackSets from being prepared before the account is moved under such an OU, and a delegated
 * administrator from choosing segments.
 */
export class ServiceControlPolicies extends Construct {
  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    for (const { name, target, statements } of guardrails(landingZone))
      new CfnPolicy(this, logicalId(name), {
        ...{ name, type: 'SERVICE_CONTROL_POLICY', content: policyDocument(...statements) },
        ...(target === 'members'
          ? {
              description: 'Wheelwright: denied to every principal of a member account',
              targetIds: [landingZone.organization.rootId],
            }
          : {
              description: 'Wheelwright: denied to the administrators of spokes',
              targetIds: organizationalUnits(landingZone),
            }),
      });
  }
}
