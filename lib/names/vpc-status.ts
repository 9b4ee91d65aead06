/**
 * The value of `wheelwright:status` on a VPC: what its team reads, and the mark that it is ours to tidy up.
 * `refused` says that we have touched nothing.
 */
export type VpcStatus =
  | { readonly phase: 'joining' | 'joined' | 'quarantined'; readonly segment: string }
  | { readonly phase: 'leaving'; readonly drainedUntil?: Date }
  | { readonly phase: 'refused'; readonly reason: string };

/** A tag's value has 256 characters at most. */
const LONGEST = 256;

export function formatStatus(status: VpcStatus): string {
  switch (status.phase) {
    case 'leaving':
      return status.drainedUntil === undefined ? 'leaving' : `leaving until ${status.drainedUntil.toISOString()}`;
    case 'refused':
      return `refused ${status.reason}`.slice(0, LONGEST);
    default:
      return `${status.phase} ${status.segment}`;
  }
}

/** Undefined where there is no status, or one that we did not write. */
export function parseStatus(value: string | undefined): VpcStatus | undefined {
  const [phase, ...words] = (value ?? '').split(' ');
  const rest = words.join(' ');
  switch (phase) {
    case 'joining':
    case 'joined':
    case 'quarantined':
      return { phase, segment: rest };
    case 'leaving': {
      const drainedUntil = new Date(words[1] ?? '');
      return Number.isNaN(drainedUntil.getTime()) ? { phase } : { phase, drainedUntil };
    }
    case 'refused':
      return { phase, reason: rest };
    default:
      return undefined;
  }
}
