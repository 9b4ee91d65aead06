import type { Account } from '../aws/read/organization';
import type { Once } from '../aws/read/once';
import type { Reads } from '../aws/read/shapes';
import type { BoundCalls, Calls } from '../aws/sdk/calls';
import type { Clock } from '../aws/sdk/clock';
import type { TakeTurn } from '../aws/sdk/turn';
import type { HubResources, LandingZone } from '../landing-zone';
import type { ChangeBase, Finding, Refused, Waiting } from './outcome';
import type { Target } from './target';

/** One account in one region, with everything that a concept may use there. */
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
  /** The previous reconcile of this spoke did not finish: `observe` also looks for half-done work that bulk reads do not show. */
  readonly resumed: boolean;
  /** The spoke's role cannot be assumed: only the hub's side can be read and changed. */
  readonly closed: boolean;
  /** Waits for the turn of a call whose rate all spokes share. Throws `Paced` if that takes too long. */
  readonly turn: TakeTurn;
}

/** What a concept observed of a key and later concepts may use. */
export interface Learned {
  /** The VPC's attachment; in a plan also the one that it gets. */
  readonly attachmentId?: string;
  /** Whether the VPC's DNS queries are being logged. */
  readonly queryLog?: 'active' | 'starting' | 'off';
  /** The route tables of subnets from which the hub's resolver is not reached, as `rtb-1 (10.0.0.0/16 to pcx-1)`. */
  readonly unreached?: readonly string[];
  /** The OIDC issuer of a cluster that exists, without `https://`. */
  readonly issuer?: string;
}

/** What was read of a key with those of many others. It may be some minutes old. */
export interface ReadInBulk {
  /** The private zones that were read, and those of them that the VPC is associated with. */
  readonly zones: { readonly read: readonly string[]; readonly of: readonly string[] };
}

/** What a plan is made from, beside the target: the spoke, the config and what earlier concepts learned of the key. */
export interface PlanInputs extends Learned {
  readonly accountId: string;
  readonly region: string;
  readonly now: Date;
  readonly ouPath: readonly string[];
  readonly landingZone: LandingZone;
  readonly hub: HubResources;
}

/**
 * One kind of AWS resource or setting that a reconcile keeps as the config wants it. The engine calls it in this order:
 * observe, desire, diff, apply. `desire` and `diff` are pure. `observe` reads in bulk and throws a `Failure` when a read
 * fails. `apply` makes one change and throws a `Failure` when AWS refuses it.
 * A key is a VPC id, an account id or the name of a cluster.
 */
export interface Concept<Desired, Actual, Change extends ChangeBase, C extends Calls> {
  readonly kind: string;
  readonly calls: C;
  /**
   * The part of its calls that it may make with this config: permissions derive from it. Undefined where the config turns the concept
   * off, and it does not run. Absent: all of them.
   */
  callsWith?(landingZone: LandingZone): Calls | undefined;
  /** Calls of the hub account suffice to remove it: leaving works even when the spoke's role cannot be assumed. */
  readonly hubCanRelease?: true;
  /**
   * The kinds of earlier concepts without which it must not join; absent: all. On leaving these wait for it. A concept that is
   * refused or fails stops only those that depend on it; one that waits stops all that follow.
   */
  readonly dependsOn?: readonly string[];
  /** It opens and closes the VPC's path. */
  readonly isPath?: true;
  /** It stays when the VPC or account leaves: leaving skips this concept. */
  readonly keptOnLeaving?: true;
  /** It also applies to the hub account's own resources: the hub VPC and the transit gateway. */
  readonly alsoInHub?: true;
  observe(spoke: Spoke<C>, keys: readonly string[]): Promise<ReadonlyMap<string, Actual>>;
  /** What later concepts may use. */
  learn?(actual: Actual): Learned;
  /** Whether what was observed, and needs no change, stays so by itself. Absent: it does. Only such a concept is not read again after a wait. */
  settled?(actual: Actual): boolean;
  /**
   * Whether what was read in bulk shows that nothing is to be done for a target that joins: then it is not observed. What shows anything else is observed
   * before anything is changed. Pure.
   */
  isInOrder?(target: Target, known: PlanInputs, read: ReadInBulk): boolean;
  desire(target: Target, known: PlanInputs): Desired | Waiting | Refused;
  /**
   * What AWS reads back once a change has been made: plans go on from there. Absent where `diff` has all changes at once. Pure.
   */
  foresee?(actual: Actual, change: Change): Actual;
  diff(sides: { readonly desired: Desired; readonly actual: Actual }): readonly Change[] | Waiting | Refused<Change>;
  /** What people have to know of the key, and what stops nothing. Pure. */
  find?(sides: { readonly desired: Desired; readonly actual: Actual }): readonly Finding[];
  apply(change: Change, spoke: Spoke<C>): Promise<void>;
  /** Whether the wait of `key` is over, with one call. Absent: only a reconcile can find out. */
  ready?(spoke: Spoke<C>, key: string): Promise<boolean>;
}
