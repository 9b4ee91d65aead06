import type { SpokeAddress, WorkerName } from '../names';
import type { Probe } from '../reconcile/outcome';

/** What a spoke waits for. It lets a wake-up make one call instead of reading everything, and may be lost. */
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

/** The state of one VPC, account or cluster (`cluster/<name>`), as people are shown it. */
export interface KeyRecord {
  readonly key: string;
  readonly state: 'joined' | 'waiting' | 'refused' | 'left' | 'failed' | 'planned';
  readonly segment?: string;
  readonly because: string;
  readonly cidrs: readonly string[];
  /** Status by concept. */
  readonly concepts: Readonly<Record<string, string>>;
}

/** The ledger is a report, never the truth: losing it loses history and pending approvals, nothing else. */
export interface Ledger {
  spoke(worker: string, id: SpokeAddress): Promise<SpokeRecord | undefined>;
  putSpoke(id: SpokeAddress, record: SpokeRecord): Promise<void>;
  /** Removes the wait before work goes on. A worker that dies after that leaves none, which tells the next one. */
  clearWait(worker: string, id: SpokeAddress): Promise<void>;
  keys(id: SpokeAddress): Promise<readonly KeyRecord[]>;
  putKey(id: SpokeAddress, record: KeyRecord, at: Date): Promise<void>;
  /** Spokes with an acknowledged wait. */
  waiting(): Promise<readonly (SpokeAddress & { readonly worker: WorkerName })[]>;
}
