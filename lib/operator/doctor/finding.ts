/**
 * How a check ended. `warning`: it works, and people should know. `failed`: something does not work. `unreadable`: AWS refused
 * the read, so that nothing is known; never the same as `ok`.
 */
export const STATUSES = ['ok', 'warning', 'failed', 'unreadable'] as const;
export type Status = (typeof STATUSES)[number];

/** What a check found. One that finds several things has several. */
export interface Verdict {
  readonly status: Status;
  /** What was found, and what it means. */
  readonly text: string;
  /** The accounts, rules, roles … that it is about, sorted. */
  readonly about?: readonly string[];
  /** What an operator does next. */
  readonly next?: string;
}

export interface Finding extends Verdict {
  readonly check: CheckName;
}

/** The checks, in the order in which they are printed: what all else needs first. */
export const CHECKS = [
  ...(['deployment', 'hub-roles', 'management-roles', 'service-access', 'delegation'] as const),
  ...(['bus-policies', 'event-rules', 'stack-sets', 'regions', 'share', 'transit-gateway'] as const),
  ...(['dead-letters', 'sweep', 'freezes'] as const),
  ...(['attachments', 'routes', 'zones', 'prefix-list', 'prefix-list-references'] as const),
] as const;
export type CheckName = (typeof CHECKS)[number];

export const ok = (text: string): readonly Verdict[] => [{ status: 'ok', text }];

/** The verdicts, or `ok` where there are none. */
export const orOk = (verdicts: readonly Verdict[], text: string): readonly Verdict[] =>
  verdicts.length > 0 ? verdicts : ok(text);

/** One verdict about all of a list; none for an empty list. */
export const about = (
  list: readonly string[],
  { status, text, next }: Pick<Verdict, 'status' | 'text'> & { readonly next: string },
): readonly Verdict[] => (list.length === 0 ? [] : [{ status, text, about: [...list].sort(), next }]);

/** `1 account`, `2 accounts`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A resource that people deleted or changed: a deployment of the same template does not notice. */
export const restored = (what: string): string =>
  `make ${what} again as the templates of wheelwright synth have it: a deployment changes only what differs from the template before`;
