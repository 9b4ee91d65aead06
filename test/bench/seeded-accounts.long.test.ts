import { snapshot } from '../twin/snapshot';
import { enrolledOrganization, type EnrolledWorld } from '../world/enrolled';
import { meshLandingZone } from './mesh-world';
import { makeAccount, plansOf, seedAccounts, type SeededVpc } from './seeded-accounts';
import { linesOf } from './world-lines';

const KINDS = [
  { accounts: 6, vpcs: 1, joined: true },
  { accounts: 2, vpcs: 6, joined: true },
  { accounts: 2, vpcs: 1, joined: false },
];

/** What only one of the two has, the first lines of it. */
const difference = (one: readonly string[], other: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1);
  const lacking = one.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
  return lacking.slice(0, 10).map((line) => line.slice(0, 300));
};

let setting: EnrolledWorld;
let made: readonly string[];
let seeded: readonly SeededVpc[];
let found: readonly string[];

beforeAll(async () => {
  setting = await enrolledOrganization(meshLandingZone());
  const { world } = setting;
  await world.clock.jump(600_000);
  // Turns that joins and accounts take are past, and belong to no account.
  const lines = (): readonly string[] => linesOf(world).filter((line) => !line.includes('[S:"pace"'));
  const restore = snapshot(world);
  for (const [kind, plans] of plansOf(KINDS).entries())
    for (const plan of plans) await makeAccount(setting, plan, KINDS[kind]?.joined ?? false);
  made = lines();
  restore();
  seeded = (await seedAccounts(setting, KINDS)).flat();
  found = lines();
});

it('a world with 20 seeded VPCs is like one whose accounts were enrolled and whose VPCs joined', () => {
  expect(seeded).toHaveLength(20);
  expect([difference(found, made), difference(made, found)]).toEqual([[], []]);
});

it('a reconcile of a seeded VPC finds nothing to do', async () => {
  const { world } = setting;
  const before = world.calls.length;
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(600_000);
  const calls = world.calls.slice(before).filter(({ caller }) => caller.startsWith('wheelwright-'));
  const read = new Set(calls.filter(({ action }) => action === 'ec2:DescribeVpcs').map(({ accountId }) => accountId));
  expect(seeded.filter(({ accountId }) => !read.has(accountId))).toEqual([]);
  const writes = calls.filter(({ action, mutating }) => mutating && !/^(sts|sqs|dynamodb|events):/.test(action));
  expect(writes.map(({ action, accountId }) => `${action} ${accountId}`)).toEqual([]);
});
