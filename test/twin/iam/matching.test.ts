import { decide, type AccessRequest, type Policies } from './decide';
import { identityPolicy, resourcePolicy } from './documents';
import { identityOf } from './testing';

const DEV = '100000000003';
const ROLE = `arn:aws:iam::${DEV}:role/worker`;
const VPC = `arn:aws:ec2:eu-west-1:${DEV}:vpc/vpc-1`;
const request: AccessRequest = {
  requester: identityOf(DEV),
  action: 'ec2:CreateTags',
  resource: VPC,
  context: new Map([
    ['aws:requesttag/app:managed', ['true']],
    ['aws:tagkeys', ['app:managed', 'Name']],
    ['ec2:resourcetag/team', ['blue']],
  ]),
};
const text = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
const decided = (statement: object, asked: AccessRequest = request): string =>
  decide(asked, { identity: [identityPolicy('inline', text({ Effect: 'Allow', ...statement }))] }).effect;

describe('what a statement is about', () => {
  it.each<['Allow' | 'Deny', object]>([
    ['Allow', { Action: 'ec2:createtags', Resource: VPC }],
    ['Allow', { Action: 'ec2:Create*', Resource: '*' }],
    ['Deny', { Action: 'ec2:Create?', Resource: '*' }],
    ['Allow', { NotAction: 'iam:*', Resource: '*' }],
    ['Deny', { NotAction: ['iam:*', 'ec2:*'], Resource: '*' }],
    ['Allow', { Action: '*', Resource: `arn:aws:ec2:*:${DEV}:vpc/*` }],
    ['Deny', { Action: '*', Resource: `arn:aws:ec2:*:${DEV}:subnet/*` }],
    ['Deny', { Action: '*', Resource: 'arn:aws:*:vpc/vpc-1:*:*:x' }],
    ['Allow', { Action: '*', NotResource: 'arn:aws:ec2:*:*:subnet/*' }],
    ['Deny', { Action: '*', NotResource: 'arn:aws:ec2:*:*:vpc/*' }],
  ])('%s: %j', (expected, statement) => {
    expect(decided(statement)).toBe(expected);
  });

  it('is everything with `*` only, where an action has no resource level', () => {
    const list = { ...request, action: 'ec2:DescribeVpcs', resource: '*' };
    expect(decided({ Action: 'ec2:DescribeVpcs', Resource: '*' }, list)).toBe('Allow');
    expect(decided({ Action: 'ec2:DescribeVpcs', Resource: VPC }, list)).toBe('Deny');
  });
});

describe('conditions on tags', () => {
  it.each<['Allow' | 'Deny', string, object]>([
    ['Allow', 'StringEquals', { 'aws:RequestTag/app:managed': 'true' }],
    ['Deny', 'StringEquals', { 'aws:RequestTag/app:managed': 'false' }],
    ['Allow', 'StringEquals', { 'ec2:ResourceTag/team': 'blue' }],
    // Separate keys: EC2 fills in one for actions for which it does not fill in the other.
    ['Deny', 'StringEquals', { 'aws:ResourceTag/team': 'blue' }],
    ['Allow', 'StringEqualsIfExists', { 'aws:ResourceTag/team': 'blue' }],
    ['Allow', 'ForAnyValue:StringLike', { 'aws:TagKeys': 'app:*' }],
    ['Deny', 'ForAllValues:StringLike', { 'aws:TagKeys': 'app:*' }],
    ['Deny', 'Null', { 'aws:TagKeys': 'true' }],
    ['Allow', 'Null', { 'aws:ResourceTag/team': 'true' }],
  ])('%s with %s %j', (expected, operator, condition) => {
    expect(decided({ Action: '*', Resource: '*', Condition: { [operator]: condition } })).toBe(expected);
  });

  it('must all be met', () => {
    const Condition = { StringEquals: { 'ec2:ResourceTag/team': 'blue', 'aws:RequestTag/app:managed': 'no' } };
    expect(decided({ Action: '*', Resource: '*', Condition })).toBe('Deny');
  });
});

