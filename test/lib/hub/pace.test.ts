import { dynamodb } from '../../../lib/aws/sdk/services';
import { Paced } from '../../../lib/aws/sdk/paced';
import { Pace } from '../../../lib/hub/pace';
import { LEDGER_TABLE } from '../../../lib/names';
import { AwsError } from '../../twin/wire/errors';
import type { World } from '../../twin/world';
import { HUB, REGION, sessionsOf, worldWithQueuesAndLedger } from '../../world/hub-services';

const JOIN_MS = 400;
/** Seconds from a join to the next: five per cent of the rate are left free. */
const APART = JOIN_MS / 1000 / 0.95;
/** As many joins begin at once. They leave ten of the fifty calls that Route 53 serves at once. */
const AT_ONCE = 10;

let world: World;
beforeEach(async () => {
  ({ world } = await worldWithQueuesAndLedger());
  await world.clock.jump(60_000);
  world.calls.length = 0;
});
const instance = (failures: string[] = []): Pace =>
  new Pace(LEDGER_TABLE, sessionsOf(world, HUB, [dynamodb]).own(HUB, REGION), world.clock, ({ code }) =>
    failures.push(code),
  );
const taking = (pace: Pace, key: string): Promise<void> => pace.take({ bucket: 'join', key, ms: JOIN_MS });
/** Seconds from now until the turn; 0 where there is no wait. */
async function secondsUntilTurn(pace: Pace, key: string): Promise<number> {
  const now = world.clock.now().getTime();
  try {
    await taking(pace, key);
    return 0;
  } catch (error) {
    if (!(error instanceof Paced)) throw error;
    return (Date.parse(error.turn.at) - now) / 1000;
  }
}
const seconds = (pace: Pace, keys: readonly string[]): Promise<readonly number[]> =>
  Promise.all(keys.map((key) => secondsUntilTurn(pace, key)));
/** Who has a turn within a second waits for it. */
async function passing<T>(work: Promise<T>): Promise<T> {
  await world.clock.jump(2_000);
  return work;
}
const keys = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
const writes = (): number => world.calls.filter(({ action }) => action === 'dynamodb:UpdateItem').length;

it('begins a few joins at once, each with one write', async () => {
  const waits = await seconds(instance(), keys('vpc', AT_ONCE));
  expect([waits, writes()]).toEqual([keys('vpc', AT_ONCE).map(() => 0), AT_ONCE]);
});

it.each([200, 400])('lets nine accounts be read at once, also where a turn is %s milliseconds', async (ms) => {
  const pace = instance();
  const take = (key: string) => pace.take({ bucket: 'account', key, ms }).then(() => world.clock.now().getTime());
  const began = world.clock.now().getTime();
  const made = await passing(Promise.allSettled(keys('account', 12).map(take)));
  expect(made.filter((each) => each.status === 'fulfilled' && each.value === began)).toHaveLength(9);
});

it('gives all instances together fewer turns than AWS serves calls, by five per cent', async () => {
  const both = await passing(Promise.all([seconds(instance(), keys('a', 40)), seconds(instance(), keys('b', 40))]));
  const turns = both.flat().sort((a, b) => a - b);
  const late = turns.filter((turn) => turn > 0);
  expect(late.every((turn, n) => n === 0 || turn - (late[n - 1] ?? 0) > APART - 0.002)).toBe(true);
  expect(turns.at(-1)).toBeCloseTo((80 - AT_ONCE) * APART, 0);
});

it('writes once for a turn while others wait', async () => {
  const pace = instance();
  await passing(seconds(pace, keys('vpc', AT_ONCE + 12)));
  const before = writes();
  await expect(secondsUntilTurn(pace, 'vpc-b')).resolves.toBeGreaterThan(1);
  expect(writes() - before).toBe(1);
});

it('keeps the turn of who comes back, in any instance, and reserves no other', async () => {
  const pace = instance();
  await passing(seconds(pace, keys('vpc', AT_ONCE + 12)));
  const turn = await taking(pace, 'vpc-b').then(
    () => undefined,
    (error: unknown) => (error instanceof Paced ? error.turn : undefined),
  );
  const other = instance();
  other.hold(turn ?? { bucket: 'join', key: 'vpc-b', at: '' });
  const before = writes();
  await expect(taking(other, 'vpc-b')).rejects.toMatchObject({ turn });
  await world.clock.jump(60_000);
  await expect(taking(other, 'vpc-b')).resolves.toBeUndefined();
  expect(writes()).toBe(before);
});

it('does not count the time in which nobody came', async () => {
  const pace = instance();
  await passing(seconds(pace, keys('first', AT_ONCE)));
  await world.clock.jump(3_600_000);
  const turns = await passing(seconds(pace, keys('vpc', AT_ONCE + 10)));
  expect(turns.filter((turn) => turn === 0).length).toBeLessThan(AT_ONCE + 4);
  expect(Math.max(...turns)).toBeGreaterThan(3);
});

it('lets calls whose turns are past follow each other, as AWS would throttle all of them at once', async () => {
  const pace = instance();
  const late = keys('late', 4);
  const at = new Date(world.clock.now().getTime() - 5_000).toISOString();
  for (const key of late) pace.hold({ bucket: 'join', key, at });
  const began = world.clock.now().getTime();
  const made: number[] = [];
  const take = async (key: string): Promise<number> => {
    const until = await secondsUntilTurn(pace, key);
    if (until === 0) made.push(world.clock.now().getTime() - began);
    return until;
  };
  // The last would wait longer than a second: it goes back to the queue.
  expect(await passing(Promise.all(late.map(take)))).toEqual([0, 0, 0, 1.2]);
  expect(made).toEqual([0, 400, 800]);
});

it('lets every call be made where the ledger does not answer, and says so', async () => {
  world.around.push(({ operation }, next) => {
    if (operation === 'UpdateItem') throw new AwsError('InternalServerError', 'try later', {}, 400);
    return next();
  });
  const failures: string[] = [];
  const waits = await seconds(instance(failures), keys('vpc', AT_ONCE + 12));
  expect(waits.every((wait) => wait === 0)).toBe(true);
  expect(failures).toEqual(keys('', AT_ONCE + 12).map(() => 'InternalServerError'));
});
