import { GetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { ADMISSIONS_TABLE } from '../../lib/names';
import { TURNS, isTurnOf } from '../../lib/routing/enroll-needed';
import type { EnrolledWorld } from '../world/enrolled';
import { deadLetters } from '../world/hub-queues';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';
import { functionOf, throttling } from './faults';

const MINUTE = 60_000;
const ACCOUNTS = Array.from({ length: 2 * TURNS }, (_, n) => String(300_000_000_000 + n));

let setting: EnrolledWorld;
beforeAll(async () => {
  setting = await sharedOrganization(smallLandingZone());
  const { world, organization, landingZone } = setting;
  const unit = organization.organizationalUnits['Workloads/Dev'] ?? '';
  for (const id of ACCOUNTS) {
    const {
      organization: { managementAccountId },
      hub,
    } = landingZone;
    world.account.change(id, hub.region, 'ENABLED', managementAccountId);
    const account = world.organizations.join({ id, name: `team-${id}`, email: `${id}@example.com` }, 'INVITED');
    world.organizations.move(account, unit);
  }
  await world.clock.jump(10 * MINUTE);
  await sweep();
  await world.clock.jump(60 * MINUTE);
});

/** A full sweep. Returns which of the accounts each worker looked at. */
async function sweep() {
  const { world } = setting;
  const before = world.functions.invocations.length;
  // Retries take time, which passes only here.
  void world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(10 * MINUTE);
  const invocations = world.functions.invocations.slice(before);
  const of = (name: string): readonly string[] => {
    const groups = invocations
      .filter(({ functionName }) => functionName === `wheelwright-${name}`)
      .flatMap(({ event }) => (event as SQSEvent).Records.map(({ attributes }) => attributes.MessageGroupId ?? ''));
    const ids = new Set(groups.map((group) => group.split('/')[0] ?? ''));
    return ACCOUNTS.filter((id) => ids.has(id));
  };
  return { enroll: of('enroll'), join: of('join'), 'grant-pull': of('grant-pull') };
}

/** The number of the next sweep. */
async function nextTurn(): Promise<number> {
  const { world, landingZone } = setting;
  const { accountId, region } = landingZone.hub;
  const table = new DynamoDBClient(world.config(world.administrator(accountId), region));
  const Key = { pk: { S: 'sweep' }, sk: { S: 'all' } };
  const { Item } = await table.send(new GetItemCommand({ TableName: ADMISSIONS_TABLE, Key }));
  return Number(Item?.['turn']?.N) + 1;
}

/** An account that the next sweep does not enroll anyway. */
const resting = async (): Promise<string> => {
  const turn = await nextTurn();
  return ACCOUNTS.find((id) => !isTurnOf(id, turn)) ?? '';
};

const instancesOf = (name: string) =>
  setting.world.cloudformation.all().find((set) => set.name === name)?.instances ?? new Map<string, never>();
/** The associations of an account with shares. */
const principals = (id: string) =>
  [...setting.world.ram.shares.values()]
    .flatMap(({ associations }) => associations)
    .filter(({ type, entity }) => type === 'PRINCIPAL' && entity === id);
const isShared = (id: string): boolean => principals(id).some(({ status }) => status === 'ASSOCIATED');

test('in four sweeps in a row enroll looks at each account once, and the other workers look at each in every sweep', async () => {
  const enrolled: string[] = [];
  for (let n = 0; n < TURNS; n++) {
    const turn = await nextTurn();
    const woken = await sweep();
    expect(woken).toEqual({
      enroll: ACCOUNTS.filter((id) => isTurnOf(id, turn)),
      join: ACCOUNTS,
      'grant-pull': ACCOUNTS,
    });
    enrolled.push(...woken.enroll);
  }
  expect(enrolled.sort()).toEqual(ACCOUNTS);
  expect(deadLetters(setting)).toEqual([]);
});

test.each(['wheelwright-roles', 'wheelwright-rules'])(
  'an instance of %s that is outdated, of which no event tells, is current after the next sweep',
  async (name) => {
    const id = await resting();
    const [key = ''] = [...instancesOf(name).keys()].filter((each) => each.startsWith(id));
    const instance = instancesOf(name).get(key);
    if (instance === undefined) throw new Error(`expected an instance in ${id}`);
    Object.assign(instance, { status: 'OUTDATED', detailedStatus: 'FAILED' });
    const woken = await sweep();
    expect(woken.enroll).toContain(id);
    expect(instancesOf(name).get(key)?.status).toBe('CURRENT');
    expect(woken.join).toContain(id);
  },
);

test('an account that lost the share is a principal again after the next sweep', async () => {
  const id = await resting();
  for (const lost of principals(id)) lost.status = 'DISASSOCIATED';
  expect((await sweep()).enroll).toContain(id);
  expect(isShared(id)).toBe(true);
});

test('an account that was moved out of the OUs of segments, of which no event tells, loses the share with the next sweep', async () => {
  const { world, organization } = setting;
  const id = await resting();
  const account = world.organizations.account(id);
  if (account === undefined) throw new Error(`expected that ${id} is a member`);
  world.organizations.move(account, organization.rootId);
  await world.clock.jump(10 * MINUTE);
  expect((await sweep()).enroll).toContain(id);
  expect(isShared(id)).toBe(false);
  world.organizations.move(account, organization.organizationalUnits['Workloads/Dev'] ?? '');
  await world.clock.jump(10 * MINUTE);
  await sweep();
  await world.clock.jump(30 * MINUTE);
  expect(isShared(id)).toBe(true);
});

test.each(['ListStackInstances', 'GetResourceShareAssociations'])(
  'where %s is refused to the sweep, enroll looks at every account',
  async (refused) => {
    const { world } = setting;
    let calls = 0;
    world.around.push(({ operation, call }, next) => {
      if (operation !== refused || functionOf(world, call.invocationId) !== 'wheelwright-sweep') return next();
      calls++;
      throw throttling('cloudformation');
    });
    const woken = await sweep();
    world.around.pop();
    expect(calls).toBeGreaterThan(0);
    expect(woken.enroll).toEqual(ACCOUNTS);
    expect(deadLetters(setting)).toEqual([]);
  },
);