describe('what the twin cannot evaluate', () => {
  it.each([
    ['the condition key aws:MultiFactorAuthPresent', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
    ['the condition operator BinaryEquals', { BinaryEquals: { 'aws:PrincipalArn': 'x' } }],
    ['the policy variable', { StringEquals: { 'ec2:ResourceTag/team': '${aws:PrincipalTag/team}' } }],
  ])('%s is an error that names the policy', (what, Condition) => {
    expect(() => decided({ Action: '*', Resource: '*', Condition })).toThrow(/^Policy inline: .*does not evaluate/);
    expect(() => decided({ Action: '*', Resource: '*', Condition })).toThrow(what);
  });

  it('a policy variable in a resource is one, too, unless the twin fills in its key', () => {
    expect(() => decided({ Action: '*', Resource: 'arn:aws:ec2:*:*:vpc/${aws:MultiFactorAuthPresent}' })).toThrow(
      'does not evaluate the policy variable',
    );
  });
});

describe('a policy variable in a resource', () => {
  it.each<['Allow' | 'Deny', string]>([
    ['Allow', 'arn:aws:ec2:*:*:vpc/${aws:PrincipalTag/vpc}'],
    ['Deny', 'arn:aws:ec2:*:*:subnet/${aws:PrincipalTag/vpc}'],
    // A variable without a value matches nothing, not even beside a wildcard.
    ['Deny', 'arn:aws:ec2:*:*:vpc/*${aws:SourceAccount}'],
  ])('%s: %s', (expected, Resource) => {
    const context = new Map([...request.context, ['aws:principaltag/vpc', [VPC.split('/')[1] ?? '']] as const]);
    expect(decided({ Action: '*', Resource }, { ...request, resource: VPC, context })).toBe(expected);
  });
});

describe('trust', () => {
  const assume: AccessRequest = { ...request, action: 'sts:AssumeRole', resource: ROLE, resourceAccountId: DEV };
  const administrator = [identityPolicy('admin', text({ Effect: 'Allow', Action: '*', Resource: '*' }))];
  const trust = (statement: object, boundIds?: ReadonlyMap<string, string>): NonNullable<Policies['resource']> => {
    const policy = resourcePolicy(
      'trust',
      text({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*', ...statement }),
    );
    return { type: 'role trust policy', policy: { ...policy, ...(boundIds ? { boundIds } : {}) } };
  };
  const root = { AWS: `arn:aws:iam::${DEV}:root` };

  it.each<['Allow' | 'Deny', string, Policies]>([
    ['Allow', 'a role is named', { identity: [], resource: trust({ Principal: { AWS: ROLE } }) }],
    ['Deny', 'only the root is named', { identity: [], resource: trust({ Principal: root }) }],
    [
      'Allow',
      'the root is named and the identity may',
      { identity: administrator, resource: trust({ Principal: root }) },
    ],
    [
      'Deny',
      'an administrator is not named',
      { identity: administrator, resource: trust({ Principal: { AWS: '100000000009' } }) },
    ],
    [
      'Deny',
      'all but the role are meant',
      { identity: administrator, resource: trust({ NotPrincipal: { AWS: ROLE } }) },
    ],
    [
      'Allow',
      'all but another are meant',
      { identity: [], resource: trust({ NotPrincipal: { AWS: '100000000009' } }) },
    ],
    [
      'Allow',
      'the role is bound by its id',
      { identity: [], resource: trust({ Principal: { AWS: ROLE } }, new Map([[ROLE, 'AROA-worker']])) },
    ],
    [
      'Deny',
      'the role was created again',
      { identity: [], resource: trust({ Principal: { AWS: ROLE } }, new Map([[ROLE, 'AROA-former']])) },
    ],
  ])('%s: %s', (expected, _what, policies) => {
    expect(decide(assume, policies).effect).toBe(expected);
  });

  const GITHUB = 'token.actions.githubusercontent.com';
  const provider = `arn:aws:iam::${DEV}:oidc-provider/${GITHUB}`;
  it.each<['Allow' | 'Deny', string]>([
    ['Allow', 'repo:sample-org/app:ref:refs/heads/main'],
    ['Deny', 'repo:sample-org/app:ref:refs/heads/other'],
  ])('%s: a token of the identity provider for %s', (expected, subject) => {
    const resource = trust({
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: provider },
      Condition: {
        StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
        StringLike: { [`${GITHUB}:sub`]: 'repo:sample-org/app:ref:refs/heads/main' },
      },
    });
    const claims = new Map([
      [`${GITHUB}:aud`, ['sts.amazonaws.com']],
      [`${GITHUB}:sub`, [subject]],
    ]);
    const asked: AccessRequest = {
      requester: { type: 'Federated', provider },
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: ROLE,
      context: claims,
    };
    expect(decide(asked, { resource }).effect).toBe(expected);
  });
});
