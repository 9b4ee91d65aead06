import type { Account } from '../aws/read/organization';
import type { Once } from '../aws/read/once';
import type { Reads } from '../aws/read/shapes';
import type { BoundCalls, Calls } from '../aws/sdk/calls';
import type { Clock } from '../aws/sdk/clock';
import type { HubResources, LandingZone } from '../landing-zone';
import type { ChangeBase, Refused, Waiting } from './outcome';
import type { Target } from './target';

/** The unit of work: one account in one region, with everything that a concept may use there. */
export interface Spoke<C extends Calls = Calls> {
  readonly account: Account;
  readonly region: string;
  readonly clock: Clock;
  readonly landingZone: LandingZone;
  /** The hub of the spoke's region. */
  readonly hub: HubResources;
  readonly calls: BoundCalls<C>;
  readonly reads: Reads;
  readonly once: Once;
  /** An earlier attempt at this spoke ended without an answer: look for half-done work that bulk reads do not show. */
  readonly resumed: boolean;
  /** The account cannot be entered: only the hub's side can be read and changed. */
  readonly closed: boolean;
}

/** What a concept observed of a key and later concepts may build on. */
export interface Learned {
  /** Whether the VPC's DNS queries are being logged. */
  readonly queryLog?: 'active' | 'starting' | 'off';
  readonly attachment?: { readonly id: string; readonly state: string };
  /** The path to the hub works: associated, propagated. */
  readonly routed?: boolean;
  /** The OIDC issuer of a cluster that exists, without `https://`. */
  readonly issuer?: string;
}

/** What a plan is made from, beside the target: the spoke, the config, and what earlier concepts learned. */
export interface Known extends Learned {
  readonly accountId: string;
  readonly region: string;
  readonly now: Date;
  readonly ouPath: readonly string[];
  readonly landingZone: LandingZone;
  readonly hub: HubResources;
}

/**
 * One noun that is kept true. The engine alone knows the order: observe, desire, diff, guard, apply.
 * `desire` and `diff` are pure; `observe` reads in bulk and throws what it could not read; `apply` makes one change.
 * A key is a VPC id, an account id or the name of a cluster.
 */
export interface Concept<Desired, Actual, Change extends ChangeBase, C extends Calls> {
  readonly kind: string;
  readonly calls: C;
  /** The hub alone can undo it: leaving works for an account that can no longer be entered. */
  readonly hubCanRelease?: true;
  /** What it made is kept when the VPC leaves: leaving skips it. */
  readonly keptOnLeaving?: true;
  /** It is also kept true for what the hub account has of its own: the hub VPC, the transit gateway. */
  readonly alsoInHub?: true;
  observe(spoke: Spoke<C>, keys: readonly string[]): Promise<ReadonlyMap<string, Actual>>;
  /** What later concepts may build on. */
  learn?(actual: Actual): Learned;
  desire(target: Target, known: Known): Desired | Waiting | Refused;
  diff(sides: { readonly desired: Desired; readonly actual: Actual }): readonly Change[] | Waiting | Refused;
  apply(change: Change, spoke: Spoke<C>): Promise<void>;
  /** The probe of a wait: whether what `key` waits for has arrived, with one call. Absent: only a reconcile can tell. */
  ready?(spoke: Spoke<C>, key: string): Promise<boolean>;
}
