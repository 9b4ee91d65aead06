import { cleanText } from './clean-text';

/** The value of `wheelwright:status` on a VPC, for its team. That Wheelwright has changed a VPC is marked by `wheelwright:member`. */
export type VpcStatus =
  | { readonly phase: 'joining' | 'joined' | 'quarantined'; readonly segment: string }
  | { readonly phase: 'leaving'; readonly drainedUntil?: Date }
  | { readonly phase: 'refused'; readonly reason: string };

/** Characters of a tag value at most (EC2 User Guide, tag restrictions). */
const LONGEST = 256;

export function formatStatus(status: VpcStatus): string {
  switch (status.phase) {
    case 'leaving':
      return status.drainedUntil === undefined ? 'leaving' : `leaving until ${status.drainedUntil.toISOString()}`;
    case 'refused':
      return cleanText(`refused ${status.reason}`, LONGEST);
    default:
      return cleanText(`${status.phase} ${status.segment}`, LONGEST);
  }
}

/** Reads the tag. Undefined where there is none, or a value that Wheelwright does not write. */
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
