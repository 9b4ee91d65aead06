import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { organizationRoles } from '../constructs/organization-roles';
import { stackSets } from '../constructs/stack-sets';
import type { LandingZoneStackProps } from './props';

/** Of the management account's stack, what the hub account does as a delegated administrator. In us-east-1, in the hub account. */
export class DelegatedStack extends Stack {
  constructor(scope: Construct, id: string, props: LandingZoneStackProps) {
    super(scope, id, props);
    organizationRoles(this, props.landingZone);
    stackSets(this, props.landingZone);
  }
}
