import { families } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';
import { ROLES, hubArns, logicalId } from '../constructs/names';
import { grantPullStatements, spokeStatements } from '../constructs/permissions';
import { plainTemplate, type PlainTemplate } from '../constructs/plain-template';
import { allow, functionTrust, policyDocument, serviceTrust } from '../constructs/policy';

/** `wheelwright-roles`: what the hub's workers assume, and what the forward rules deliver with. Once per account. */
export const rolesTemplate = (landingZone: LandingZone): PlainTemplate =>
  plainTemplate('Wheelwright: the roles of a spoke account', {
    Join: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: ROLES.join,
        AssumeRolePolicyDocument: functionTrust(landingZone, ['enroll', 'join']),
        Policies: [{ PolicyName: 'calls', PolicyDocument: policyDocument(...spokeStatements(landingZone)) }],
      },
    },
    GrantPull: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: ROLES.grantPull,
        AssumeRolePolicyDocument: functionTrust(landingZone, ['grant-pull']),
        Policies: [{ PolicyName: 'calls', PolicyDocument: policyDocument(...grantPullStatements()) }],
      },
    },
    Forwarder: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: ROLES.forwarder,
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

/** `wheelwright-rules`: forwards what happens in a spoke to the hub's inbound bus. Once per account and region. */
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
                  RoleArn: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:role/${ROLES.forwarder}` },
                },
              ],
            },
          },
        ]),
    ),
  );
