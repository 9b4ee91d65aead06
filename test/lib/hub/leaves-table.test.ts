import { dynamodb } from '../../../lib/aws/sdk/services';
import { LeavesTable } from '../../../lib/hub/leaves-table';
import { vpcText } from '../../../lib/hub/leaves';
import { ADMISSIONS_TABLE } from '../../../lib/names';
import type { World } from '../../twin/world';
import { HUB, REGION, sessionsOf, worldWithQueuesAndLedger } from '../../world/hub-services';

const vpcs = (accountId: string, ...names: readonly string[]) =>
  names.map((name) => ({ accountId, region: REGION, vpcId: `vpc-${name}` }));
const [ours, others] = [vpcs('100000000003', 'a', 'b'), vpcs('100000000004', 'c', 'd')];
const inMesh = [...ours, ...others].map(({ vpcId }) => vpcId);
const attached = () => Promise.resolve(inMesh);
const options = { limit: { count: 5, percent: 10, atLeast: 3 }, now: new Date('2026-01-01T00:00:00Z') };

let world: World;
let table: LeavesTable;
beforeEach(async () => {
  ({ world } = await worldWithQueuesAndLedger());
  await world.clock.jump(60_000);
  table = new LeavesTable(ADMISSIONS_TABLE, sessionsOf(world, HUB, [dynamodb]).own(HUB, REGION));
});

it.each([
  ['first', []],
  ['after another', vpcs('100000000005', 'e')],
])('[D15] of two spokes that ask at once, %s, lets only as many leave as may', async (_, before) => {
  for (const each of before) await table.ask({ vpcs: [each], withdrawn: [], attached }, options);
  const answers = await Promise.all(
    [ours, others].map((each) => table.ask({ vpcs: each, withdrawn: [], attached }, options)),
  );
  expect(answers.map(({ allowed }) => allowed.size).sort()).toEqual([0, 2]);
  expect((await table.held()).vpcs).toHaveLength(2);
});

it('writes nothing anew while the same VPCs wait, so that many spokes ask at once', async () => {
  const accounts = Array.from({ length: 20 }, (_, index) => String(100_000_000_010 + index));
  const waiting = accounts.flatMap((accountId) => vpcs(accountId, accountId));
  await table.ask({ vpcs: waiting, withdrawn: [], attached }, options);
  const before = world.calls.length;
  await Promise.all(waiting.map((vpc) => table.ask({ vpcs: [vpc], withdrawn: [], attached }, options)));
  const actions = new Set(world.calls.slice(before).map(({ action }) => action));
  expect([...actions]).toEqual(['dynamodb:BatchGetItem']);
  expect((await table.held()).vpcs).toHaveLength(20);
});

it('lets a plan through that is confirmed by its name, and records nothing for a plan-only account', async () => {
  const all = { vpcs: [...ours, ...others], withdrawn: [], attached };
  await table.ask(all, { ...options, dry: true });
  expect((await table.held()).vpcs).toEqual([]);
  expect((await table.ask(all, options)).allowed.size).toBe(0);
  const { plan, vpcs: held } = await table.held();
  expect(held).toEqual([...ours, ...others].map(vpcText));
  await table.confirm(plan, 'an operator');
  expect((await table.ask(all, options)).allowed.size).toBe(4);
  expect((await table.held()).vpcs).toEqual([]);
});

it('does not read the mesh where so many may leave any mesh', async () => {
  let reads = 0;
  const counted = () => {
    reads++;
    return attached();
  };
  const request = { vpcs: ours.slice(0, 1), withdrawn: [], attached: counted };
  const few = { count: 1, percent: 100, atLeast: 1 };
  expect((await table.ask(request, { ...options, limit: few })).allowed.size).toBe(1);
  expect(reads).toBe(0);
});
