import { Failure, type FailureKind } from '../../../lib/aws/sdk/failure';
import { Sessions } from '../../../lib/aws/sdk/session';
import type { HubResources, LandingZone } from '../../../lib/landing-zone';
import type { Concept, Known } from '../../../lib/reconcile/concept';
import type { Target } from '../../../lib/reconcile/target';
import type { ChangeBase, Refused, Waiting } from '../../../lib/reconcile/outcome';
import { step, type Run, type Step } from '../../../lib/reconcile/step';
import { spokeContext } from '../../../lib/dispatch/spoke-context';
import { guardsOf, modeOf } from '../../../lib/dispatch/worker-context';
import { shippedLandingZone } from '../../world/enrolled';
import { TwinClock } from '../../twin/clock';

const REGION = 'ap-southeast-3';
const ACCOUNT = { id: '100000000003', name: 'dev', state: 'ACTIVE', ouPath: ['r-pksl'] };
/** Ids of a hub that nobody asks about. */
export const HUB_IDS: HubResources = {
  transitGatewayId: 'tgw-1',
  routeTableIds: {},
  prefixListId: 'pl-1',
  zoneIds: {},
  resolverIps: [],
  queryLogConfigId: 'rqlc-1',
  resourceShareArns: [],
};

/** What a concept of a test does otherwise than find one thing missing and make it. */
export interface Behaviour {
  readonly keptOnLeaving?: true;
  readonly observe?: () => void;
  readonly desire?: (target: Target, known: Known) => Waiting | Refused | undefined;
  readonly diff?: (key: string) => readonly ChangeBase[] | Waiting | Refused;
  readonly apply?: (change: ChangeBase) => void;
  /** The key of which it observes nothing. */
  readonly blind?: string;
  /** It teaches later concepts nothing. */
  readonly silent?: true;
  /** It has no probe. */
  readonly unprobed?: true;
}

/** A concept that tells `log` what is asked of it. */
export function concept(kind: string, log: string[], behaviour: Behaviour = {}): Step {
  const { keptOnLeaving, observe, desire, diff, apply, blind, silent, unprobed } = behaviour;
  const made: Concept<string, string, ChangeBase, typeof NO_CALLS> = {
    kind,
    calls: NO_CALLS,
    ...(keptOnLeaving ? { keptOnLeaving } : {}),
    observe(_spoke, keys) {
      log.push(`${kind} observes ${keys.join(' ')}`);
      observe?.();
      return Promise.resolve(new Map(keys.filter((key) => key !== blind).map((key) => [key, key])));
    },
    ...(silent ? {} : { learn: () => ({ attachment: { id: `made by ${kind}`, state: 'available' } }) }),
    desire: (target, known) => desire?.(target, known) ?? target.key,
    diff: ({ actual }) => diff?.(actual) ?? [create(actual)],
    apply(change) {
      apply?.(change);
      log.push(`${kind} applies ${change.verb} ${change.key}`);
      return Promise.resolve();
    },
    ...(unprobed ? {} : { ready: (_spoke, key) => Promise.resolve(key === 'ready') }),
  };
  return step(made);
}
const NO_CALLS = { spoke: {}, hub: {} };

export const create = (key: string, more: Partial<ChangeBase> = {}): ChangeBase => ({
  verb: 'create',
  key,
  because: `${key} has none`,
  ...more,
});
export const joining = (key: string): Target => ({ key, intent: 'join', because: 'asked' });
export const leaving = (key: string): Target => ({ key, intent: 'leave', because: 'asks no more' });
export const failure = (kind: FailureKind): Failure =>
  new Failure(kind, 'Code', { action: 'ec2:CreateThing', accountId: ACCOUNT.id, region: REGION }, 'no');

/** A run of the shipped landing zone, other guards aside, for concepts that make no calls. */
export function runOf({
  leaving = 0,
  mesh = 0,
  guards = {},
  tags = {},
}: Partial<Pick<Run, 'leaving' | 'mesh'>> & {
  readonly guards?: Partial<LandingZone['guards']>;
  readonly tags?: Readonly<Record<string, string>>;
} = {}): Run {
  const shipped = shippedLandingZone();
  const landingZone = { ...shipped, guards: { ...shipped.guards, ...guards } };
  const clock = new TwinClock();
  const session = new Sessions({ clock, services: [], stsRegion: REGION }).own(ACCOUNT.id, REGION);
  const account = { ...ACCOUNT, tags };
  return spokeContext({
    ...{ landingZone, clock, hub: HUB_IDS, resumed: false },
    address: { accountId: ACCOUNT.id, region: REGION },
    sessions: { spoke: session, hub: session, management: session },
    mode: (each) => modeOf(landingZone, each),
    guards: (each) => guardsOf(landingZone, each),
  }).run(account, { leaving, mesh });
}
