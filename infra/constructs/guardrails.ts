import { namingOf, type LandingZone } from '../../lib/landing-zone';
import {
  FORMER_SPOKE_ROLES,
  PULL_PATH,
  SPOKE_ROLES,
  formerSpokeRoleName,
  reservedTags,
  roleArn,
  spokeRoleName,
  type Naming,
} from '../../lib/names';
import { policyDocument, type Statement } from './policy';

/** Characters of a service control policy at most (AWS Organizations User Guide, quotas). */
export const MAX_POLICY_SIZE = 10_240;

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
type List = string | readonly string[];

interface Denial extends Statement {
  readonly Condition?: Condition;
}

const deny = (Sid: string, Action: List, Resource: List, Condition?: Condition): Denial => ({
  ...{ Sid, Effect: 'Deny' as const, Action, Resource },
  ...(Condition ? { Condition } : {}),
});

/** The StackSets' roles, whose names end in a hash. A path `/stacksets-exec-x/` matches, too. */
const STACK_SET_ROLES = 'arn:aws:iam::*:role/stacksets-exec-*';

/**
 * The roles in a spoke that the policies exempt: our own by their whole ARNs, because a pattern would also exempt a
 * role that an account had before it was invited, or one under another path; and the StackSets' roles.
 */
const exempt = ({ organization }: LandingZone, naming: Naming): readonly string[] => [
  ...SPOKE_ROLES.map((role) => spokeRoleName(role, naming)).map((name) => roleArn('*', name, naming)),
  ...(organization.upgradingFrom === undefined ? [] : FORMER_SPOKE_ROLES).map((role) =>
    roleArn('*', formerSpokeRoleName(role, naming), naming),
  ),
  STACK_SET_ROLES,
];

/** Roles whose name, or a part of whose path, begins like our roles' names: under any path. And the pull roles, by theirs. */
const rolesLikeOurs = ({ rolePrefix }: Naming): readonly string[] => {
  const stem = rolePrefix.replace(/-$/, '');
  const pull = PULL_PATH.slice(1);
  return [`${stem}*`, `*/${stem}*`, ...(pull.startsWith(stem) ? [] : [`${pull}*`])].map(
    (path) => `arn:aws:iam::*:role/${path}`,
  );
};

const VPC = 'arn:aws:ec2:*:*:vpc/*';
const tagOn = (key: string): string => `aws:ResourceTag/${key}`;

/**
 * The VPC has our mark, with any value: from Wheelwright's first change until the VPC has left. No text of
 * `wheelwright:status` matters. VPCs of 0.1.0 have no mark yet, only that status.
 */
const isMember = ({ organization }: LandingZone, { tags: { member, status } }: Naming): Condition =>
  organization.upgradingFrom === undefined
    ? { Null: { [tagOn(member)]: 'false' } }
    : { Null: { [tagOn(status)]: 'false' }, StringNotLike: { [tagOn(status)]: 'refused *' } };

/** The request has no tag key: DeleteTags then removes all tags of the resource. */
const NO_KEYS = { 'aws:TagKeys': 'true' } as const;

const writes = (service: string, ...verbs: readonly string[]): readonly string[] =>
  verbs.map((verb) => `${service}:${verb}`);
/** Every write that IAM authorizes against a role, including PassRole. */
const ROLE_WRITES = writes(
  'iam',
  ...['Attach*', 'Create*', 'Delete*', 'Detach*', 'PassRole', 'Put*', 'Tag*', 'Untag*', 'Update*'],
);
const RULE_WRITES = writes('events', ...['Delete*', 'Disable*', 'Enable*', 'Put*', 'Remove*', 'Tag*', 'Untag*']);
const STACK_WRITES = writes(
  'cloudformation',
  ...['Cancel*', 'Continue*', 'Create*', 'Delete*', 'Execute*', 'RecordHandlerProgress', 'Rollback*'],
  ...['Set*', 'Signal*', 'Tag*', 'Untag*', 'Update*'],
);

/** Denies every principal in the account except our roles: also its root user and OrganizationAccountAccessRole. */
const denierOf = (landingZone: LandingZone, naming: Naming) => {
  const ArnNotLike = { 'aws:PrincipalArn': exempt(landingZone, naming) };
  return (Sid: string, Action: List, Resource: List, Condition: Condition = {}): Denial =>
    deny(Sid, Action, Resource, { ...Condition, ArnNotLike });
};

