import { Random } from '../life/random';
import type { StateTimes } from '../twin/world';
import { deadLetters } from '../world/hub-queues';
import { benchDocument, quantile, rounded, type BenchDocument } from './document';
import { modelledBurst } from './model';
import { drawnTimes } from './state-times';
import { joinedAll, likeAws, meshWorld, tagAll } from './mesh-world';
import { traceOf } from './trace';
import { byApi, tooManyThrottled } from './throttles';

/** A VPC of the small landing zone is propagated to two tables and associated with two zones. */
const TABLES = 2;
const ZONES = 2;

const RATIO = 'times the bound';
const THROTTLED = 'APIs throttled too much';
const DEAD = 'dead letters';
const BY_MODEL = 'seconds until the last has joined, by the model';
const MODEL_ERROR = 'error of the model, %';

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

interface Options {
  readonly accounts: number;
  /** VPCs that have joined before. */
  readonly mesh: number;
  /** AWS's states last as long as drawn, another time with each seed; else as long as the twin's. */
  readonly drawn: boolean;
  readonly progress: (text: string) => void;
}

/** The VPCs of N accounts are tagged at the same moment, into a mesh of M others: how long until the last has joined? */
export async function burst({
  seeds,
  ...options
}: Options & { readonly seeds: readonly number[] }): Promise<BenchDocument> {
  const bursts: OneBurst[] = [];
  for (const seed of seeds) bursts.push(await oneBurst(seed, options));
  const [worst] = bursts.toSorted((one, other) => other.figures[RATIO] - one.figures[RATIO]);
  if (worst === undefined) throw new RangeError('expected a seed, found none');
  const most = (of: (each: OneBurst) => number): number => Math.max(...bursts.map(of));
  const ofSeeds = bursts.flatMap(({ seed, figures, bounds }) => [
    [`${RATIO}, seed ${seed}`, figures[RATIO]] as const,
    [`seconds of AWS's waits, seed ${seed}`, bounds['waits'] ?? NaN] as const,
  ]);
  return benchDocument('burst', {
    seeds,
    figures: {
      ...worst.figures,
      [THROTTLED]: most(({ figures }) => figures[THROTTLED]),
      [DEAD]: most(({ figures }) => figures[DEAD]),
      [MODEL_ERROR]: most(({ figures }) => figures[MODEL_ERROR]),
      ...(bursts.length > 1 ? Object.fromEntries(ofSeeds) : {}),
    },
    bounds: worst.bounds,
    goals: { [RATIO]: 1.1, [MODEL_ERROR]: 5, [THROTTLED]: 0, [DEAD]: 0 },
  });
}

interface OneBurst {
  readonly seed: number;
  readonly figures: Readonly<Record<string, number>> &
    Readonly<Record<typeof RATIO | typeof THROTTLED | typeof DEAD | typeof MODEL_ERROR, number>>;
  readonly bounds: ReturnType<typeof boundsOf>;
}

async function oneBurst(seed: number, { accounts, mesh, drawn, progress }: Options): Promise<OneBurst> {
  const times = drawn ? drawnTimes(new Random(seed)) : {};
  const setting = await meshWorld({ joined: mesh, newcomers: accounts + 1, seed, times, progress });
  likeAws(setting);
  const { world } = setting;
  const [first, ...newcomers] = setting.newcomers;
  if (!first) throw new Error('The world has no newcomers.');
  const modelled = modelledBurst(accounts, await traceOf(setting, first));
  progress('the burst');
  world.calls.length = 0;
  const [began, invocations] = [world.clock.now().getTime(), world.functions.invocations.length];
  await tagAll(setting, newcomers);
  const seconds = (await joinedAll(setting, newcomers)).map((at) => (at - began) / 1000);
  const throttled = tooManyThrottled(byApi(world.calls));
  const bounds = boundsOf(accounts, world.times);
  return {
    seed,
    figures: {
      ...{ accounts, mesh },
      'seconds until the median has joined': rounded(quantile(seconds, 0.5)),
      'seconds until 95 of 100 have joined': rounded(quantile(seconds, 0.95)),
      'seconds until the last has joined': rounded(Math.max(...seconds)),
      [BY_MODEL]: rounded(Math.max(...modelled)),
      [MODEL_ERROR]: rounded(100 * Math.abs(Math.max(...modelled) / Math.max(...seconds) - 1)),
      [RATIO]: Math.round((Math.max(...seconds) / bounds.total) * 100) / 100,
      invocations: world.functions.invocations.length - invocations,
      [THROTTLED]: Object.keys(throttled).length,
      ...throttled,
      [DEAD]: deadLetters(setting).length,
    },
    bounds,
  };
}

/** The same by the model alone, from one join in the twin: for more accounts than it can run. */
export async function burstByModel({
  accounts,
  seed,
  progress,
}: Pick<Options, 'accounts' | 'progress'> & { readonly seed: number }): Promise<BenchDocument> {
  const setting = await meshWorld({ newcomers: 1, seed, progress });
  likeAws(setting);
  const [first] = setting.newcomers;
  if (!first) throw new Error('The world has no newcomers.');
  const trace = await traceOf(setting, first);
  progress('the model');
  const seconds = modelledBurst(accounts, trace);
  const last = seconds.at(-1) ?? NaN;
  const bounds = boundsOf(accounts, setting.world.times);
  return benchDocument('burst, modelled', {
    seeds: [seed],
    figures: {
      accounts,
      'seconds until the median has joined': rounded(quantile(seconds, 0.5)),
      [BY_MODEL]: rounded(last),
      [RATIO]: Math.round((last / bounds.total) * 100) / 100,
    },
    bounds,
    goals: { [RATIO]: 1.1 },
  });
}
