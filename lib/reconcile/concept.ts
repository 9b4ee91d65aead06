import type { BoundCalls, Calls } from '../aws/sdk/calls';
import type { HubResources, LandingZone } from '../landing-zone';
import type { Clock } from '../aws/sdk/clock';
import type { Once } from '../aws/read/once';
import type { ChangeBase, Refused, Waiting } from './outcome';
import type { Reads, Tags } from '../aws/read/shapes';

/** The account behind a spoke, as Organizations describes it. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED …; `DEPARTED` when it is not in the organization. */
  readonly state: string;
  /** Root and OU ids from the top down. */
  readonly ouPath: readonly string[];
  readonly tags: Tags;
}

/** The unit of work: one account in one region, with everything a concept may use there. */
export interface Spoke<C extends Calls = Calls> {
  readonly account: Account;
  readonly region: string;
  readonly clock: Clock;
  readonly landingZone: LandingZone;
  readonly hub: HubResources;
  readonly calls: BoundCalls<C>;
  readonly reads: Reads;
  readonly once: Once;
  /** An earlier attempt at this spoke ended without an answer: look for half-done work that bulk reads don't show. */
  readonly resumed: boolean;
  /** The account cannot be entered: only the hub's side can be asked and changed. */
  readonly closed: boolean;
}

/** A key whose place is decided: it joins a segment or leaves the mesh. */
export interface Target<Key extends string = string> {
  readonly key: Key;
  readonly intent: 'join' | 'leave';
  /** For people: why this is so. */
  readonly because: string;
  /** The segment it joins; on leaving, unknown. */
  readonly segment?: string;
  /** Joined, but its present CIDRs would be refused: the path stays closed until they are gone or approved. */
  readonly quarantined?: boolean;
  /** The VPC's admitted CIDRs. */
  readonly cidrs?: readonly string[];
  /** One usable subnet per Availability Zone. */
  readonly subnetIds?: readonly string[];
  /** On leaving: how long the path stays after DNS has gone home, in milliseconds; 0 for at once. */
  readonly drainMs?: number;
  /** On leaving: since when DNS has been home, if it was ours. */
  readonly drainedUntil?: Date;
}

/** What earlier concepts observed of a key, for later ones to build on. */
export interface Known {
  readonly accountId: string;
  readonly region: string;
  readonly now: Date;
  readonly ouPath: readonly string[];
  readonly landingZone: LandingZone;
  readonly hub: HubResources;
  /** Whether the VPC's DNS queries are being logged. */
  queryLog?: 'active' | 'starting' | 'off';
  attachment?: { readonly id: string; readonly state: string };
  /** The path to the hub works: associated, propagated. */
  routed?: boolean;
  /** The OIDC issuer of a cluster that lives, without `https://`. */
  issuer?: string;
}

/**
 * One noun that is kept true. The engine alone knows the order: observe, desire, diff, guard, apply.
 * `desire` and `diff` are pure; `observe` reads in bulk and throws what it could not read; `apply` makes one change.
 */
export interface Concept<Key extends string, Desired, Actual, Change extends ChangeBase, C extends Calls> {
  readonly kind: string;
  readonly calls: C;
  /** Leaving needs the hub's side only: it works for an account that can no longer be entered. */
  readonly hubReleases?: true;
  /** What it made stays when the VPC leaves: leaving passes it by. */
  readonly stays?: true;
  /** The hub account has resources of its own that want it: its VPC, its transit gateway. */
  readonly hubToo?: true;
  observe(spoke: Spoke<C>, keys: readonly Key[]): Promise<ReadonlyMap<Key, Actual>>;
  /** What later concepts may build on. */
  learn?(actual: Actual): Partial<Pick<Known, 'queryLog' | 'attachment' | 'routed' | 'issuer'>>;
  desire(target: Target<Key>, known: Readonly<Known>): Desired | Waiting | Refused;
  diff(sides: { readonly desired: Desired; readonly actual: Actual }): readonly Change[] | Waiting | Refused;
  apply(change: Change, spoke: Spoke<C>): Promise<void>;
  /** The probe of a wait: whether what `key` waits for has arrived, with one call. Absent: only a reconcile can tell. */
  ready?(spoke: Spoke<C>, key: Key): Promise<boolean>;
}
