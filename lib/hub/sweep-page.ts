import * as z from 'zod';

/** The body of a message in the queue of the sweep: which of Organizations' pages of accounts comes next. */
const page = z.strictObject({
  /** When the sweep began: ISO time. */
  began: z.iso.datetime(),
  /** From 0. */
  index: z.int().nonnegative(),
  /** Absent for the first page. */
  token: z.string().exactOptional(),
});

/** A step of a sweep. */
export type SweepPage = z.infer<typeof page>;

/** Reads the body. Throws for any other text. */
export const sweepPage = (body: string): SweepPage => page.parse(JSON.parse(body));

/**
 * Seconds between two pages, which have 20 accounts at most: 10,000 accounts are reached within the hour, with less than half
 * of what Organizations allows the whole organization for any of its calls.
 */
export const PAGE_SECONDS = 6;
/** Seconds until a step that failed is tried again. */
export const RETRY_SECONDS = 30;
