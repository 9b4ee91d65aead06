import type { AccountReading } from '../aws/read/organization';
import type { Caller, Flag, Reason, SpokeAddress, State, WorkerName } from '../names';
import type { Subnet } from '../aws/read/shapes';
import type { Learned } from '../reconcile/concept';
import type { Turn } from '../aws/sdk/paced';
import type { Probe } from '../reconcile/outcome';
import type { Freezes } from './freezes';

/** What a spoke waits for. With it, a wake-up makes one call instead of a whole reconcile. It may be lost. */
export interface WaitHint {
  readonly probe: Probe;
  readonly because: string;
  readonly retryAfterSeconds: number;
  /** Whether the messages were acknowledged: then the sweep wakes the spoke. */
  readonly acknowledged: boolean;
  /** ISO time at which the wait began. 0.1.0 recorded none. */
  readonly since?: string | undefined;
  /** When the call may be made that is waited for. It is reserved. */
  readonly turn?: Turn | undefined;
  /** What the reconcile before the wait found in order. Absent: the reconcile after it reads everything. */
  readonly found?: Found | undefined;
}

/** What need not be read again for some minutes, as long as nothing is heard of it. */
export interface Found {
  /** ISO time of the first reading in it. */
  readonly at: string;
  /** The config that it was found with. */
  readonly configHash: string;
  /** The keys that are not in order yet. Others were found to be, or nothing was heard of them. */
  readonly open: readonly string[];
  /** For these keys a hash of the target, and the concepts that are in sync with what they learned. */
  readonly settled: Readonly<
    Record<string, { readonly target: string; readonly concepts: Readonly<Record<string, Learned>> }>
  >;
  readonly subnets?: readonly Subnet[];
}

/** What a worker recorded about a spoke. */
export interface SpokeRecord {
  readonly worker: string;
  readonly wait?: WaitHint;
  /** When tags, CIDRs and the account's OU were read last, and a hash of what was read. */
  readonly readAt: string;
  readonly fingerprint: string;
  /** The account as it was read for this record, so that a wake-up in another instance does not read it again. */
  readonly account?: AccountReading;
}

/** What a reconcile begins with. */
export interface Opened {
  readonly record?: SpokeRecord;
  readonly freezes: Freezes;
  /** When a worker has recorded last that nothing counts which was read of the account before. */
  readonly accountChangedAt?: Date;
}

/** One change of a plan, as text. `opens`, `interrupts`: what traffic it lets through, and what it breaks for a while. */
export interface PlannedChange {
  readonly concept: string;
  readonly verb: string;
  readonly key: string;
  readonly because: string;
  readonly opens?: string;
  readonly interrupts?: string;
}

/** The state of one VPC, account or cluster (`cluster/<name>`). Times are ISO times. */
export interface TargetRecord {
  readonly key: string;
  /** When it was written to the ledger; absent where it is not yet. */
  readonly at?: string;
  readonly state: State;
  /** Sorted. */
  readonly flags: readonly Flag[];
  /** As Organizations has it; absent for an account that is not in the organization. */
  readonly accountName?: string;
  readonly segment?: string;
  readonly reason?: Reason;
  /** Why it has its state, for the team: it names no other account, VPC or CIDR. */
  readonly text: string;
  /** The same for operators, where there is more to say. */
  readonly detail?: string;
  /** What ends the state. */
  readonly cure?: string;
  /** When the state began; for a state that has a reason by itself, when that reason began. */
  readonly since: string;
  /** When the last change was made in AWS for it. */
  readonly changedAt?: string;
  /** Since when, and why, the spoke cannot be read. All else is then what was last known. */
  readonly unreadable?: { readonly since: string; readonly because: string };
  /** The tag `wheelwright:status` could not be written: it says what was known before. */
  readonly tagIs?: 'last known';
  readonly cidrs: readonly string[];
  /** Status by concept. */
  readonly concepts: Readonly<Record<string, string>>;
  /** The changes that were planned and not made. */
  readonly plan: readonly PlannedChange[];
}

/** With which config and version something was recorded. */
export interface Provenance {
  readonly configHash: string;
  readonly version: string;
}

/** One step of the history of a target: a new state, a new reason, or changes that were made in AWS. */
export interface HistoryEntry {
  readonly worker: string;
  /** What woke the worker. */
  readonly because: string;
  /** Who made the calls that did, as far as it is known. */
  readonly callers?: readonly Caller[];
  /** Absent at the first. */
  readonly from?: State;
  readonly applied: readonly PlannedChange[];
}

/** When and how a record is made. */
export interface Recording extends Provenance {
  readonly at: Date;
  readonly history?: HistoryEntry;
}

/** The ledger is a report; decisions are made from what AWS returns and from `Admissions`. Losing it loses history only. */
export interface Ledger {
  /** What a worker recorded about a spoke, what operators have frozen of its account, and its latest change: one call. */
  spoke(worker: string, address: SpokeAddress): Promise<Opened>;
  putSpoke(address: SpokeAddress, record: SpokeRecord): Promise<void>;
  /** Removes the wait before a reconcile. A message that comes back and finds no wait shows that the last attempt died. */
  clearWait(worker: string, address: SpokeAddress): Promise<void>;
  /** Records that nothing counts which was read of the account before: functions that did not receive the message read it again. */
  putAccountChange(worker: string, address: SpokeAddress, at: Date): Promise<void>;
  targets(address: SpokeAddress): Promise<readonly TargetRecord[]>;
  /** Replaces a record, and adds to its history in the same transaction. */
  putTarget(address: SpokeAddress, record: TargetRecord, how: Recording): Promise<void>;
  /** Spokes with an acknowledged wait. */
  waiting(): Promise<readonly (SpokeAddress & { readonly worker: WorkerName })[]>;
}
