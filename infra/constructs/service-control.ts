import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { SPOKE_ROLES, roleName } from '../../lib/names';
import { logicalId, organizationalUnits } from './names';
import { policyDocument, type Statement } from './policy';

const role = (name: string): string => `arn:aws:iam::*:role/${name}`;

/**
 * The roles in a spoke that the SCP exempts: our own by their full names, because a pattern would also exempt a
 * `wheelwright-*` role that an account had before it was invited; and the StackSets' roles, whose names end in a hash.
 */
const OURS = [...SPOKE_ROLES.map((name) => role(roleName(name))), role('stacksets-exec-*')];

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

const deny = (Sid: string, Action: string | readonly string[], Resource: string, Condition?: Condition): Statement => ({
  Sid,
  Effect: 'Deny',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});
/** Denies every principal in the account except our roles: also its root user and OrganizationAccountAccessRole. */
const denyOthers = (
  Sid: string,
  Action: string | readonly string[],
  Resource: string,
  Condition: Condition = {},
): Statement => deny(Sid, Action, Resource, { ...Condition, ArnNotLike: { 'aws:PrincipalArn': OURS } });

const VPC = 'arn:aws:ec2:*:*:vpc/*';
const STATUS = 'aws:ResourceTag/wheelwright:status';
/** The VPC has a `wheelwright:status` other than `refused …`: Wheelwright has changed it. */
const JOINED = { Null: { [STATUS]: 'false' }, StringNotLike: { [STATUS]: 'refused *' } } as const;
/** The resource was created by Wheelwright. */
const MANAGED = { 'aws:ResourceTag/wheelwright:managed': 'false' } as const;
/** The request has no tag key: DeleteTags then removes all tags of the resource. */
const NO_KEYS = { 'aws:TagKeys': 'true' } as const;

const tag = (name: string): string => `wheelwright:${name}`;
/** The keys that teams set: on a VPC and on a subnet. */
const FREE = { join: tag('join'), attach: tag('attach') } as const;

/**
 * Denies every tag `wheelwright:*` except the two free ones, in all calls with `aws:TagKeys`: tagging, untagging, creating
 * with tags. No IAM operator subtracts one pattern from another, and two different keys of a request may satisfy two
 * operators. So keys are distinguished by their length. A key of another length than both free keys is denied by a
 * pattern; a key as long as `join` (or `attach`) is denied unless the request has that free key too; our own keys of these
 * lengths are named. One gap remains: a key without a meaning, as long as a free key, in the same request as that key.
 */
const otherTags = (): readonly Statement[] => {
  const ofLength = (length: number): string => tag('?'.repeat(length));
  return [
    denyOthers('OtherTags', '*', '*', {
      'ForAnyValue:StringLike': {
        'aws:TagKeys': [
          ...[0, 1, 2, 3, 5].map(ofLength),
          `${ofLength(7)}*`,
          ...['former', 'frozen', 'status'].map(tag),
        ],
      },
    }),
    ...Object.values(FREE).map((key) =>
      denyOthers(logicalId(`tags-as-long-as-${key.slice(tag('').length)}`), '*', '*', {
        'ForAnyValue:StringLike': { 'aws:TagKeys': ofLength(key.length - tag('').length) },
        'ForAllValues:StringNotEquals': { 'aws:TagKeys': key },
      }),
    ),
    denyOthers('AllTagsOfJoinedVpcs', 'ec2:DeleteTags', VPC, { ...JOINED, Null: { ...JOINED.Null, ...NO_KEYS } }),
    denyOthers('AllTagsOfOurs', 'ec2:DeleteTags', '*', { Null: { ...MANAGED, ...NO_KEYS } }),
  ];
};

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

/** What a spoke's administrator may not do to Wheelwright's resources in the spoke. */
export const spokeGuardrails = ({ join: { ipamPools } }: LandingZone): readonly Statement[] => [
  ...otherTags(),
  denyOthers('Roles', ROLE_WRITES, role('wheelwright*')),
  denyOthers('Rules', RULE_WRITES, 'arn:aws:events:*:*:rule/wheelwright-*'),
  denyOthers('Stacks', STACK_WRITES, 'arn:aws:cloudformation:*:*:stack/StackSet-wheelwright-*'),
  denyOthers('DhcpOptionsOfJoinedVpcs', 'ec2:AssociateDhcpOptions', VPC, JOINED),
  // IAM authorizes DeleteFlowLogs against the flow log, not its VPC: a team may delete its own flow logs.
  denyOthers('FlowLogs', 'ec2:DeleteFlowLogs', 'arn:aws:ec2:*:*:vpc-flow-log/*', { Null: MANAGED }),
  // A negated operator is true where the key is missing: for a CIDR that comes from no pool.
  denyOthers('CidrsOfJoinedVpcs', 'ec2:AssociateVpcCidrBlock', VPC, {
    ...JOINED,
    ...(ipamPools.length > 0 ? { StringNotEquals: { 'ec2:Ipv4IpamPoolId': ipamPools } } : {}),
  }),
];

/**
 * What no principal of a member account may do. CloudFormation creates and deletes the StackSets' roles with its
 * service-linked role, which SCPs do not affect. A person with such a role would be exempt from the statements above.
 */
export const memberGuardrails = (): readonly Statement[] => [
  deny('StackSetRoles', ROLE_WRITES, role('stacksets-exec-*')),
  deny('AccountTags', ['organizations:TagResource', 'organizations:UntagResource'], '*', {
    'ForAnyValue:StringLike': { 'aws:TagKeys': tag('*') },
  }),
];

/**
 * The service control policies; SCPs must be enabled in the organization, and do not affect the management account.
 * `wheelwright-spokes` is attached to every OU of a segment: to the accounts that get our roles and rules. At the root it
 * would deny the hub's deployment, which creates roles `wheelwright-*`. `wheelwright-members` is attached to the root:
 * it prevents a role of the StackSets from being prepared before the account is moved under such an OU, and a delegated
 * administrator from choosing segments.
 */
export class ServiceControlPolicies extends Construct {
  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const policy = (name: string, description: string, statements: readonly Statement[], targetIds: string[]) =>
      new CfnPolicy(this, logicalId(name), {
        ...{ name, description, targetIds, type: 'SERVICE_CONTROL_POLICY' },
        content: policyDocument(...statements),
      });
    const { rootId } = landingZone.organization;
    policy('wheelwright-members', 'Wheelwright: denied to every principal of a member account', memberGuardrails(), [
      rootId,
    ]);
    policy(
      'wheelwright-spokes',
      'Wheelwright: denied to the administrators of spokes',
      spokeGuardrails(landingZone),
      organizationalUnits(landingZone),
    );
  }
}
