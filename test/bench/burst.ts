import { eventually } from '../twin/eventually';
import type { StateTimes } from '../twin/world';
import { deadLetters } from '../world/hub-queues';
import { likeAws, meshWorld, statesIn, type BenchWorld } from './mesh-world';
import { resultOf, rounded, type BenchResult } from './result';
import { byApi, tooManyThrottled } from './throttles';

const HOUR = 3_600_000;
/** A VPC of the small landing zone is propagated to two tables and associated with two zones. */
const TABLES = 2;
const ZONES = 2;

/** Seconds until a bucket has served so many calls that come at once. */
const drained = (calls: number, burst: number, perSecond: number): number => Math.max(0, (calls - burst) / perSecond);

/**
 * The least time in which N accounts can join together: the longest chain of AWS's waits, and the bucket that is last to have
 * served what each join needs of it (docs/performance.md).
 */
export function boundsOf(n: number, times: StateTimes): Readonly<Record<string, number>> {
  const buckets = {
    enablePropagation: drained(TABLES * n, 50, 5),
    hubRoute53: drained(2 * ZONES * n, 50, 10),
    accept: drained(n, 50, 5),
    associate: drained(n, 50, 5),
    createTags: drained(n, 100, 10),
    describeAccount: drained(n, 20, 20),
    listTags: drained(n, 10, 10),
  };
  const waits = (1_000 + times.attachment + times.acceptance + times.association) / 1000;
  const slowest = Math.max(...Object.values(buckets));
  return { waits: rounded(waits), ...mapped(buckets), total: rounded(waits + slowest) };
}

const mapped = (numbers: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, rounded(value)]));

const RATIO = 1.1;

/** The VPCs of N accounts are tagged at the same moment, into a mesh of M others: how long until the last has joined? */
export async function burst(options: {
  readonly accounts: number;
  readonly mesh: number;
  readonly seed: number;
  readonly progress: (text: string) => void;
}): Promise<BenchResult> {
  const { accounts, mesh, seed, progress } = options;
  const setting = await meshWorld(accounts + mesh, { seed, progress });
  await tagAll(setting, setting.vpcs.slice(0, mesh));
  await joinedAll(setting, setting.vpcs.slice(0, mesh));
  likeAws(setting);
  progress('the burst');
  const { world } = setting;
  const newcomers = setting.vpcs.slice(mesh);
  const [began, invocations] = [world.clock.now().getTime(), world.functions.invocations.length];
  await tagAll(setting, newcomers);
  const seconds = (await joinedAll(setting, newcomers)).map((at) => (at - began) / 1000).sort((a, b) => a - b);
  const apis = byApi(world.calls);
  const bounds = boundsOf(accounts, world.times);
  const last = seconds.at(-1) ?? 0;
  return resultOf({
    bench: 'burst',
    seeds: [seed],
    figures: {
      accounts,
      mesh,
      seconds: { first: seconds[0], median: seconds[seconds.length >> 1], last },
      invocations: world.functions.invocations.length - invocations,
      apis,
      throttled: tooManyThrottled(apis),
      deadLetters: deadLetters(setting),
    },
    bounds,
    goals: {
      ratio: { found: rounded(last / (bounds['total'] ?? NaN)), most: RATIO },
      apisThrottled: { found: tooManyThrottled(apis).length, most: 0 },
      deadLetters: { found: deadLetters(setting).length, most: 0 },
    },
  });
}

/** Teams tag at the same moment: each tag is an event of its account. */
function tagAll({ world, landingZone }: BenchWorld, vpcs: BenchWorld['vpcs']): Promise<void> {
  const tags = new Map([[`${landingZone.tags.prefix}join`, 'true']]);
  for (const { accountId, vpcId } of vpcs) world.ec2.setTags(vpcId, accountId, tags);
  return world.clock.settle();
}

/** Waits until all have joined. Returns when each had. */
async function joinedAll(setting: BenchWorld, vpcs: BenchWorld['vpcs']): Promise<readonly number[]> {
  let times: readonly number[] = [];
  await eventually(
    setting.world,
    'every VPC has joined',
    async () => {
      const states = await statesIn(setting);
      times = vpcs.flatMap(({ vpcId }) => {
        const [state, since] = states.get(vpcId) ?? ['', NaN];
        return state === 'joined' ? [since] : [];
      });
      return times.length === vpcs.length;
    },
    10_000,
    6 * HOUR,
  );
  return times;
}
