import * as iam from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { pullRole } from '../../lib/concepts/pull-role';
import { canonical, diff, type Actual, type Change, type Desired, type Role } from '../../lib/concepts/pull-role/plan';
import { step } from '../../lib/reconcile/step';
import type { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';
import { pullRoleName } from '../../lib/names';

const NAME = 'prod';
const OURS = { 'wheelwright:managed': 'true', 'wheelwright:cluster': NAME };
const OTHERS = [{ ...OURS, 'wheelwright:cluster': 'other' }, { 'wheelwright:cluster': NAME }, {}];
const BOUNDARY = 'arn:aws:iam::aws:policy/boundary';
const statement = (resource: unknown): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['a:B', 'a:C'], Resource: resource }],
  });
/** An equal policy in another form. */
const REWORDED = `{"Statement": {"Resource": ["mine"], "Action": ["a:C", "a:B"], "Effect": "Allow"}, "Version": "2012-10-17"}`;
const wanted: Desired = { boundary: BOUNDARY, role: { trust: statement('trust'), policy: statement('mine') } };
const unwanted: Desired = { boundary: BOUNDARY };

const right: Role = {
  trust: statement('trust'),
  boundary: BOUNDARY,
  tags: OURS,
  policies: { pull: REWORDED },
  attached: [],
};
const role = fc.record({
  trust: fc.constantFrom(statement('trust'), statement('*'), 'no JSON'),
  boundary: fc.constantFrom(BOUNDARY, 'arn:aws:iam::aws:policy/AdministratorAccess'),
  tags: fc.constantFrom(OURS, ...OTHERS),
  policies: fc.dictionary(fc.constantFrom('pull', 'more', 'most'), fc.constantFrom(statement('mine'), statement('*'))),
  attached: fc.uniqueArray(fc.constantFrom('arn:1', 'arn:2', 'arn:3')),
});
const actualOf = (found: Role | undefined): Actual => ({
  cluster: NAME,
  roleName: 'role',
  ...(found ? { role: found } : {}),
});
const isOurs = (found: Role | undefined): boolean => found === undefined || found.tags === OURS;

