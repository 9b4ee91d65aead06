import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { SPOKE_ROLES, roleName } from '../../lib/names';
import { logicalId, organizationalUnits } from './names';
import { policyDocument, type Statement } from './policy';

const role = (name: string): string => `arn:aws:iam::*:role/${name}`;

/**
 * Whom a spoke's SCP lets pass: our own roles there, each by its name, because a role that an account brought along under
 * another name of ours would pass a pattern; and the StackSets' roles, whose names end in a hash.
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
/** To everyone in the account but our roles; its root user and OrganizationAccountAccessRole are among everyone. */
const denyOthers = (
  Sid: string,
  Action: string | readonly string[],
  Resource: string,
  Condition: Condition = {},
): Statement => deny(Sid, Action, Resource, { ...Condition, ArnNotLike: { 'aws:PrincipalArn': OURS } });

const VPC = 'arn:aws:ec2:*:*:vpc/*';
const STATUS = 'aws:ResourceTag/wheelwright:status';
/** The VPC bears `wheelwright:status`, and not `refused …`, which says that we have touched nothing. */
const JOINED = { Null: { [STATUS]: 'false' }, StringNotLike: { [STATUS]: 'refused *' } } as const;
/** Made by us. */
const MANAGED = { 'aws:ResourceTag/wheelwright:managed': 'false' } as const;
/** DeleteTags without a key takes away every tag there is. */
const NO_KEYS = { 'aws:TagKeys': 'true' } as const;

const tag = (name: string): string => `wheelwright:${name}`;
/** Keys that people set: on a VPC and on a subnet. */
const FREE = { join: tag('join'), attach: tag('attach') } as const;

/**
 * Every tag `wheelwright:*` but the free two, wherever `aws:TagKeys` tells: in tagging, untagging and creating with tags.
 * No IAM operator subtracts one pattern from another, and two operators may be met by two different keys of the request.
 * So keys are told by their length: whatever is as long as neither free key is denied by its pattern; what is as long as
 * `join` (or `attach`) is denied unless the request has that key itself; and those of ours that are as long are named.
 * What is left is a name unknown to us, as long as a free key and in its company.
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
/** Every write that IAM authorizes against a role, PassRole among them. */
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

/** What a spoke's administrator may not do to what is ours there. */
export const spokeGuardrails = ({ join: { ipamPools } }: LandingZone): readonly Statement[] => [
  ...otherTags(),
  denyOthers('Roles', ROLE_WRITES, role('wheelwright*')),
  denyOthers('Rules', RULE_WRITES, 'arn:aws:events:*:*:rule/wheelwright-*'),
  denyOthers('Stacks', STACK_WRITES, 'arn:aws:cloudformation:*:*:stack/StackSet-wheelwright-*'),
  denyOthers('DhcpOptionsOfJoinedVpcs', 'ec2:AssociateDhcpOptions', VPC, JOINED),
  // DeleteFlowLogs is authorized against the flow log alone, not its VPC: a team may delete its own.
  denyOthers('FlowLogs', 'ec2:DeleteFlowLogs', 'arn:aws:ec2:*:*:vpc-flow-log/*', { Null: MANAGED }),
  // A negated operator is met where the key is missing, as it is for a CIDR that comes from no pool.
  denyOthers('CidrsOfJoinedVpcs', 'ec2:AssociateVpcCidrBlock', VPC, {
    ...JOINED,
    ...(ipamPools.length > 0 ? { StringNotEquals: { 'ec2:Ipv4IpamPoolId': ipamPools } } : {}),
  }),
];

/**
 * What nobody in a member account may do. CloudFormation makes and removes the StackSets' roles with its service-linked
 * role, which no SCP binds; a person who made one would pass every statement that lets them pass.
 */
export const memberGuardrails = (): readonly Statement[] => [
  deny('StackSetRoles', ROLE_WRITES, role('stacksets-exec-*')),
  deny('AccountTags', ['organizations:TagResource', 'organizations:UntagResource'], '*', {
    'ForAnyValue:StringLike': { 'aws:TagKeys': tag('*') },
  }),
];

/**
 * The service control policies. `wheelwright-spokes` binds the accounts below every OU that a segment names: the same
 * that get our roles and rules. It is not at the root, where it would bind the hub's deployment, which makes roles
 * `wheelwright-*` there, and accounts that we have nothing in. `wheelwright-members` is, so that nobody prepares a role
 * of the StackSets before the account comes under such an OU, and no delegated administrator picks a segment.
 * Neither binds the management account. SCPs must be enabled in the organization.
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
    policy('wheelwright-members', 'What Wheelwright keeps from every member account', memberGuardrails(), [rootId]);
    policy(
      'wheelwright-spokes',
      'What Wheelwright keeps from the administrators of spokes',
      spokeGuardrails(landingZone),
      organizationalUnits(landingZone),
    );
  }
}
