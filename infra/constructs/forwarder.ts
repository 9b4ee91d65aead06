import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { families, type Place, type Sender } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';
import { hubArns, logicalId } from './names';
import { allow, policyDocument, serviceTrust } from './policy';
import { FORWARDER_ROLE, roleArn } from '../../lib/names';

/** The role with which an account's rules deliver to the inbound bus. */
export class ForwarderRole extends Construct {
  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    new CfnRole(this, 'Role', {
      roleName: FORWARDER_ROLE,
      assumeRolePolicyDocument: serviceTrust('events.amazonaws.com'),
      policies: [
        {
          policyName: 'forward',
          policyDocument: policyDocument(allow(['events:PutEvents'], hubArns(landingZone).inbound)),
        },
      ],
    });
  }
}

export interface ForwardRulesProps {
  readonly landingZone: LandingZone;
  readonly sender: Exclude<Sender, 'spoke'>;
  readonly places: readonly Place[];
}

/** Whether a sender has families whose events are in one of the places. */
const forwards = (sender: Sender, places: readonly Place[]) =>
  families.filter((family) => family.sender === sender && family.places.some((place) => places.includes(place)));

/**
 * One rule per family of a sender on the default bus here; each delivers to the inbound bus, in one hop. None has a
 * dead-letter queue: the sweep finds what an event that was lost would have told.
 */
export class ForwardRules extends Construct {
  constructor(scope: Construct, id: string, { landingZone, sender, places }: ForwardRulesProps) {
    super(scope, id);
    const { hub, organization } = landingZone;
    const accountId = sender === 'hub' ? hub.accountId : organization.managementAccountId;
    for (const { name, pattern } of forwards(sender, places))
      new CfnRule(this, logicalId(name), {
        name: `wheelwright-${name}`,
        eventPattern: pattern,
        targets: [{ id: 'inbound', arn: hubArns(landingZone).inbound, roleArn: roleArn(accountId, FORWARDER_ROLE) }],
      });
  }
}
