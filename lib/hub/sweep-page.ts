import * as z from 'zod';

/** What a sweep has found before its first step: the accounts that enroll has to look at in any case, and the number of the sweep. */
const look = z.union([
  z.literal('all'),
  z.strictObject({ amiss: z.array(z.string()).readonly(), turn: z.int().nonnegative() }),
]);
export type SweepLook = z.infer<typeof look>;

/** A step of a sweep: which of Organizations' pages of accounts comes next. */
const page = z.strictObject({
  /** When the sweep began: ISO time. */
  began: z.iso.datetime(),
  /** From 0. */
  index: z.int().nonnegative(),
  /** Absent for the first page. */
  token: z.string().exactOptional(),
  /** A step of an earlier version has none: then enroll looks at all accounts. */
  look: look.exactOptional(),
});

export type SweepPage = z.infer<typeof page>;

/** What begins a sweep, from the schedule or from an operator: of every account, or of the spokes whose wait was acknowledged. */
export const sweepOrder = z.strictObject({ sweep: z.enum(['all', 'waiting']) });
export type SweepOrder = z.infer<typeof sweepOrder>;

const body = z.union([page, sweepOrder]);

/** Reads the body of a message: a step, or the order of an operator. Throws for any other text. */
export const sweepMessage = (text: string): SweepPage | SweepOrder => body.parse(JSON.parse(text));

/**
 * Seconds from the beginning of a step to that of the next. A page has 20 accounts at most: 10,000 accounts are reached within
 * the hour, with less than half of what Organizations allows the whole organization for any of its calls.
 */
const PAGE_SECONDS = 6;

/** The step after one that has just ended, with Organizations' token of its page, and in how many seconds: what a step takes does not add up. */
export const nextStep = (
  page: SweepPage,
  token: string,
  { started, now }: { readonly started: Date; readonly now: Date },
): readonly [SweepPage, number] => [
  { ...page, index: page.index + 1, token },
  Math.max(0, Math.floor(PAGE_SECONDS - (now.getTime() - started.getTime()) / 1000)),
];

/** Seconds until a step that failed is tried again. */
export const RETRY_SECONDS = 30;
