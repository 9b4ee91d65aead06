import { families } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';
import { ROLES, hubArns, logicalId } from '../constructs/names';
import { grantPullStatements, spokeStatements } from '../constructs/permissions';
import { allow, functionTrust, policyDocument, serviceTrust } from '../constructs/policy';

interface Resource {
  readonly Type: string;
  readonly Properties: object;
}

/** A template as service-managed StackSets take it: no assets, macros, transforms or nested stacks. */
export interface PlainTemplate {
  readonly AWSTemplateFormatVersion: string;
  readonly Description: string;
  readonly Resources: Readonly<Record<string, Resource>>;
}

const template = (Description: string, Resources: Readonly<Record<string, Resource>>): PlainTemplate => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description,
  Resources,
});

/** `wheelwright-roles`: what the hub's workers assume, and what the forward rules deliver with. Once per account. */
export const rolesTemplate = (landingZone: LandingZone): PlainTemplate =>
  template('Wheelwright: the roles of a spoke account', {
    Join: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: ROLES.join,
        AssumeRolePolicyDocument: functionTrust(landingZone, ['enroll', 'join']),
        Policies: [{ PolicyName: 'calls', PolicyDocument: policyDocument(...spokeStatements()) }],
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
  template(
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