/** What a spoke's administrator may not do to Wheelwright's resources in the spoke. */
const spokeStatements = (landingZone: LandingZone, naming: Naming): readonly Denial[] => {
  const { organization, regions, stsRegion } = landingZone;
  const denyOthers = denierOf(landingZone, naming);
  const member = isMember(landingZone, naming);
  const managed = { [tagOn(naming.tags.managed)]: 'false' };
  return [
    // IAM ignores the case of tag keys in conditions on resources. EC2 does not: it would set another tag.
    denyOthers('ReservedTags', '*', '*', {
      'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': reservedTags(naming) },
    }),
    deny('Drain', 'ec2:CreateTags', '*', {
      StringNotEquals: { [`aws:RequestTag/${naming.tags.drain}`]: '0' },
      Null: { [`aws:RequestTag/${naming.tags.drain}`]: 'false' },
    }),
    denyOthers('AllTagsOfMembers', 'ec2:DeleteTags', VPC, { ...member, Null: { ...member['Null'], ...NO_KEYS } }),
    denyOthers('AllTagsOfOurs', 'ec2:DeleteTags', '*', { Null: { ...managed, ...NO_KEYS } }),
    denyOthers('Roles', ROLE_WRITES, rolesLikeOurs(naming)),
    // IAM finds a role by its name in any case, and compares ARNs in policies by case.
    denyOthers('RolesInAnyCase', ROLE_WRITES, 'arn:aws:iam::*:role/*', { Null: managed }),
    denyOthers('Rules', RULE_WRITES, 'arn:aws:events:*:*:rule/wheelwright-*'),
    denyOthers('Stacks', STACK_WRITES, 'arn:aws:cloudformation:*:*:stack/StackSet-wheelwright-*'),
    denyOthers('DhcpOptionsOfMembers', 'ec2:AssociateDhcpOptions', VPC, member),
    // IAM authorizes DeleteFlowLogs against the flow log, not its VPC: a team may delete its own flow logs.
    denyOthers('FlowLogs', 'ec2:DeleteFlowLogs', 'arn:aws:ec2:*:*:vpc-flow-log/*', { Null: managed }),
    deny('GovernedRegions', 'account:DisableRegion', '*', {
      StringEquals: { 'account:TargetRegion': [...new Set([...regions, stsRegion])].sort() },
    }),
    ...(organization.accountsMayLeave ? [] : [deny('Departure', 'organizations:LeaveOrganization', '*')]),
  ];
};

const cidrStatement = (landingZone: LandingZone, naming: Naming): Denial => {
  const { ipamPools } = landingZone.join;
  return denierOf(landingZone, naming)('CidrsOfMembers', 'ec2:AssociateVpcCidrBlock', VPC, {
    ...isMember(landingZone, naming),
    // A negated operator is true where the key is missing: for a CIDR that comes from no pool.
    ...(ipamPools.length > 0 ? { StringNotEquals: { 'ec2:Ipv4IpamPoolId': ipamPools } } : {}),
  });
};

/**
 * What no principal of a member account may do. CloudFormation creates and deletes the StackSets' roles with its
 * service-linked role, which SCPs do not affect. A person with such a role would be exempt from the other statements.
 */
const memberStatements = ({ tags }: Naming): readonly Statement[] => [
  deny('StackSetRoles', ROLE_WRITES, STACK_SET_ROLES),
  deny('AccountTags', ['organizations:TagResource', 'organizations:UntagResource'], '*', {
    'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': Object.values(tags) },
  }),
];

/**
 * Where the root is an OU of a segment, the policies for spokes are attached to it, and the hub account is below it: they would
 * bind its deployer. `StringNotEquals` has all of its keys as conditions.
 */
const outsideHub =
  ({ organization, hub, segments }: LandingZone) =>
  (statement: Denial): Denial => {
    const atRoot = Object.values(segments).some((one) => one.organizationalUnits.includes(organization.rootId));
    if (!atRoot) return statement;
    const Condition: Condition = statement.Condition ?? {};
    const StringNotEquals = { ...Condition['StringNotEquals'], 'aws:PrincipalAccount': hub.accountId };
    return { ...statement, Condition: { ...Condition, StringNotEquals } };
  };

/** One service control policy. `members` is for the root, `spokes` for every OU of a segment. */
export interface Guardrail {
  readonly name: string;
  readonly target: 'members' | 'spokes';
  readonly statements: readonly Statement[];
}

export const sizeOf = ({ statements }: Guardrail): number => JSON.stringify(policyDocument(...statements)).length;

/**
 * The service control policies of a landing zone. The list of IPAM pools grows without a limit; where it does not fit, its
 * statement becomes a policy of its own. The list itself cannot be divided: each part would deny the pools of the others.
 */
export function guardrails(landingZone: LandingZone, naming: Naming = namingOf(landingZone)): readonly Guardrail[] {
  const below = outsideHub(landingZone);
  const members = { name: 'wheelwright-members', target: 'members', statements: memberStatements(naming) } as const;
  const cidrs = below(cidrStatement(landingZone, naming));
  const rest = spokeStatements(landingZone, naming).map(below);
  const spokes = { name: 'wheelwright-spokes', target: 'spokes', statements: [...rest, cidrs] } as const;
  if (sizeOf(spokes) <= MAX_POLICY_SIZE) return [members, spokes];
  return [members, { ...spokes, statements: rest }, { ...spokes, name: 'wheelwright-cidrs', statements: [cidrs] }];
}

/** The setting that makes a policy larger than AWS allows, and what was found, if one does. */
export function oversized(landingZone: LandingZone): { readonly path: string; readonly message: string } | undefined {
  const large = guardrails(landingZone).find((one) => sizeOf(one) > MAX_POLICY_SIZE);
  if (landingZone.organization.scp === 'off' || large === undefined) return undefined;
  const { path, count } =
    large.name === 'wheelwright-cidrs'
      ? { path: 'join.ipamPools', count: `${landingZone.join.ipamPools.length} pools` }
      : { path: 'regions', count: `${landingZone.regions.length} regions` };
  const found = `found ${count}, which make ${sizeOf(large)}`;
  return {
    path,
    message: `expected a list that fits into the service control policy ${large.name}, which has at most ${MAX_POLICY_SIZE} characters; ${found}`,
  };
}
