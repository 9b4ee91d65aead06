import { AccountClient, GetRegionOptStatusCommand, ListRegionsCommand } from '@aws-sdk/client-account';
import fc from 'fast-check';
import { step } from '../../lib/reconcile/step';
import { regionOptIn } from '../../lib/concepts/region-opt-in';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/region-opt-in/plan';
import { Bench } from './bench';
import { joining, leaving, obeysTheLaws, obeysTheLawsOnTheTwin } from './harness';

const REGION = 'ap-southeast-3';
const ENABLED = ['ENABLED', 'ENABLED_BY_DEFAULT'];

const sides = (enabled: boolean, ...statuses: readonly string[]) =>
  fc.constantFrom(...statuses).map((status): { desired: Desired; actual: Actual } => ({
    desired: { enabled },
    actual: { accountId: '200000000003', region: REGION, status },
  }));

describe('region-opt-in', () => {
  obeysTheLaws<Desired, Actual, Change>({
    diff,
    any: fc.boolean().chain((enabled) => sides(enabled, ...ENABLED, 'ENABLING', 'DISABLING', 'DISABLED')),
    agreeing: fc.oneof(sides(true, ...ENABLED), sides(false, ...ENABLED, 'ENABLING', 'DISABLING', 'DISABLED')),
    shuffled: (actual) => actual,
    named: ({ region }) => [region],
    ours: ({ actual }) => [actual.region],
    made(actual) {
      if (actual.status !== 'DISABLED') throw new Error('ConflictException');
      return { ...actual, status: 'ENABLING' };
    },
    later({ status, ...actual }) {
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
  obeysTheLawsOnTheTwin(
    concept,
    [
      {
        name: 'an account without the region gets it, and no other',
        writes: ['account:EnableRegion'],
        begin: async (bench) => {
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
        name: 'a region that is being enabled is waited for',
        writes: [],
        begin: async (bench) => {
          const id = bench.account('staging');
          await bench.run(concept, joining(id), 'apply', { account: 'staging' });
          return { target: joining(id), account: 'staging' };
        },
      },
      {
        name: 'asked as if on leaving, the region stays',
        writes: [],
        begin: async (bench) => {
          const id = bench.account('dev');
          await bench.converge(concept, joining(id));
          return { target: leaving(id), foreign: () => status(bench, id) };
        },
      },
    ],
    () => Bench.build({ enroll: [] }),
  );
});
