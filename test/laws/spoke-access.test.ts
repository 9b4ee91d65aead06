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
import { joining, leaving, obeysTheLaws, obeysTheLawsOnTheTwin } from './harness';

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
  .chain((place) => states.map((state): Instance => ({ ...place, ...state })));
const placeOf = ({ stackSet, region }: Pick<Instance, 'stackSet' | 'region'>): string => `${stackSet}/${region}`;
const instances = fc.uniqueArray(instance, { selector: placeOf });
const actualOf = (found: readonly Instance[]): Actual => ({ accountId: '200000000003', instances: found });
const current = STACK_SETS.flatMap((stackSet) =>
  (wanted.regions[stackSet] ?? []).map((region) => ({ stackSet, region, status: 'CURRENT', detail: 'SUCCEEDED' })),
);

describe('spoke-access', () => {
  obeysTheLaws<Desired, Actual, Change>({
    diff,
    any: fc.record({ desired: fc.constantFrom(wanted, unwanted), actual: instances.map(actualOf) }),
    agreeing: instances.chain((found) => {
      const places = current.map(placeOf);
      const foreign = found.filter((each) => !places.includes(placeOf(each)));
      return fc.constantFrom(
        { desired: wanted, actual: actualOf([...foreign, ...current]) },
        { desired: unwanted, actual: actualOf(found) },
      );
    }),
    shuffled: (actual, shuffle) => ({ ...actual, instances: shuffle(actual.instances) }),
    named: ({ stackSet, regions }) => regions.map((region) => placeOf({ stackSet, region })),
    // Of instances that are current, none is touched.
    ours: ({ actual }) => {
      const good = actual.instances.filter(({ status }) => status === 'CURRENT').map(placeOf);
      return current.map(placeOf).filter((place) => !good.includes(place));
    },
    made({ instances: found }, { stackSet, regions }) {
      const made = regions.map((region) => ({ stackSet, region, status: 'OUTDATED', detail: 'PENDING' }));
      const places = made.map(placeOf);
      return actualOf([...found.filter((each) => !places.includes(placeOf(each))), ...made]);
    },
    later: ({ instances: found }) =>
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
  obeysTheLawsOnTheTwin(concept, [
    {
      name: 'what auto-deployment could not make before the region was enabled is made',
      writes: [CREATE],
      begin: (bench) => {
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
      name: 'instances that somebody has taken away are made again, the roles first',
      writes: [CREATE, CREATE],
      begin: async (bench) => {
        const id = bench.account('dev');
        await bench.converge(concept, joining(id));
        for (const stackSet of STACK_SETS) await drop(bench, id, stackSet);
        return { target: joining(id), foreign: () => others(bench, id) };
      },
    },
    {
      name: 'asked as if on leaving, auto-deployment is left to take the instances away',
      writes: [],
      begin: (bench) => {
        const id = bench.account('dev');
        return { target: leaving(id), foreign: () => listed(bench) };
      },
    },
  ]);
});
