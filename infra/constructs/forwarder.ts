import type { CfnResource } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { families, forwardPattern, type Place, type Sender } from '../../events';
import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { hubArns, logicalId } from './names';
import { allow, forwarderTrust, policyDocument } from './policy';
import { roleProps } from './role-settings';
import { forwarderRoleArn, forwarderRoleName } from '../../lib/names';

type Central = Exclude<Sender, 'spoke'>;

const accountOf = ({ hub, organization }: LandingZone, sender: Central): string =>
  sender === 'hub' ? hub.accountId : organization.managementAccountId;

/** The role with which the forward rules of an account deliver to the inbound bus. */
export class ForwarderRole extends Construct {
  readonly role: CfnRole;

  constructor(scope: Construct, id: string, landingZone: LandingZone, sender: Central) {
    super(scope, id);
    this.role = new CfnRole(this, 'Role', {
      roleName: forwarderRoleName(sender, namingOf(landingZone)),
      ...roleProps(landingZone, accountOf(landingZone, sender)),
      assumeRolePolicyDocument: forwarderTrust(accountOf(landingZone, sender)),
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
  readonly sender: Central;
  readonly places: readonly Place[];
  /** What the rules name and their stack creates: EventBridge refuses a rule whose role or bus does not exist. */
  readonly after?: readonly CfnResource[];
}

/** The families of a sender whose events AWS puts in one of the places. */
const forwardedFamilies = (sender: Sender, places: readonly Place[]) =>
  families.filter((family) => family.sender === sender && family.places.some((place) => places.includes(place)));

/**
 * One rule per family of a sender on the default bus of this account and region; each delivers to the inbound bus, in
 * one hop. The rules have no dead-letter queue: the sweep finds the changes whose events were lost.
 */
export class ForwardRules extends Construct {
  constructor(scope: Construct, id: string, { landingZone, sender, places, after = [] }: ForwardRulesProps) {
    super(scope, id);
    const naming = namingOf(landingZone);
    const role = forwarderRoleArn(accountOf(landingZone, sender), sender, naming);
    for (const family of forwardedFamilies(sender, places)) {
      const rule = new CfnRule(this, logicalId(family.name), {
        name: `wheelwright-${family.name}`,
        eventPattern: forwardPattern(family, naming),
        targets: [{ id: 'inbound', arn: hubArns(landingZone).inbound, roleArn: role }],
      });
      for (const before of after) rule.addResourceDependency(before);
    }
  }
}
