import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isDelegated } from '../../lib/landing-zone';
import { ForwardRules, ForwarderRole } from '../constructs/forwarder';
import { GLOBAL } from '../constructs/names';
import { organizationRoles } from '../constructs/organization-roles';
import { ServiceControlPolicies } from '../constructs/service-control';
import { stackSets } from '../constructs/stack-sets';
import type { LandingZoneStackProps } from './props';

/** The stack of the management account, in us-east-1: forward rules, the roles that functions assume, StackSets, SCPs. */
export class ManagementStack extends Stack {
  constructor(scope: Construct, id: string, props: LandingZoneStackProps) {
    super(scope, id, props);
    const { landingZone } = props;
    const { organization } = landingZone;

    const { role } = new ForwarderRole(this, 'Forwarder', landingZone, 'management');
    const home = organization.controlTowerHomeRegion === GLOBAL ? (['Control Tower home region'] as const) : [];
    const places = landingZone.rulesInUsEast1 === 'none' ? [] : ([GLOBAL, ...home] as const);
    new ForwardRules(this, 'Rules', { landingZone, sender: 'management', places, after: [role] });

    if (!isDelegated(landingZone)) {
      organizationRoles(this, landingZone);
      stackSets(this, landingZone);
    }
    if (organization.scp === 'create') new ServiceControlPolicies(this, 'ServiceControl', landingZone);
  }
}
