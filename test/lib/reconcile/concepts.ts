import { Failure, type FailureKind } from '../../../lib/aws/sdk/failure';
import { Sessions } from '../../../lib/aws/sdk/session';
import type { HubResources, LandingZone } from '../../../lib/landing-zone';
import type { Concept, PlanInputs } from '../../../lib/reconcile/concept';
import type { Target } from '../../../lib/reconcile/target';
import type { ChangeBase, Finding, Refused, Waiting } from '../../../lib/reconcile/outcome';
import { step, type Run, type Step } from '../../../lib/reconcile/step';
import { spokeContext } from '../../../lib/dispatch/spoke-context';
import { guardsOf, modeOf } from '../../../lib/dispatch/worker-context';
import { NO_FREEZES, type Freezes } from '../../../lib/hub/freezes';
import { fixtureLandingZone } from '../../world/landing-zone';
import { TwinClock } from '../../twin/clock';

const REGION = 'ap-southeast-3';
const ACCOUNT = { id: '100000000003', name: 'dev', state: 'ACTIVE', ouPath: ['r-pksl'] };
/** Ids of a hub to which no call is made. */
export const HUB_IDS: HubResources = {
  transitGatewayId: 'tgw-1',
  routeTableIds: {},
  prefixListId: 'pl-1',
  zoneIds: {},
  resolverIps: [],
  queryLogConfigId: 'rqlc-1',
  resourceShareArns: [],
};

/** How a test concept differs from one that finds every key missing and creates it. */
export interface Behaviour {
  readonly keptOnLeaving?: true;
  readonly isPath?: boolean;
  readonly dependsOn?: readonly string[];
  readonly find?: (key: string) => readonly Finding[];
  readonly observe?: (keys: readonly string[]) => void;
  /** What was read in bulk says so of every key of which anything was read. */
  readonly isInOrder?: true;
  readonly desire?: (target: Target, known: PlanInputs) => Waiting | Refused | undefined;
  readonly diff?: (key: string) => readonly ChangeBase[] | Waiting | Refused<ChangeBase>;
  readonly apply?: (change: ChangeBase) => void;
  /** The key for which `observe` returns nothing. */
  readonly unobserved?: string;
  /** It has no `learn`. */
  readonly withoutLearn?: true;
  /** It has no `ready`. */
  readonly withoutReady?: true;
}

/** A concept that adds its calls to `log`. */
export function concept(kind: string, log: string[], behaviour: Behaviour = {}): Step {
  const {
    keptOnLeaving,
    isPath,
    dependsOn,
    find,
    observe,
    isInOrder,
    desire,
    diff,
    apply,
    unobserved,
    withoutLearn,
    withoutReady,
  } = behaviour;
  const made: Concept<string, string, ChangeBase, typeof NO_CALLS> = {
    kind,
    calls: NO_CALLS,
    ...(keptOnLeaving ? { keptOnLeaving } : {}),
    ...(isPath ? { isPath } : {}),
    ...(dependsOn ? { dependsOn } : {}),
    ...(find ? { find: ({ actual }) => find(actual) } : {}),
    ...(isInOrder ? { isInOrder: () => true } : {}),
    observe(_spoke, keys) {
      log.push(`${kind} observes ${keys.join(' ')}`);
      observe?.(keys);
      return Promise.resolve(new Map(keys.filter((key) => key !== unobserved).map((key) => [key, key])));
    },
    ...(withoutLearn ? {} : { learn: (actual) => ({ issuer: `${actual} by ${kind}` }) }),
    desire: (target, known) => desire?.(target, known) ?? target.key,
    diff: ({ actual }) => diff?.(actual) ?? [create(actual)],
    apply(change) {
      apply?.(change);
      log.push(`${kind} applies ${change.verb} ${change.key}`);
      return Promise.resolve();
    },
    ...(withoutReady ? {} : { ready: (_spoke, key) => Promise.resolve(key === 'ready') }),
  };
  return step(made);
}
const NO_CALLS = { spoke: {}, hub: {} };

export const create = (key: string, more: Partial<ChangeBase> = {}): ChangeBase => ({
  verb: 'create',
  key,
  because: `${key} is missing`,
  ...more,
});
export const joining = (key: string): Target => ({ key, intent: 'join', because: 'asked' });
export const leaving = (key: string): Target => ({ key, intent: 'leave', because: 'its tag was removed' });
export const failure = (kind: FailureKind): Failure =>
  new Failure(kind, 'Code', { action: 'ec2:CreateThing', accountId: ACCOUNT.id, region: REGION }, 'no');

/** A run with the fixture and the given guards, for concepts that make no calls. */
export function runOf({
  guards = {},
  tags = {},
  freezes = NO_FREEZES,
}: {
  readonly guards?: Partial<LandingZone['guards']>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly freezes?: Freezes;
} = {}): Run {
  const fixture = fixtureLandingZone();
  const landingZone = { ...fixture, guards: { ...fixture.guards, ...guards } };
  const clock = new TwinClock();
  const session = new Sessions({ clock, services: [], stsRegion: REGION, tagPrefix: 'wheelwright:' }).own(
    ACCOUNT.id,
    REGION,
  );
  const account = { ...ACCOUNT, tags };
  return spokeContext({
    ...{ landingZone, clock, hub: HUB_IDS, resumed: false },
    address: { accountId: ACCOUNT.id, region: REGION },
    sessions: { spoke: session, hub: session, management: session, owner: () => session },
    mode: (each) => modeOf(landingZone, each),
    guards: (each) => guardsOf(landingZone, each, freezes),
  }).run(account);
}
