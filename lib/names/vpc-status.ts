import { cleanText } from './clean-text';

/**
 * The value of `wheelwright:status` on a VPC, for its team. It opens and closes nothing: that Wheelwright has changed a VPC is
 * marked by `wheelwright:member`. `text` is for the team and names no other account, VPC or CIDR.
 */
export type VpcStatus =
  | { readonly phase: 'asked' | 'refused' | 'awaiting-approval'; readonly text: string }
  | { readonly phase: 'joining'; readonly segment: string }
  | { readonly phase: 'joined'; readonly segment: string; readonly shadowed?: true; readonly text?: string }
  | { readonly phase: 'quarantined'; readonly segment: string; readonly text?: string }
  | { readonly phase: 'failing'; readonly segment?: string; readonly since?: Date; readonly text: string }
  /** `text`: why it cannot end. */
  | { readonly phase: 'leaving'; readonly drainedUntil?: Date; readonly text?: string };

/** Characters of a tag value at most (EC2 User Guide, tag restrictions). */
const LONGEST = 256;

export const formatStatus = (status: VpcStatus): string => cleanText(textOf(status), LONGEST);

function textOf(status: VpcStatus): string {
  switch (status.phase) {
    case 'asked':
    case 'refused':
    case 'awaiting-approval':
      return `${status.phase} ${status.text}`;
    case 'joining':
      return `joining ${status.segment}`;
    case 'joined':
      return withText(`joined ${status.segment}${status.shadowed ? ' shadowed' : ''}`, status.text);
    case 'quarantined':
      return withText(`quarantined ${status.segment}`, status.text);
    case 'failing': {
      const { segment, since, text } = status;
      const words = [segment, ...(since ? ['since', minute(since)] : [])].filter((word) => word !== undefined);
      return withText(['failing', ...words].join(' '), text);
    }
    case 'leaving': {
      const until = status.drainedUntil === undefined ? '' : ` until ${status.drainedUntil.toISOString()}`;
      return withText(`leaving${until}${status.text === undefined ? '' : ' failing'}`, status.text);
    }
  }
}

const withText = (start: string, text: string | undefined): string =>
  text === undefined ? start : `${start}: ${text}`;

const minute = (time: Date): string => `${time.toISOString().slice(0, 16)}Z`;

/** Reads the tag, also as 0.1.0 wrote it. Undefined where there is none, or a value that Wheelwright does not write. */
export function parseStatus(value: string | undefined): VpcStatus | undefined {
  const [head, text] = divided(value ?? '', ': ');
  const [phase, ...words] = head.split(' ');
  const more = text === undefined ? {} : { text };
  const [segment = ''] = words;
  switch (phase) {
    case 'asked':
    case 'refused':
    case 'awaiting-approval':
      return { phase, text: (value ?? '').slice(phase.length + 1) };
    case 'joining':
      return { phase, segment };
    case 'joined':
      return { phase, segment, ...(words[1] === 'shadowed' ? { shadowed: true } : {}), ...more };
    case 'quarantined':
      return { phase, segment, ...more };
    case 'failing': {
      // A segment, "since" and a time: each part may be missing.
      const since = dateOf(words.at(-1), words.length > 1);
      return { phase, ...(words.length % 2 === 1 ? { segment } : {}), ...(since ? { since } : {}), text: text ?? '' };
    }
    case 'leaving': {
      const drainedUntil = dateOf(words[1], words[0] === 'until');
      return { phase, ...(drainedUntil ? { drainedUntil } : {}), ...more };
    }
    default:
      return undefined;
  }
}

/** The text before and after the first separator. */
function divided(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

const dateOf = (word: string | undefined, given: boolean): Date | undefined => {
  const date = new Date(given ? (word ?? '') : '');
  return Number.isNaN(date.getTime()) ? undefined : date;
};
