import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../../../lib/aws/sdk/services';
import type { AdmittedRange, VpcAddress } from '../../../lib/hub/admissions';
import { AdmissionsTable } from '../../../lib/hub/admissions-table';
import { ADMISSIONS_TABLE } from '../../../lib/names';
import type { World } from '../../twin/world';
import { HUB, REGION, sessionsOf, worldWithQueuesAndLedger } from '../../world/hub-services';

const AT = '2026-01-01T00:00:00.000Z';
const vpc = (id: string, accountId = '100000000003'): VpcAddress => ({ accountId, region: REGION, vpcId: `vpc-${id}` });
const ranges = (of: VpcAddress, ...cidrs: string[]): AdmittedRange[] =>
  cidrs.map((cidr) => ({ ...of, cidr, segment: 'dev', admittedAt: AT }));
const [one, other] = [vpc('one'), vpc('other', '100000000004')];

let world: World;
let client: DynamoDBClient;
let table: AdmissionsTable;
const newTable = () => new AdmissionsTable(ADMISSIONS_TABLE, sessionsOf(world, HUB, [dynamodb]).own(HUB, REGION));
beforeEach(async () => {
  ({ world } = await worldWithQueuesAndLedger());
  await world.clock.jump(60_000);
  table = newTable();
  client = new DynamoDBClient(world.config(world.administrator(HUB), REGION));
});
const items = async () => (await client.send(new ScanCommand({ TableName: ADMISSIONS_TABLE }))).Items ?? [];

it('records what a VPC holds, and returns it by spoke, by VPC and by overlap', async () => {
  const held = ranges(one, '10.1.0.0/16', '10.2.64.0/28');
  expect(await table.hold(one, held)).toEqual([]);
  const admission = { ...one, ranges: held, freed: [] };
  expect(await table.ofSpoke(one)).toEqual([admission]);
  expect(await table.ofVpcs([one, other])).toEqual([admission]);
  expect(await table.overlapping(['10.1.200.0/24'])).toEqual(held.slice(0, 1));
  expect(await table.overlapping(['10.0.0.0/16', '10.2.64.16/28'])).toEqual([]);
});

it.each([
  ['the same', '10.1.0.0/20', '10.1.0.0/20'],
  ['a part of it', '10.1.0.0/16', '10.1.255.240/28'],
  ['a larger one around it', '10.1.255.240/28', '10.1.0.0/16'],
  ['one of several', '10.5.0.0/24', '10.5.0.0/25'],
])('refuses a range that another VPC holds (%s), and records nothing', async (_, first, second) => {
  await table.hold(one, ranges(one, first));
  const before = await items();
  expect(await table.hold(other, ranges(other, '10.200.0.0/16', second))).toEqual(ranges(one, first));
  expect(await items()).toEqual(before);
});

it('frees what a VPC gives up, keeps it until those that wait are woken, and leaves no item behind', async () => {
  await table.hold(one, ranges(one, '10.1.0.0/16', '10.2.0.0/24'));
  await table.waitFor(other, ['10.1.64.0/18', '10.1.128.0/24']);
  await table.hold(one, ranges(one, '10.2.0.0/24'));
  expect(await table.overlapping(['10.1.0.0/16'])).toEqual([]);
  const [admission] = await table.ofSpoke(one);
  expect(admission?.freed).toEqual(['10.1.0.0/16']);
  expect(await table.waitingFor(['10.1.192.0/18'])).toEqual([]);
  expect(await table.waitingFor(['10.1.0.0/16'])).toEqual([other]);
  await table.hold(one, []);
  const [last] = await table.ofSpoke(one);
  expect(last).toEqual({ ...one, ranges: [], freed: ['10.1.0.0/16', '10.2.0.0/24'] });
  if (last) await table.forgetFreed(last, [other]);
  expect(await items()).toEqual([]);
});

it('keeps the ranges of a VPC that leaves, and forgets the leave when the VPC is in the mesh again', async () => {
  await table.hold(one, ranges(one, '10.1.0.0/24'));
  const leave = { leavingSince: AT, drainedUntil: AT };
  await table.leave(one, { since: new Date(AT), drainedUntil: new Date(AT) });
  expect(await table.ofSpoke(one)).toMatchObject([{ ...leave, ranges: [{ cidr: '10.1.0.0/24' }] }]);
  await table.hold(one, ranges(one, '10.1.0.0/24'));
  expect(await table.ofSpoke(one)).toEqual([{ ...one, ranges: ranges(one, '10.1.0.0/24'), freed: [] }]);
});

it('frees the ranges of a VPC whose account cannot be entered, and remembers it until all of it is undone', async () => {
  await table.hold(one, ranges(one, '10.1.0.0/24'));
  await table.leave(one, { since: new Date(AT) });
  await table.release(one, new Date(AT));
  expect(await table.overlapping(['10.1.0.0/24'])).toEqual([]);
  const [released] = await table.ofSpoke(one);
  expect(released).toEqual({ ...one, ranges: [], freed: ['10.1.0.0/24'], releasedAt: AT });
  if (released) await table.forgetFreed(released, []);
  expect(await table.ofSpoke(one)).toEqual([{ ...one, ranges: [], freed: [], releasedAt: AT }]);
  await table.hold(one, []);
  expect(await items()).toEqual([]);
});

it.each([
  ['blocks that are free', [], ['10.1.0.0/20', '10.2.0.0/16'], ['10.2.128.0/24', '10.1.0.0/16']],
  ['a block with a range of another VPC', ['10.1.32.0/24'], ['10.1.0.0/20'], ['10.1.8.0/21']],
])('of two that race for %s, at any call at which they meet, lets exactly one in', async (_, there, mine, others) => {
  const third = vpc('third', '100000000005');
  await table.hold(third, ranges(third, ...there));
  const winners: string[][] = [];
  for (const pause of [1, 2]) {
    let seen = 0;
    let second: Promise<readonly AdmittedRange[]> | undefined;
    // The second runs as a whole before the given call of the first.
    world.around.push(async ({ service }, next) => {
      if (service.iamPrefix === 'dynamodb' && second === undefined && ++seen === pause) {
        second = newTable().hold(other, ranges(other, ...others));
        await second;
      }
      return next();
    });
    const first = await table.hold(one, ranges(one, ...mine));
    world.around.pop();
    winners.push([...(first.length === 0 ? ['first'] : []), ...((await second)?.length === 0 ? ['second'] : [])]);
    await table.hold(one, []);
    await table.hold(other, []);
  }
  expect(winners).toEqual([['second'], ['second']]);
});

it('names an item that it cannot read, and what to do about it', async () => {
  const Item = { pk: { S: 'range/10.1.0.0/18' }, sk: { S: 'admitted' }, record: { S: '{"cidr":1}' } };
  await client.send(new PutItemCommand({ TableName: ADMISSIONS_TABLE, Item }));
  await expect(table.hold(one, ranges(one, '10.1.0.0/24'))).rejects.toThrow(
    /The item range\/10\.1\.0\.0\/18 admitted of the admissions table cannot be read .*; restore the table/,
  );
});
