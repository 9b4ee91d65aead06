import type { Probe } from '../reconcile/outcome';

/** A wait that was acknowledged or put back: a hint, so that a wake-up need not read everything. It may be lost. */
export interface WaitHint {
  readonly probe: Probe;
  readonly because: string;
  readonly retryAfterSeconds: number;
  /** Whether the messages were acknowledged: then the sweep looks after the spoke. */
  readonly acknowledged: boolean;
}

/** What a worker noted about a spoke. */
export interface SpokeRecord {
  readonly worker: string;
  readonly wait?: WaitHint;
  /** When tags, CIDRs and the account's place were read last, and what they were like. */
  readonly readAt: string;
  readonly fingerprint: string;
}

/** How one VPC, account or cluster (`cluster/<name>`) stands: what people are shown. */
export interface KeyRecord {
  readonly key: string;
  readonly state: 'joined' | 'waiting' | 'refused' | 'left' | 'failed' | 'planned';
  readonly segment?: string;
  readonly because: string;
  readonly cidrs: readonly string[];
  /** Status by concept. */
  readonly concepts: Readonly<Record<string, string>>;
}

export interface SpokeId {
  readonly accountId: string;
  readonly region: string;
}

/** The ledger is a report, never the truth: losing it loses history and pending approvals, nothing else. */
export interface Ledger {
  spoke(worker: string, id: SpokeId): Promise<SpokeRecord | undefined>;
  putSpoke(id: SpokeId, record: SpokeRecord): Promise<void>;
  /** Takes the wait back before work goes on: a worker that dies now leaves no hint, and is known by that. */
  clearWait(worker: string, id: SpokeId): Promise<void>;
  keys(id: SpokeId): Promise<readonly KeyRecord[]>;
  putKey(id: SpokeId, record: KeyRecord, at: Date): Promise<void>;
  /** Spokes with an acknowledged wait. */
  waiting(): Promise<readonly (SpokeId & { readonly worker: string })[]>;
}
