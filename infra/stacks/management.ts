import { CfnStackSet, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { namingOf, ruleRegions, type LandingZone } from '../../lib/landing-zone';
import { MANAGEMENT_ROLES, managementRoleName, type ManagementRole } from '../../lib/names';
import { acknowledgeWildcards } from '../constructs/acknowledge';
import { ForwardRules, ForwarderRole } from '../constructs/forwarder';
import { GLOBAL, logicalId, organizationalUnits } from '../constructs/names';
import { functionsThatAssume, managementRoleStatements } from '../constructs/permissions';
import { functionTrust, policyDocument } from '../constructs/policy';
import type { PlainTemplate } from '../constructs/plain-template';
import { roleProps } from '../constructs/role-settings';
import { ServiceControlPolicies } from '../constructs/service-control';
import { rolesTemplate, rulesTemplate } from './spoke';

/** The stack of the management account, in us-east-1: forward rules, the roles that functions assume, StackSets, SCPs. */
export class ManagementStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly landingZone: LandingZone }) {
    super(scope, id, props);
    const { landingZone } = props;
    const { organization, stsRegion } = landingZone;

    const { role } = new ForwarderRole(this, 'Forwarder', landingZone, 'management');
    const home = organization.controlTowerHomeRegion === GLOBAL ? (['Control Tower home region'] as const) : [];
    const places = landingZone.rulesInUsEast1 === 'none' ? [] : ([GLOBAL, ...home] as const);
    new ForwardRules(this, 'Rules', { landingZone, sender: 'management', places, after: [role] });

    for (const role of MANAGEMENT_ROLES) this.#role(role, landingZone);

    const units = organizationalUnits(landingZone);
    const roles = this.#stackSet('wheelwright-roles', rolesTemplate(landingZone), units, [stsRegion]);
    const rules = this.#stackSet('wheelwright-rules', rulesTemplate(landingZone), units, [
      ...ruleRegions(landingZone, landingZone.regions),
    ]);
    // In this deployment, by the reference, and in each auto-deployment to a new account: a rule is refused whose role does not exist.
    rules.addPropertyOverride('AutoDeployment.DependsOn', [this.#arnOf(roles)]);
    if (organization.scp === 'create') new ServiceControlPolicies(this, 'ServiceControl', landingZone);
  }

  #role(name: ManagementRole, landingZone: LandingZone): void {
    const statements = managementRoleStatements(landingZone, name);
    const role = new CfnRole(this, logicalId(`wheelwright-${name}`), {
      roleName: managementRoleName(name, namingOf(landingZone)),
      ...roleProps(landingZone, this.account),
      assumeRolePolicyDocument: functionTrust(landingZone, functionsThatAssume(name, 'management')),
      policies: [{ policyName: 'calls', policyDocument: policyDocument(...statements) }],
    });
    acknowledgeWildcards(role, statements, "Organizations' lists have no resource-level permissions.");
  }

  #arnOf(stackSet: CfnStackSet): string {
    return `arn:aws:cloudformation:${GLOBAL}:${this.account}:stackset/${stackSet.ref}`;
  }

  /**
   * A StackSet for every present and future account of the OUs. An account that leaves the OUs loses the stacks: our
   * permissions there end with the OU that allowed them. The hub then deletes its attachments.
   */
  #stackSet(stackSetName: string, template: PlainTemplate, organizationalUnitIds: string[], regions: string[]) {
    return new CfnStackSet(this, logicalId(stackSetName), {
      stackSetName,
      permissionModel: 'SERVICE_MANAGED',
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      managedExecution: { Active: true },
      capabilities: ['CAPABILITY_NAMED_IAM'],
      operationPreferences: {
        failureTolerancePercentage: 100,
        maxConcurrentPercentage: 100,
        regionConcurrencyType: 'PARALLEL',
      },
      stackInstancesGroup: [{ deploymentTargets: { organizationalUnitIds }, regions }],
      templateBody: JSON.stringify(template),
    });
  }
}
