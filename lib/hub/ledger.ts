import type { SpokeAddress, WorkerName } from '../names';
import type { Probe } from '../reconcile/outcome';

/** What a spoke waits for. With it, a wake-up makes one call instead of a whole reconcile. It may be lost. */
export interface WaitHint {
  readonly probe: Probe;
  readonly because: string;
  readonly retryAfterSeconds: number;
  /** Whether the messages were acknowledged: then the sweep wakes the spoke. */
  readonly acknowledged: boolean;
}

/** What a worker recorded about a spoke. */
export interface SpokeRecord {
  readonly worker: string;
  readonly wait?: WaitHint;
  /** When tags, CIDRs and the account's OU were read last, and a hash of what was read. */
  readonly readAt: string;
  readonly fingerprint: string;
}

/** The state of one VPC, account or cluster (`cluster/<name>`), for people to read. */
export interface TargetRecord {
  readonly key: string;
  readonly state: 'joined' | 'waiting' | 'refused' | 'left' | 'failed' | 'planned';
  readonly segment?: string;
  readonly because: string;
  readonly cidrs: readonly string[];
  /** Status by concept. */
  readonly concepts: Readonly<Record<string, string>>;
}

/** The ledger is a report; decisions are made from what AWS returns and from `Admissions`. Losing it loses history only. */
export interface Ledger {
  spoke(worker: string, address: SpokeAddress): Promise<SpokeRecord | undefined>;
  putSpoke(address: SpokeAddress, record: SpokeRecord): Promise<void>;
  /** Removes the wait before a reconcile. A message that comes back and finds no wait shows that the last attempt died. */
  clearWait(worker: string, address: SpokeAddress): Promise<void>;
  /** Records that the account has changed: instances of the function that did not receive the message read it again. */
  putAccountChange(worker: string, address: SpokeAddress, at: Date): Promise<void>;
  accountChange(worker: string, address: SpokeAddress): Promise<Date | undefined>;
  targets(address: SpokeAddress): Promise<readonly TargetRecord[]>;
  putTarget(address: SpokeAddress, record: TargetRecord, at: Date): Promise<void>;
  /** Spokes with an acknowledged wait. */
  waiting(): Promise<readonly (SpokeAddress & { readonly worker: WorkerName })[]>;
}
