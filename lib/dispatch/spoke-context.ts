import type { Account } from '../aws/read/organization';
import { readOnce, type Once } from '../aws/read/once';
import { calls as readCalls, reads as readsOf } from '../aws/read/reads';
import type { Together } from '../aws/read/attachment-reads';
import type { ZonesRead } from '../aws/read/zone-vpcs';
import type { Reads, SeenDhcpOptions } from '../aws/read/shapes';
import { bind, type BoundCalls, type Calls, type Side } from '../aws/sdk/calls';
import type { Clock } from '../aws/sdk/clock';
import type { Session } from '../aws/sdk/session';
import { unpaced, type TakeTurn } from '../aws/sdk/turn';
import { NO_FREEZES, type Freezes } from '../hub/freezes';
import type { HubResources, LandingZone } from '../landing-zone';
import type { Found } from '../hub/ledger';
import type { Caller, SpokeAddress } from '../names';
import type { Spoke } from '../reconcile/concept';
import type { Guard } from '../reconcile/guards';
import type { Run } from '../reconcile/step';
import { knownBy, type Named } from './found';

/** One spoke during one reconcile. Its shared reads are cached for that time. */
export interface SpokeContext extends SpokeAddress {
  readonly reads: Reads;
  readonly once: Once;
  /** What woke the worker, and who made the calls that did. */
  readonly because: string;
  readonly callers: readonly Caller[];
  /** What operators have frozen of its account. */
  readonly freezes: Freezes;
  /** The keys that this reconcile must look at. The others are in order as far as is known, or else it looks at them too. */
  readonly concerned: Named;
  /** The zones of its VPCs as a sweep has read them. */
  readonly zones?: ZonesRead;
  bound<C extends Calls>(calls: C): BoundCalls<C>;
  /** A run for the account. `closed`: its role cannot be assumed. */
  run(account: Account, options?: { readonly closed?: boolean }): Run;
}

/** The inputs of `spokeContext`. */
export interface SpokeParts {
  readonly address: SpokeAddress;
  readonly landingZone: LandingZone;
  /** The hub of the spoke's region. */
  readonly hub: HubResources;
  readonly clock: Clock;
  /** The attempt before this one ended without a result. */
  readonly resumed: boolean;
  /** What woke the worker, and who made the calls that did. */
  readonly because?: string;
  readonly callers?: readonly Caller[];
  readonly freezes?: Freezes;
  readonly concerned?: Named;
  /** What was found before a wait and still counts. */
  readonly found?: Found | undefined;
  /** Reads the account's attachments with those of others. Absent: they are read alone. */
  readonly attachments?: Together | undefined;
  /** The zones of its VPCs as a sweep has read them. */
  readonly zones?: ZonesRead | undefined;
  /** The sets of DHCP options that this instance of the function has seen there. */
  readonly dhcpSets?: SeenDhcpOptions;
  /** Absent: every call is made at once. */
  readonly turn?: TakeTurn;
  readonly sessions: Readonly<Record<Exclude<Side, 'owner'>, Session>> & {
    /** With the role in an account that owns a resource. */
    owner(accountId: string): Session;
  };
  readonly mode: (account: Account) => Run['mode'];
  readonly guards: (account: Account) => readonly Guard[];
}

export function spokeContext(parts: SpokeParts): SpokeContext {
  const {
    address,
    landingZone,
    hub,
    clock,
    resumed,
    because = '',
    callers = [],
    freezes = NO_FREEZES,
    sessions,
  } = parts;
  const { concerned = 'all', found, turn = unpaced, attachments, zones } = parts;
  const { accountId, region } = address;
  const bound = <C extends Calls>(calls: C): BoundCalls<C> => ({
    spoke: bind<C['spoke']>(calls.spoke, sessions.spoke),
    hub: bind<C['hub']>(calls.hub, sessions.hub),
    management: bind(calls.management ?? {}, sessions.management),
    owner: (owner) => bind(calls.owner ?? {}, sessions.owner(owner)),
  });
  const reads = readsOf(bound(readCalls), hub.transitGatewayId, address, {
    ...(found?.subnets ? { subnets: found.subnets } : {}),
    ...(attachments ? { attachments } : {}),
    ...(parts.dhcpSets ? { dhcpSets: parts.dhcpSets } : {}),
  });
  const { once } = readOnce();
  return {
    accountId,
    region,
    reads,
    once,
    because,
    callers,
    freezes,
    concerned,
    ...(zones ? { zones } : {}),
    bound,
    run: (account, { closed = false } = {}) => ({
      mode: parts.mode(account),
      guards: parts.guards(account),
      known: knownBy(found),
      spoke: <C extends Calls>(calls: C): Spoke<C> => ({
        ...{ account, region, clock, landingZone, hub, reads, once, resumed, closed, turn },
        calls: bound(calls),
      }),
    }),
  };
}
