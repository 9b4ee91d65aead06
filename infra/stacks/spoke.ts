import { families, forwardPattern } from '../../events';
import { namingOf, type LandingZone } from '../../lib/landing-zone';
import {
  FORMER_SPOKE_ROLES,
  READ_ROLE,
  SPOKE_ROLES,
  formerSpokeRoleName,
  forwarderRoleArn,
  forwarderRoleName,
  spokeRoleName,
  zoneOwnerRoleName,
  type Naming,
  type SpokeRole,
} from '../../lib/names';
import { hubArns, logicalId } from '../constructs/names';
import { functionsThatAssume, spokeRoleStatements, zoneOwnerRoles } from '../constructs/permissions';
import { readRoleStatements } from '../constructs/operator-permissions';
import { plainTemplate, type PlainTemplate } from '../constructs/plain-template';
import {
  allow,
  forwarderTrust,
  functionTrust,
  operatorTrust,
  policyDocument,
  type Statement,
} from '../constructs/policy';
import { roleProperties } from '../constructs/role-settings';

/** The service control policies protect roles with this tag, however a call spells their names. */
const tags = ({ tags: { managed } }: Naming) => ({ Tags: [{ Key: managed, Value: 'true' }] });

/** A policy in which CloudFormation replaces `${AWS::AccountId}`. */
const inAccount = (statements: readonly Statement[]) => ({
  ...policyDocument(),
  Statement: statements.map(({ Resource = [], ...statement }) => {
    const resources = [Resource].flat().map((arn) => (arn.includes('${AWS::') ? { 'Fn::Sub': arn } : arn));
    return { ...statement, Resource: resources.length === 1 ? resources[0] : resources };
  }),
});

const role = (landingZone: LandingZone, RoleName: string, trust: object, statements: readonly Statement[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    ...roleProperties(landingZone),
    ...tags(namingOf(landingZone)),
    AssumeRolePolicyDocument: trust,
    Policies: [{ PolicyName: 'calls', PolicyDocument: inAccount(statements) }],
  },
});

const spokeRole = (landingZone: LandingZone, name: SpokeRole, RoleName: string) =>
  role(
    landingZone,
    RoleName,
    functionTrust(landingZone, functionsThatAssume(name, 'spoke')),
    spokeRoleStatements(landingZone, name),
  );

const readRole = (landingZone: LandingZone) =>
  role(
    landingZone,
    spokeRoleName(READ_ROLE, namingOf(landingZone)),
    operatorTrust(landingZone),
    readRoleStatements(landingZone),
  );

/** The roles of accounts that own private zones, each under the condition that the stack is in its account. */
const zoneOwners = (landingZone: LandingZone) => {
  const owners = zoneOwnerRoles(landingZone);
  const trust = functionTrust(landingZone, ['join']);
  const name = zoneOwnerRoleName(namingOf(landingZone));
  const isOwner = (accountId: string): string => `Is${accountId}`;
  return {
    conditions: Object.fromEntries(
      owners.map(({ accountId }) => [isOwner(accountId), { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, accountId] }]),
    ),
    resources: Object.fromEntries(
      owners.map(({ accountId, statements }) => [
        `ZoneOwner${accountId}`,
        { ...role(landingZone, name, trust, statements), Condition: isOwner(accountId) },
      ]),
    ),
  };
};

/**
 * The role for an account that owns private zones and lies in no OU of a segment: its owner deploys it there, once. The others get
 * the same role with `wheelwright-roles`. Undefined where the hub account owns all zones.
 */
export const zoneOwnerTemplate = (landingZone: LandingZone): PlainTemplate | undefined => {
  const { conditions: Conditions, resources } = zoneOwners(landingZone);
  return Object.keys(resources).length === 0
    ? undefined
    : plainTemplate('Wheelwright: the role of an account that owns private zones', resources, { Conditions });
};

/** `wheelwright-roles`: the roles that workers and operators assume, and the role of the forward rules. Once per account. */
export const rolesTemplate = (landingZone: LandingZone): PlainTemplate => {
  const naming = namingOf(landingZone);
  const former = landingZone.organization.upgradingFrom === undefined ? [] : FORMER_SPOKE_ROLES;
  const names = [
    ...SPOKE_ROLES.map((name) => [`spoke-${name}`, name, spokeRoleName(name, naming)] as const),
    // The logical id of 0.1.0: CloudFormation keeps the role as it is.
    ...former.map((name) => [name, name, formerSpokeRoleName(name, naming)] as const),
  ];
  const { conditions, resources } = zoneOwners(landingZone);
  const Conditions = Object.keys(conditions).length === 0 ? {} : { Conditions: conditions };
  return plainTemplate(
    'Wheelwright: the roles of a spoke account',
    {
      ...Object.fromEntries(
        names.map(([id, name, roleName]) => [logicalId(id), spokeRole(landingZone, name, roleName)]),
      ),
      Read: readRole(landingZone),
      ...resources,
      Forwarder: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: forwarderRoleName('spoke', naming),
          ...roleProperties(landingZone),
          ...tags(naming),
          AssumeRolePolicyDocument: forwarderTrust({ Ref: 'AWS::AccountId' }),
          Policies: [
            {
              PolicyName: 'forward',
              PolicyDocument: policyDocument(allow(['events:PutEvents'], hubArns(landingZone).inbound)),
            },
          ],
        },
      },
    },
    Conditions,
  );
};

/** `wheelwright-rules`: forwards a spoke's events to the hub's inbound bus. Once per account and region. */
export const rulesTemplate = (landingZone: LandingZone): PlainTemplate => {
  const naming = namingOf(landingZone);
  return plainTemplate(
    'Wheelwright: the forward rules of a spoke account',
    Object.fromEntries(
      families
        .filter(({ sender }) => sender === 'spoke')
        .map((family) => [
          logicalId(family.name),
          {
            Type: 'AWS::Events::Rule',
            Properties: {
              Name: `wheelwright-${family.name}`,
              EventPattern: forwardPattern(family, naming),
              Targets: [
                {
                  Id: 'inbound',
                  Arn: hubArns(landingZone).inbound,
                  RoleArn: { 'Fn::Sub': forwarderRoleArn('${AWS::AccountId}', 'spoke', naming) },
                },
              ],
            },
          },
        ]),
    ),
  );
};
