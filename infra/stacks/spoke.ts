import { families } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';
import { FORWARDER_ROLE, SPOKE_ROLES, roleName, type SpokeRole } from '../../lib/names';
import { hubArns, logicalId } from '../constructs/names';
import { functionsThatAssume, spokeRoleStatements } from '../constructs/permissions';
import { plainTemplate, type PlainTemplate } from '../constructs/plain-template';
import { allow, functionTrust, policyDocument, serviceTrust } from '../constructs/policy';

const spokeRole = (landingZone: LandingZone, role: SpokeRole) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: roleName(role),
    AssumeRolePolicyDocument: functionTrust(landingZone, functionsThatAssume(role, 'spoke')),
    Policies: [{ PolicyName: 'calls', PolicyDocument: policyDocument(...spokeRoleStatements(landingZone, role)) }],
  },
});

/** `wheelwright-roles`: the roles that workers assume, and the role of the forward rules. Once per account. */
export const rolesTemplate = (landingZone: LandingZone): PlainTemplate =>
  plainTemplate('Wheelwright: the roles of a spoke account', {
    ...Object.fromEntries(SPOKE_ROLES.map((role) => [logicalId(role), spokeRole(landingZone, role)])),
    Forwarder: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: FORWARDER_ROLE,
        AssumeRolePolicyDocument: serviceTrust('events.amazonaws.com'),
        Policies: [
          {
            PolicyName: 'forward',
            PolicyDocument: policyDocument(allow(['events:PutEvents'], hubArns(landingZone).inbound)),
          },
        ],
      },
    },
  });

/** `wheelwright-rules`: forwards a spoke's events to the hub's inbound bus. Once per account and region. */
export const rulesTemplate = (landingZone: LandingZone): PlainTemplate =>
  plainTemplate(
    'Wheelwright: the forward rules of a spoke account',
    Object.fromEntries(
      families
        .filter(({ sender }) => sender === 'spoke')
        .map(({ name, pattern }) => [
          logicalId(name),
          {
            Type: 'AWS::Events::Rule',
            Properties: {
              Name: `wheelwright-${name}`,
              EventPattern: pattern,
              Targets: [
                {
                  Id: 'inbound',
                  Arn: hubArns(landingZone).inbound,
                  RoleArn: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:role/${FORWARDER_ROLE}` },
                },
              ],
            },
          },
        ]),
    ),
  );
