import { LEDGER_TABLE } from '../../lib/names';
import { eventually } from '../twin/eventually';
import { seedVpc } from '../twin/ec2/seed';
import type { StateTimes } from '../twin/world';
import { enrolledOrganization, type EnrolledWorld } from '../world/enrolled';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Of a call, in milliseconds: of the order of what callers in the same region see. */
const LATENCY_MS = 80;

export interface BenchWorld extends EnrolledWorld {
  /** In accounts that are enrolled, each with two subnets in two zones. */
  readonly vpcs: readonly { readonly accountId: string; readonly vpcId: string }[];
}

/** The n-th block of 32 addresses of 10.1.0.0/16, the range of segment dev, and its halves. */
function blockOf(n: number): { readonly cidr: string; readonly subnets: readonly string[] } {
  const address = (offset: number): string => `10.1.${Math.floor(offset / 256)}.${offset % 256}`;
  return { cidr: `${address(n * 32)}/27`, subnets: [`${address(n * 32)}/28`, `${address(n * 32 + 16)}/28`] };
}

/** The states of keys in the ledger, by key, with the time since when: from the state, as a scan of a large ledger takes longer than the bench. */
function statesIn({ world, landingZone }: EnrolledWorld): ReadonlyMap<string, readonly [string, number]> {
  const found = new Map<string, readonly [string, number]>();
  for (const { sk, state, since } of world.dynamodb.tables(landingZone.hub).get(LEDGER_TABLE)?.items.values() ?? [])
    if (sk?.S !== undefined && state?.S !== undefined) found.set(sk.S, [state.S, Date.parse(since?.S ?? '')]);
  return found;
}

interface MeshOptions {
  readonly accounts: number;
  /** Of each account; 1 by default. */
  readonly vpcs?: number;
  readonly seed: number;
  readonly times?: Partial<StateTimes>;
  readonly progress: (text: string) => void;
}

/** An organization with so many enrolled accounts beside those of the landing zone, whose VPCs ask for nothing yet. */
export async function meshWorld(options: MeshOptions): Promise<BenchWorld> {
  const { accounts: count, vpcs: each = 1, seed, times = {}, progress } = options;
  const setting = await enrolledOrganization(smallLandingZone(), { seed, times, progress });
  const { world, organization, landingZone } = setting;
  const { region } = landingZone.hub;
  const unit = organization.organizationalUnits['Workloads/Dev'] ?? '';
  const accountIds = Array.from({ length: count }, (_, n) => String(300_000_000_000 + n));
  for (const id of accountIds) {
    world.account.change(id, region, 'ENABLED', landingZone.organization.managementAccountId);
    const account = world.organizations.join({ id, name: `team-${id}`, email: `${id}@example.com` }, 'INVITED');
    await world.clock.jump(500);
    world.organizations.move(account, unit);
  }
  progress(`enrolling ${count} accounts`);
  await world.clock.jump(10 * MINUTE);
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await eventually(
    world,
    'every account is enrolled',
    () => {
      const states = statesIn(setting);
      return accountIds.every((id) => states.get(id)?.[0] === 'joined');
    },
    MINUTE,
    240 * MINUTE,
  );
  const vpcs = Array.from({ length: count * each }, (_, n) => {
    const accountId = accountIds[Math.floor(n / each)] ?? '';
    const vpc = seedVpc(world, { accountId, region, ...blockOf(n) });
    // Without host names a VPC is refused.
    vpc.dnsHostnames = true;
    return { accountId, vpcId: vpc.vpcId };
  });
  await world.clock.jump(10 * MINUTE);
  return { ...setting, vpcs };
}

/** From now on calls take time, and AWS throttles what it would throttle. */
export function likeAws({ world }: EnrolledWorld): void {
  world.rates.enforced = true;
  world.rates.latencyMs = LATENCY_MS;
  // 300 by default; AWS raises it, and recommends Profiles beyond.
  world.route53.quotas.vpcsPerZone = 10_000;
  world.calls.length = 0;
  world.functions.logs.length = 0;
}

/** Teams tag at the same moment: each tag is an event of its account. */
export function tagAll({ world, landingZone }: BenchWorld, vpcs: BenchWorld['vpcs']): Promise<void> {
  const tags = new Map([[`${landingZone.tags.prefix}join`, 'true']]);
  for (const { accountId, vpcId } of vpcs) world.ec2.setTags(vpcId, accountId, tags);
  return world.clock.settle();
}

/** Waits until all have joined. Returns when each had. */
export async function joinedAll(setting: BenchWorld, vpcs: BenchWorld['vpcs']): Promise<readonly number[]> {
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
