import { AccountClient, GetRegionOptStatusCommand, ListRegionsCommand } from '@aws-sdk/client-account';
import fc from 'fast-check';
import { step } from '../../lib/reconcile/step';
import { regionOptIn } from '../../lib/concepts/region-opt-in';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/region-opt-in/plan';
import { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const REGION = 'ap-southeast-3';
const ENABLED = ['ENABLED', 'ENABLED_BY_DEFAULT'];

const sides = (enabled: boolean, ...statuses: readonly string[]) =>
  fc.constantFrom(...statuses).map((status): { desired: Desired; actual: Actual } => ({
    desired: { enabled },
    actual: { accountId: '200000000003', region: REGION, status },
  }));

describe('region-opt-in', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.boolean().chain((enabled) => sides(enabled, ...ENABLED, 'ENABLING', 'DISABLING', 'DISABLED')),
    inSync: fc.oneof(sides(true, ...ENABLED), sides(false, ...ENABLED, 'ENABLING', 'DISABLING', 'DISABLED')),
    shuffled: (actual) => actual,
    touched: ({ region }) => [region],
    touchable: ({ actual }) => [actual.region],
    applied(actual) {
      if (actual.status !== 'DISABLED') throw new Error('ConflictException');
      return { ...actual, status: 'ENABLING' };
    },
    settled({ status, ...actual }) {
      if (status === 'ENABLING') return { ...actual, status: 'ENABLED' };
      return { ...actual, status: status === 'DISABLING' ? 'DISABLED' : status };
    },
  });

  const account = (bench: Bench) =>
    new AccountClient(bench.world.config(bench.world.administrator('100000000001'), 'us-east-1'));
  const status = async (bench: Bench, AccountId: string) =>
    (await account(bench).send(new GetRegionOptStatusCommand({ AccountId, RegionName: REGION }))).RegionOptStatus;
  const others = async (bench: Bench, AccountId: string) =>
    ((await account(bench).send(new ListRegionsCommand({ AccountId, MaxResults: 50 }))).Regions ?? []).filter(
      ({ RegionName }) => RegionName !== REGION,
    );

  const concept = step(regionOptIn);
  testTwinLaws(
    concept,
    [
      {
        name: 'the governed region is enabled in the account, and no other',
        writes: ['account:EnableRegion'],
        prepare: async (bench) => {
          const id = bench.account('dev');
          expect(await status(bench, id)).toBe('DISABLED');
          return {
            target: joining(id),
            foreign: () => others(bench, id),
            check: async () => expect(await status(bench, id)).toBe('ENABLED'),
          };
        },
      },
      {
        name: 'a region that is being enabled is not enabled again',
        writes: [],
        prepare: async (bench) => {
          const id = bench.account('staging');
          await bench.run(concept, joining(id), 'apply', { account: 'staging' });
          return { target: joining(id), account: 'staging' };
        },
      },
      {
        name: 'a target that leaves does not disable the region',
        writes: [],
        prepare: async (bench) => {
          const id = bench.account('dev');
          await bench.converge(concept, joining(id));
          return { target: leaving(id), foreign: () => status(bench, id) };
        },
      },
    ],
    () => Bench.build({ enroll: [] }),
  );
});
