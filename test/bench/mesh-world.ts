import { eventually } from '../twin/eventually';
import type { StateTimes } from '../twin/world';
import { enrolledOrganization, type EnrolledWorld } from '../world/enrolled';
import { smallLandingZone } from '../world/small-landing-zone';
import type { LandingZone } from '../../lib/landing-zone';
import { DEV_RANGE } from './addresses';
import { plansOf, seedAccounts, statesIn, type SeededVpc } from './seeded-accounts';

export { tagAll } from './seeded-accounts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Of a call, in milliseconds: of the order of what callers in the same region see. */
const LATENCY_MS = 80;

export interface BenchWorld extends EnrolledWorld {
  /** The accounts beside those of the landing zone. */
  readonly accountIds: readonly string[];
  /** VPCs that have joined, one after the other by account. */
  readonly mesh: readonly SeededVpc[];
  /** VPCs that ask for nothing yet, in other accounts, which are enrolled. */
  readonly newcomers: readonly SeededVpc[];
}

interface MeshOptions {
  /** Accounts whose VPCs have joined. */
  readonly joined?: number;
  /** VPCs of each of those; 1 by default. */
  readonly vpcs?: number;
  /** Accounts with one VPC each that asks for nothing. */
  readonly newcomers?: number;
  /** Accounts that are enrolled and have no VPC. */
  readonly empty?: number;
  readonly seed: number;
  readonly times?: Partial<StateTimes>;
  readonly progress: (text: string) => void;
}

/** The small landing zone with room for as many VPCs as a bench has. */
export function meshLandingZone(): LandingZone {
  const { segments, mesh, ...rest } = smallLandingZone();
  const { shared, dev } = segments;
  if (!shared || !dev) throw new Error('The small landing zone has no segments shared and dev.');
  return {
    ...rest,
    mesh: { ...mesh, prefixes: ['10.0.0.0/8'] },
    segments: { shared, dev: { ...dev, cidrs: [DEV_RANGE] } },
  };
}

/** An organization with so many enrolled accounts beside those of the landing zone. */
export async function meshWorld(options: MeshOptions): Promise<BenchWorld> {
  const { joined = 0, vpcs = 1, newcomers = 0, empty = 0, times = {}, progress } = options;
  const setting = await enrolledOrganization(meshLandingZone(), { seed: options.seed, times, progress });
  // 300 by default; AWS raises it, and recommends Profiles beyond.
  setting.world.route53.quotas.vpcsPerZone = 10_000;
  progress(`seeding ${joined + newcomers + empty} accounts`);
  const kinds = [
    { accounts: joined, vpcs, joined: true },
    { accounts: newcomers, vpcs: 1, joined: false },
    { accounts: empty, vpcs: 0, joined: false },
  ];
  const [mesh = [], others = []] = await seedAccounts(setting, kinds);
  const accountIds = plansOf(kinds).flatMap((plans) => plans.map(({ accountId }) => accountId));
  return { ...setting, accountIds, mesh, newcomers: others };
}

/** From now on calls take time, and AWS throttles what it would throttle. */
export function likeAws({ world }: EnrolledWorld): void {
  world.rates.enforced = true;
  world.rates.latencyMs = LATENCY_MS;
  world.calls.length = 0;
  world.functions.logs.length = 0;
}

/** Waits until all have joined. Returns when each had. */
export async function joinedAll(setting: BenchWorld, vpcs: readonly SeededVpc[]): Promise<readonly number[]> {
  let times: readonly number[] = [];
  await eventually(
    setting.world,
    'every VPC has joined',
    () => {
      const states = statesIn(setting);
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
