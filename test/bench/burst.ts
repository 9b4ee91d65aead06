import type { StateTimes } from '../twin/world';
import { deadLetters } from '../world/hub-queues';
import { benchDocument, quantile, rounded, type BenchDocument } from './document';
import { joinedAll, likeAws, meshWorld, tagAll } from './mesh-world';
import { byApi, tooManyThrottled } from './throttles';

/** A VPC of the small landing zone is propagated to two tables and associated with two zones. */
const TABLES = 2;
const ZONES = 2;

/** Seconds until a bucket has served so many calls that come at once. */
const drained = (calls: number, burst: number, perSecond: number): number => Math.max(0, (calls - burst) / perSecond);

/**
 * The least time in which N accounts can join together: the longest chain of AWS's waits, and the bucket that is last to have
 * served what each join needs of it (docs/performance.md).
 */
export function boundsOf(n: number, times: StateTimes): Readonly<Record<string, number>> & { readonly total: number } {
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

/** The VPCs of N accounts are tagged at the same moment, into a mesh of M others: how long until the last has joined? */
export async function burst(options: {
  readonly accounts: number;
  readonly mesh: number;
  readonly seed: number;
  readonly progress: (text: string) => void;
}): Promise<BenchDocument> {
  const { accounts, mesh, seed, progress } = options;
  const setting = await meshWorld({ joined: mesh, newcomers: accounts, seed, progress });
  likeAws(setting);
  progress('the burst');
  const { world, newcomers } = setting;
  const [began, invocations] = [world.clock.now().getTime(), world.functions.invocations.length];
  await tagAll(setting, newcomers);
  const seconds = (await joinedAll(setting, newcomers)).map((at) => (at - began) / 1000);
  const apis = byApi(world.calls);
  const throttled = tooManyThrottled(apis);
  const bounds = boundsOf(accounts, world.times);
  return benchDocument('burst', {
    seeds: [seed],
    figures: {
      ...{ accounts, mesh },
      'seconds until the median has joined': rounded(quantile(seconds, 0.5)),
      'seconds until the last has joined': rounded(Math.max(...seconds)),
      'times the bound': Math.round((Math.max(...seconds) / bounds.total) * 100) / 100,
      invocations: world.functions.invocations.length - invocations,
      'APIs throttled too much': Object.keys(throttled).length,
      ...throttled,
      'dead letters': deadLetters(setting).length,
    },
    bounds,
    goals: { 'times the bound': 1.1, 'APIs throttled too much': 0, 'dead letters': 0 },
  });
}
