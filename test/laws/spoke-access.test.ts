import {
  CloudFormationClient,
  DeleteStackInstancesCommand,
  ListStackInstancesCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { step } from '../../lib/reconcile/step';
import { spokeAccess } from '../../lib/concepts/spoke-access';
import {
  diff,
  operationId,
  trustedAdministrators,
  type Actual,
  type Change,
  type Desired,
  type Instance,
} from '../../lib/concepts/spoke-access/plan';
import { STACK_SETS } from '../../lib/names';
import type { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const UNIT = 'ou-pksl-00000dev';
const REGIONS = ['ap-southeast-3', 'us-east-1'];
const now = new Date('2026-01-01T12:00:00Z');
const wanted: Desired = {
  now,
  regions: { 'wheelwright-roles': ['us-east-1'], 'wheelwright-rules': REGIONS },
  organizationalUnitId: UNIT,
};
const unwanted: Desired = { now, regions: {}, organizationalUnitId: UNIT };
const states = fc.constantFrom(
  { status: 'CURRENT', detail: 'SUCCEEDED' },
  { status: 'OUTDATED', detail: 'FAILED' },
  { status: 'OUTDATED', detail: 'RUNNING' },
  { status: 'INOPERABLE', detail: 'FAILED' },
);
/** What CloudFormation reports of the last deployment: by itself, by us a minute ago, by us in the morning. */
const attempts = fc.record({
  reason: fc.constantFrom('', 'Resource handler returned message: "Role with name x already exists."'),
  operation: fc.constantFrom(
    '0f3d8c1e-auto',
    operationId(new Date(now.getTime() - 60_000), '200000000003', 'ap-southeast-3'),
    operationId(new Date(now.getTime() - 6 * 3600_000), '200000000003', 'ap-southeast-3'),
  ),
});
const instance = fc
  .record({ stackSet: fc.constantFrom(...STACK_SETS, 'team-set'), region: fc.constantFrom(...REGIONS, 'eu-west-1') })
  .chain((address) => states.map((state) => ({ ...address, ...state })))
  .chain((state) => attempts.map((attempt): Instance => ({ ...state, ...attempt })));
const addressOf = ({ stackSet, region }: Pick<Instance, 'stackSet' | 'region'>): string => `${stackSet}/${region}`;
const instances = fc.uniqueArray(instance, { selector: addressOf });
const actualOf = (found: readonly Instance[]): Actual => ({
  accountId: '200000000003',
  instances: found,
  foreignRoles: [],
});
const current = STACK_SETS.flatMap((stackSet) =>
  (wanted.regions[stackSet] ?? []).map((region) => ({
    stackSet,
    region,
    status: 'CURRENT',
    detail: 'SUCCEEDED',
    reason: '',
    operation: '',
  })),
);

const trusting = (AWS: string | readonly string[], more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', ...more }],
  });
const SELF = (accountId: string): string => trusting(`arn:aws:iam::${accountId}:root`);
const administrator = (accountId: string): string =>
  `arn:aws:iam::${accountId}:role/aws-service-role/stacksets.cloudformation.amazonaws.com/AWSServiceRoleForCloudFormationStackSetsOrgAdmin`;
const ADMIN = (accountId: string): string => trusting(administrator(accountId));

describe('[A15] a role stacksets-exec-… is of a StackSet only if it trusts the service-linked role of StackSets alone', () => {
  const ROLE = 'arn:aws:iam::200000000003:role/stacksets-exec-0a1b2c';
  const one = administrator('100000000001');

  test.each([
    ['the administrator account', ROLE, trusting(one), ['100000000001']],
    [
      'two administrator accounts',
      ROLE,
      trusting([administrator('300000000001'), one]),
      ['100000000001', '300000000001'],
    ],
    ['a role under a path', 'arn:aws:iam::200000000003:role/stacksets-exec-x/evil', trusting(one), []],
    ['the account itself as well', ROLE, trusting([one, 'arn:aws:iam::200000000003:root']), []],
    ['a role of nearly the same name', ROLE, trusting(`${one}2`), []],
    ['a role of the same name under another path', ROLE, trusting(one.replace('aws-service-role', 'ops')), []],
    ['every principal', ROLE, trusting('*'), []],
    ['web identities as well', ROLE, trusting(one, { Principal: { AWS: one, Federated: 'x' } }), []],
    ['by NotPrincipal', ROLE, trusting(one, { NotPrincipal: { AWS: one } }), []],
    ['another action', ROLE, trusting(one, { Action: ['sts:AssumeRole', 'sts:TagSession'] }), []],
    ['nobody', ROLE, JSON.stringify({ Version: '2012-10-17', Statement: [] }), []],
    ['something that is no JSON', ROLE, '', []],
  ])('it trusts %s', (_what, arn, trust, accounts) => {
    expect(trustedAdministrators(arn, trust)).toEqual(accounts);
  });
});

describe('spoke-access', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({ desired: fc.constantFrom(wanted, unwanted), actual: instances.map(actualOf) }),
    inSync: instances.chain((found) => {
      const addresses = current.map(addressOf);
      const foreign = found.filter((each) => !addresses.includes(addressOf(each)));
      return fc.constantFrom(
        { desired: wanted, actual: actualOf([...foreign, ...current]) },
        { desired: unwanted, actual: actualOf(found) },
      );
    }),
    shuffled: (actual, shuffle) => ({ ...actual, instances: shuffle(actual.instances) }),
    touched: ({ stackSet, regions }) => regions.map((region) => addressOf({ stackSet, region })),
    // Current instances are not touched.
    touchable: ({ actual }) => {
      const good = actual.instances.filter(({ status }) => status === 'CURRENT').map(addressOf);
      return current.map(addressOf).filter((address) => !good.includes(address));
    },
    applied({ instances: found }, { stackSet, regions }) {
      const made = regions.map((region) => ({
        ...{ stackSet, region, status: 'OUTDATED', detail: 'PENDING' },
        ...{ reason: '', operation: operationId(now, '200000000003', region) },
      }));
      const addresses = made.map(addressOf);
      return actualOf([...found.filter((each) => !addresses.includes(addressOf(each))), ...made]);
    },
    settled: ({ instances: found }) =>
      actualOf(
        found.map((each) =>
          ['PENDING', 'RUNNING'].includes(each.detail) ? { ...each, status: 'CURRENT', detail: 'SUCCEEDED' } : each,
        ),
      ),
  });

  const CREATE = 'cloudformation:CreateStackInstances';
  const cloudformation = (bench: Bench) =>
    new CloudFormationClient(bench.world.config(bench.world.administrator('100000000001'), 'us-east-1'));
  const listed = async (bench: Bench) => {
    const lists = STACK_SETS.map(async (StackSetName) => {
      const { Summaries = [] } = await cloudformation(bench).send(new ListStackInstancesCommand({ StackSetName }));
      return Summaries.map(({ Account, Region, Status }) => ({ StackSetName, Account, Region, Status }));
    });
    return (await Promise.all(lists)).flat();
  };
  const of = async (bench: Bench, id: string) => (await listed(bench)).filter(({ Account }) => Account === id);
  const others = async (bench: Bench, id: string) => (await listed(bench)).filter(({ Account }) => Account !== id);
  const drop = async (bench: Bench, id: string, StackSetName: string) => {
    await cloudformation(bench).send(
      new DeleteStackInstancesCommand({
        StackSetName,
        DeploymentTargets: { OrganizationalUnitIds: [UNIT], Accounts: [id], AccountFilterType: 'INTERSECTION' },
        Regions: ['us-east-1'],
        RetainStacks: false,
      }),
    );
    await bench.world.clock.jump(120_000);
  };

  const iam = (bench: Bench) => new IAMClient(bench.config('dev'));
  const plant = (bench: Bench, RoleName: string, Path: string, AssumeRolePolicyDocument: string) =>
    iam(bench).send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument }));

  const concept = step(spokeAccess);
  testTwinLaws(concept, [
    {
      name: 'instances that auto-deployment could not create before the region was enabled are created',
      writes: [CREATE],
      prepare: (bench) => {
        const id = bench.account('dev');
        return {
          target: joining(id),
          foreign: () => others(bench, id),
          check: async () => {
            const found = (await of(bench, id)).map(({ StackSetName, Region, Status }) => [
              StackSetName,
              Region,
              Status,
            ]);
            expect(found.sort()).toEqual([
              ['wheelwright-roles', 'us-east-1', 'CURRENT'],
              ['wheelwright-rules', 'ap-southeast-3', 'CURRENT'],
              ['wheelwright-rules', 'us-east-1', 'CURRENT'],
            ]);
          },
        };
      },
    },
    {
      name: 'instances that were deleted are created again, the roles first',
      writes: [CREATE, CREATE],
      prepare: async (bench) => {
        const id = bench.account('dev');
        await bench.converge(concept, joining(id));
        for (const stackSet of STACK_SETS) await drop(bench, id, stackSet);
        return { target: joining(id), foreign: () => others(bench, id) };
      },
    },
    {
      name: '[A15] a role of a name of ours that the account brought along: one attempt, then refused',
      writes: [CREATE],
      endsAs: 'refused',
      prepare: async (bench) => {
        const id = bench.account('dev');
        await bench.converge(concept, joining(id));
        for (const stackSet of STACK_SETS) await drop(bench, id, stackSet);
        await plant(bench, 'Wheelwright-Spoke-Grant-Pull', '/ops/', SELF(id));
        return { target: joining(id), foreign: () => others(bench, id) };
      },
    },
    {
      name: '[A15] once that role is gone, a reconcile an hour later deploys again',
      writes: [CREATE, CREATE],
      prepare: async (bench) => {
        const id = bench.account('dev');
        await iam(bench).send(new DeleteRoleCommand({ RoleName: 'Wheelwright-Spoke-Grant-Pull' }));
        await bench.world.clock.jump(61 * 60_000);
        return { target: joining(id), foreign: () => others(bench, id) };
      },
    },
    {
      name: '[A15] a role stacksets-exec-… that trusts its own account: refused',
      writes: [],
      endsAs: 'refused',
      prepare: async (bench) => {
        const id = bench.account('dev');
        await bench.converge(concept, joining(id));
        await plant(bench, 'stacksets-exec-0123456789abcdef', '/', SELF(id));
        return { target: joining(id), foreign: () => others(bench, id) };
      },
    },
    {
      name: '[A15] a role under a path /stacksets-exec-…/ that trusts the StackSets of the organization: refused',
      writes: [],
      endsAs: 'refused',
      prepare: async (bench) => {
        const id = bench.account('dev');
        await iam(bench).send(new DeleteRoleCommand({ RoleName: 'stacksets-exec-0123456789abcdef' }));
        await plant(bench, 'evil', '/stacksets-exec-x/', ADMIN('100000000001'));
        return { target: joining(id), foreign: () => others(bench, id) };
      },
    },
    {
      name: 'a role of that name under a path of the team, which the policies do not exempt, does not matter',
      writes: [],
      prepare: async (bench) => {
        const id = bench.account('dev');
        await iam(bench).send(new DeleteRoleCommand({ RoleName: 'evil' }));
        await plant(bench, 'stacksets-exec-evil', '/ops/', SELF(id));
        return { target: joining(id), foreign: () => others(bench, id) };
      },
    },
    {
      name: 'a target that leaves does not delete the instances: auto-deployment does',
      writes: [],
      prepare: (bench) => {
        const id = bench.account('dev');
        return { target: leaving(id), foreign: () => listed(bench) };
      },
    },
  ]);
});
