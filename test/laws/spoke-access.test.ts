import {
  CloudFormationClient,
  DeleteStackInstancesCommand,
  ListStackInstancesCommand,
} from '@aws-sdk/client-cloudformation';
import fc from 'fast-check';
import { step } from '../../lib/reconcile/step';
import { spokeAccess } from '../../lib/concepts/spoke-access';
import {
  diff,
  STACK_SETS,
  type Actual,
  type Change,
  type Desired,
  type Instance,
} from '../../lib/concepts/spoke-access/plan';
import type { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const UNIT = 'ou-pksl-00000dev';
const REGIONS = ['ap-southeast-3', 'us-east-1'];
const wanted: Desired = {
  regions: { 'wheelwright-roles': ['us-east-1'], 'wheelwright-rules': REGIONS },
  organizationalUnitId: UNIT,
};
const unwanted: Desired = { regions: {}, organizationalUnitId: UNIT };
const states = fc.constantFrom(
  { status: 'CURRENT', detail: 'SUCCEEDED' },
  { status: 'OUTDATED', detail: 'FAILED' },
  { status: 'OUTDATED', detail: 'RUNNING' },
  { status: 'INOPERABLE', detail: 'FAILED' },
);
const instance = fc
  .record({ stackSet: fc.constantFrom(...STACK_SETS, 'team-set'), region: fc.constantFrom(...REGIONS, 'eu-west-1') })
  .chain((address) => states.map((state): Instance => ({ ...address, ...state })));
const addressOf = ({ stackSet, region }: Pick<Instance, 'stackSet' | 'region'>): string => `${stackSet}/${region}`;
const instances = fc.uniqueArray(instance, { selector: addressOf });
const actualOf = (found: readonly Instance[]): Actual => ({ accountId: '200000000003', instances: found });
const current = STACK_SETS.flatMap((stackSet) =>
  (wanted.regions[stackSet] ?? []).map((region) => ({ stackSet, region, status: 'CURRENT', detail: 'SUCCEEDED' })),
);

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
      const made = regions.map((region) => ({ stackSet, region, status: 'OUTDATED', detail: 'PENDING' }));
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
      name: 'a target that leaves does not delete the instances: auto-deployment does',
      writes: [],
      prepare: (bench) => {
        const id = bench.account('dev');
        return { target: leaving(id), foreign: () => listed(bench) };
      },
    },
  ]);
});
