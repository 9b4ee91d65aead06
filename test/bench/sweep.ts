import type { SQSEvent } from 'aws-lambda';
import { TURNS } from '../../lib/routing/enroll-needed';
import { COUNTED } from '../demo/calls';
import { rateOfOrganizations } from '../twin/rates';
import type { CallRecord } from '../twin/world';
import { deadLetters, organizationsCalls } from '../world/hub-queues';
import { benchDocument, rounded, type BenchDocument } from './document';
import { likeAws, meshWorld, type BenchWorld } from './mesh-world';
import { byApi, tooManyThrottled } from './throttles';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Accounts in a page of ListAccounts, and seconds from one page to the next: six, less what a step takes, in whole seconds. */
const PAGE = 20;
const PAGE_SECONDS = 5;

/** Sweeps in which enroll looks at each account once: a day's, with the schedule. */
const SWEEPS = TURNS;

export interface SweepOptions {
  readonly accounts: number;
  /** Joined VPCs of each account with VPCs. */
  readonly vpcs: number;
  /** How many accounts have VPCs; all where it is absent. */
  readonly withVpcs?: number;
  /** A day's sweeps where it is absent. */
  readonly sweeps?: number;
  readonly seed: number;
}

/**
 * A full sweep of N accounts with M joined VPCs each, which are as they should be: how long, and at what cost? Calls are the mean of
 * the sweeps.
 */
export async function sweep(
  options: SweepOptions & { readonly progress: (text: string) => void },
): Promise<BenchDocument> {
  const { accounts, vpcs, withVpcs = accounts, sweeps: count = SWEEPS, seed, progress } = options;
  const setting = await meshWorld({ joined: withVpcs, empty: accounts - withVpcs, vpcs, seed, progress });
  const { world } = setting;
  likeAws(setting);
  const invocations = world.functions.invocations.length;
  const bound = Math.ceil(accounts / PAGE) * PAGE_SECONDS;
  const sweeps: Sweep[] = [];
  for (let n = 1; n <= count; n++) {
    progress(`sweep ${n} of ${count}`);
    sweeps.push(await oneSweep(setting, bound));
  }
  const own = world.calls.filter(({ caller }) => caller.startsWith('wheelwright-'));
  const perAccount = (calls: number): number => Math.round((calls / accounts / count) * 100) / 100;
  const counted = own.filter(({ action }) => COUNTED.test(action));
  const of = (name: string): number => perAccount(counted.filter(({ caller }) => caller.includes(name)).length);
  const percent = busiestMinute(own);
  return benchDocument('sweep', {
    seeds: [seed],
    figures: {
      ...{ accounts, 'accounts with VPCs': withVpcs, vpcs, sweeps: count },
      'accounts not reached': Math.max(...sweeps.map(({ reached }) => accounts - reached)),
      'minutes until the last is reached': rounded(Math.max(...sweeps.map(({ minutes }) => minutes))),
      'calls an account': perAccount(counted.length),
      'calls an account in the dearest sweep': Math.max(...sweeps.map(({ calls }) => rounded(calls / accounts))),
      ...Object.fromEntries(
        ['sweep', 'enroll', 'join', 'grant-pull'].map((name) => [`calls of ${name} an account`, of(name)]),
      ),
      'calls of CloudFormation an account': perAccount(
        own.filter(({ action }) => action.startsWith('cloudformation:')).length,
      ),
      'calls of Organizations an account': perAccount(organizationsCalls(setting, 0).length),
      ...percent,
      'percent of a quota of Organizations': Math.max(0, ...Object.values(percent)),
      invocations: Math.round((world.functions.invocations.length - invocations) / count),
      ...tooManyThrottled(byApi(world.calls)),
      'dead letters': deadLetters(setting).length,
    },
    bounds: { 'minutes until the last page': rounded(bound / 60) },
    goals: {
      'accounts not reached': 0,
      'minutes until the last is reached': 60,
      'calls an account': 15,
      'calls of Organizations an account': 2,
      'percent of a quota of Organizations': 50,
      'dead letters': 0,
    },
  });
}

interface Sweep {
  /** Accounts whose VPCs were looked at, and after how many minutes the last was. */
  readonly reached: number;
  readonly minutes: number;
  readonly calls: number;
}

/** One sweep, as long as `bound` in seconds and ten minutes more: after that no instance remembers an account. */
async function oneSweep(setting: BenchWorld, bound: number): Promise<Sweep> {
  const { world } = setting;
  await world.clock.jump(10 * MINUTE);
  const [began, invocations, calls] = [
    world.clock.now().getTime(),
    world.functions.invocations.length,
    world.calls.length,
  ];
  void world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump((bound + 10 * 60) * SECOND);
  const reached = reachedBy(setting, invocations);
  const own = world.calls.slice(calls).filter(({ caller }) => caller.startsWith('wheelwright-'));
  return {
    reached: reached.size,
    minutes: (Math.max(...reached.values(), began) - began) / MINUTE,
    calls: own.filter(({ action }) => COUNTED.test(action)).length,
  };
}

/** The accounts of the bench that `join` has looked at since the invocation of that index, and when it had done so first. */
function reachedBy({ world, accountIds: all }: BenchWorld, since: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const accountIds = new Set(all);
  for (const { functionName, event, endedAt, outcome } of world.functions.invocations.slice(since)) {
    if (functionName !== 'wheelwright-join' || outcome !== 'succeeded' || endedAt === undefined) continue;
    for (const { attributes } of (event as SQSEvent).Records) {
      const [accountId = ''] = (attributes.MessageGroupId ?? '').split('/');
      if (accountIds.has(accountId) && !found.has(accountId)) found.set(accountId, endedAt.getTime());
    }
  }
  return found;
}

/** What the busiest minute took of each of Organizations' quotas, in percent. */
function busiestMinute(calls: readonly CallRecord[]): Readonly<Record<string, number>> {
  const counts = new Map<string, Map<number, number>>();
  for (const { action, at } of calls) {
    if (!action.startsWith('organizations:')) continue;
    const minutes = counts.get(action) ?? new Map<number, number>();
    const minute = Math.floor(at.getTime() / MINUTE);
    counts.set(action, minutes.set(minute, (minutes.get(minute) ?? 0) + 1));
  }
  return Object.fromEntries(
    [...counts].map(([action, minutes]) => {
      const { perSecond } = rateOfOrganizations(action.replace('organizations:', ''));
      return [
        `percent of ${action} in its busiest minute`,
        rounded((Math.max(...minutes.values()) / 60 / perSecond) * 100),
      ];
    }),
  );
}
