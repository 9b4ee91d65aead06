import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { families, type Place, type Sender } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';
import { hubArns, logicalId } from './names';
import { allow, policyDocument, serviceTrust } from './policy';
import { FORWARDER_ROLE, roleArn } from '../../lib/names';

/** The role with which the forward rules of an account deliver to the inbound bus. */
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

/** The families of a sender whose events AWS puts in one of the places. */
const forwardedFamilies = (sender: Sender, places: readonly Place[]) =>
  families.filter((family) => family.sender === sender && family.places.some((place) => places.includes(place)));

/**
 * One rule per family of a sender on the default bus of this account and region; each delivers to the inbound bus, in
 * one hop. The rules have no dead-letter queue: the sweep finds the changes whose events were lost.
 */
export class ForwardRules extends Construct {
  constructor(scope: Construct, id: string, { landingZone, sender, places }: ForwardRulesProps) {
    super(scope, id);
    const { hub, organization } = landingZone;
    const accountId = sender === 'hub' ? hub.accountId : organization.managementAccountId;
    for (const { name, pattern } of forwardedFamilies(sender, places))
      new CfnRule(this, logicalId(name), {
        name: `wheelwright-${name}`,
        eventPattern: pattern,
        targets: [{ id: 'inbound', arn: hubArns(landingZone).inbound, roleArn: roleArn(accountId, FORWARDER_ROLE) }],
      });
  }
}