describe('pull-role', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({
      desired: fc.constantFrom(wanted, unwanted),
      actual: fc.option(role, { nil: undefined }).map(actualOf),
    }),
    inSync: fc.oneof(
      fc.constant({ desired: wanted, actual: actualOf(right) }),
      fc.constant({ desired: unwanted, actual: actualOf(undefined) }),
      role.filter((found) => !isOurs(found)).map((found) => ({ desired: unwanted, actual: actualOf(found) })),
    ),
    shuffled: (actual, shuffle) =>
      actualOf(
        actual.role && {
          ...actual.role,
          attached: shuffle(actual.role.attached),
          policies: Object.fromEntries(shuffle(Object.entries(actual.role.policies))),
        },
      ),
    touched: ({ roleName }) => [roleName],
    touchable: ({ actual }) => (isOurs(actual.role) ? ['role'] : []),
    applied({ role: before }, { verb, what, name = '', value = '' }) {
      if (what === 'role' && verb === 'create') {
        if (before) throw new Error('EntityAlreadyExists');
        return actualOf({ trust: value, boundary: BOUNDARY, tags: OURS, policies: {}, attached: [] });
      }
      if (!before) throw new Error('NoSuchEntity');
      switch (what) {
        case 'role':
          if (Object.keys(before.policies).length + before.attached.length > 0) throw new Error('DeleteConflict');
          return actualOf(undefined);
        case 'trust':
          return actualOf({ ...before, trust: value });
        case 'boundary':
          return actualOf({ ...before, boundary: value });
        case 'policy': {
          const { [name]: _former, ...policies } = before.policies;
          return actualOf({ ...before, policies: verb === 'delete' ? policies : { ...policies, [name]: value } });
        }
        case 'attached-policy':
          return actualOf({ ...before, attached: before.attached.filter((arn) => arn !== value) });
      }
    },
    settled: (actual) => actual,
  });

  test.each([
    ['white space', statement('mine').replaceAll(',', ', ')],
    ['another order, and a list of one', REWORDED],
  ])('an equal policy is no change: %s', (_how, text) => {
    const actual = actualOf({ ...right, policies: { pull: text } });
    expect(diff({ desired: wanted, actual })).toEqual([]);
  });

  test.each([
    ['another resource', statement('theirs')],
    ['an additional resource', statement(['mine', 'theirs'])],
    ['no JSON', 'mine'],
  ])('a different policy is a change: %s', (_how, text) => {
    const actual = actualOf({ ...right, policies: { pull: text } });
    expect(diff({ desired: wanted, actual })).toMatchObject([{ what: 'policy', value: statement('mine') }]);
    expect(canonical(text)).not.toBe(canonical(statement('mine')));
  });

  const concept = step(pullRole);
  const ISSUER = 'oidc.eks.ap-southeast-3.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
  const known = { issuer: ISSUER };
  const client = (bench: Bench) => new iam.IAMClient(bench.config('dev'));
  const named = (cluster: string): string => pullRoleName('ap-southeast-3', cluster);
  const found = async (bench: Bench, cluster: string) => {
    const RoleName = named(cluster);
    const { Role: role } = await client(bench).send(new iam.GetRoleCommand({ RoleName }));
    const { PolicyNames } = await client(bench).send(new iam.ListRolePoliciesCommand({ RoleName }));
    const { AttachedPolicies } = await client(bench).send(new iam.ListAttachedRolePoliciesCommand({ RoleName }));
    const { PolicyDocument = '' } = await client(bench).send(
      new iam.GetRolePolicyCommand({ RoleName, PolicyName: 'pull' }),
    );
    return {
      arn: role?.Arn,
      boundary: role?.PermissionsBoundary?.PermissionsBoundaryArn,
      tags: Object.fromEntries((role?.Tags ?? []).map(({ Key, Value }) => [Key, Value])) as unknown,
      trust: JSON.parse(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')) as unknown,
      policy: JSON.parse(decodeURIComponent(PolicyDocument)) as unknown,
      policies: [PolicyNames, AttachedPolicies],
    };
  };
  const expectedRole = (bench: Bench, cluster: string) => {
    const account = bench.account('dev');
    const repository = (name: string): string => `arn:aws:ecr:ap-southeast-3:100000000002:repository/piksel/${name}`;
    return {
      arn: `arn:aws:iam::${account}:role/wheelwright/pull/${named(cluster)}`,
      boundary: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
      tags: { 'wheelwright:managed': 'true', 'wheelwright:cluster': cluster },
      trust: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${ISSUER}` },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
              StringLike: { [`${ISSUER}:sub`]: ['system:serviceaccount:*:wheelwright-pull'] },
            },
          },
        ],
      },
      policy: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
          {
            Effect: 'Allow',
            Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
            Resource: [repository('jupyter'), repository('odc')],
          },
        ],
      },
      policies: [['pull'], []],
    };
  };
  const others = async (bench: Bench, cluster: string) => {
    const { Roles = [] } = await client(bench).send(new iam.ListRolesCommand({}));
    return Roles.filter(({ RoleName }) => RoleName !== named(cluster));
  };
  const TRUST = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [TRUST] });
  const everything = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });

  testTwinLaws(concept, [
    {
      name: 'a cluster gets a role that trusts its tokens and may only pull from the hub',
      writes: ['iam:CreateRole', 'iam:PutRolePolicy'],
      prepare: (bench) => ({
        ...{ target: joining('fresh'), known, foreign: () => others(bench, 'fresh') },
        check: async () => expect(await found(bench, 'fresh')).toEqual(expectedRole(bench, 'fresh')),
      }),
    },
    {
      name: 'changes made by hand are corrected, the boundary first',
      writes: [
        ...['iam:PutRolePermissionsBoundary', 'iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy'],
        ...['iam:DeleteRolePolicy', 'iam:DetachRolePolicy'],
      ],
      prepare: async (bench) => {
        await bench.converge(concept, joining('bent'), { known });
        const RoleName = named('bent');
        const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
        const send = client(bench);
        await send.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName }));
        await send.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
        await send.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
        for (const PolicyName of ['pull', 'more'])
          await send.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: everything }));
        return {
          ...{ target: joining('bent'), known, foreign: () => others(bench, 'bent') },
          check: async () => expect(await found(bench, 'bent')).toEqual(expectedRole(bench, 'bent')),
        };
      },
    },
    {
      name: 'the role is deleted with all its policies',
      writes: [...['iam:PutRolePermissionsBoundary', 'iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:DeleteRole']],
      prepare: async (bench) => {
        await bench.converge(concept, joining('gone'), { known });
        const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
        await client(bench).send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName: named('gone') }));
        await client(bench).send(new iam.AttachRolePolicyCommand({ RoleName: named('gone'), PolicyArn }));
        return {
          ...{ target: leaving('gone'), foreign: () => others(bench, 'gone') },
          check: async () =>
            expect((await others(bench, '')).map(({ RoleName }) => RoleName)).not.toContain(named('gone')),
        };
      },
    },
    ...[joining('theirs'), leaving('theirs')].map((target) => ({
      name: `a role of the same name without our tags is not changed (${target.intent})`,
      writes: [],
      endsAs: target.intent === 'join' ? ('refused' as const) : ('in-sync' as const),
      prepare: async (bench: Bench) => {
        const role = { RoleName: named('theirs'), Path: '/wheelwright/pull/', AssumeRolePolicyDocument: trust };
        if (target.intent === 'join') await client(bench).send(new iam.CreateRoleCommand(role));
        return { target, known, foreign: () => others(bench, '') };
      },
    })),
  ]);
});
