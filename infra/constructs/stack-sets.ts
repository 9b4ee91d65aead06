import { CfnStackSet } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isDelegated, ruleRegions, type LandingZone } from '../../lib/landing-zone';
import { rolesTemplate, rulesTemplate } from '../stacks/spoke';
import { GLOBAL, logicalId, organizationalUnits } from './names';
import type { PlainTemplate } from './plain-template';

/** The StackSets of the spokes' roles and forward rules. */
export function stackSets(scope: Construct, landingZone: LandingZone): void {
  const { organization, regions, stsRegion } = landingZone;
  const roles = stackSet(scope, landingZone, 'wheelwright-roles', rolesTemplate(landingZone), [stsRegion]);
  const rules = stackSet(
    scope,
    landingZone,
    'wheelwright-rules',
    rulesTemplate(landingZone),
    ruleRegions(landingZone, regions),
  );
  // In this deployment, by the reference, and in each auto-deployment to a new account: a rule is refused whose role does not exist.
  // StackSets of a delegated administrator are made in the management account (CloudFormation User Guide, "Register a delegated administrator").
  const owner = organization.managementAccountId;
  const arn = `arn:aws:cloudformation:${GLOBAL}:${owner}:stackset/${roles.ref}`;
  rules.addPropertyOverride('AutoDeployment.DependsOn', [arn]);
}

/**
 * A StackSet for every present and future account of the OUs. An account that leaves the OUs loses the stacks: our
 * permissions there end with the OU that allowed them. The hub then deletes its attachments.
 */
function stackSet(
  scope: Construct,
  landingZone: LandingZone,
  stackSetName: string,
  template: PlainTemplate,
  regions: readonly string[],
): CfnStackSet {
  return new CfnStackSet(scope, logicalId(stackSetName), {
    stackSetName,
    permissionModel: 'SERVICE_MANAGED',
    ...(isDelegated(landingZone) ? { callAs: 'DELEGATED_ADMIN' } : {}),
    autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
    managedExecution: { Active: true },
    capabilities: ['CAPABILITY_NAMED_IAM'],
    operationPreferences: {
      failureTolerancePercentage: 100,
      maxConcurrentPercentage: 100,
      regionConcurrencyType: 'PARALLEL',
    },
    stackInstancesGroup: [
      { deploymentTargets: { organizationalUnitIds: organizationalUnits(landingZone) }, regions: [...regions] },
    ],
    templateBody: JSON.stringify(template),
  });
}
