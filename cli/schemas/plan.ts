import * as z from 'zod';

const change = z.strictObject({
  concept: z.string(),
  /** It adds, changes or removes. */
  sign: z.enum(['+', '~', '-']),
  text: z.string(),
  /** Why. */
  because: z.string(),
  /** The traffic that it lets through. */
  opens: z.string().exactOptional(),
  /** The traffic that it stops, for good or for a while. */
  interrupts: z.string().exactOptional(),
  /** What the account of the VPC pays for. */
  costs: z.string().exactOptional(),
});

/** `wheelwright plan --json` */
export const planSchema = z.strictObject({
  /** A hub of Wheelwright is deployed: admission is judged by its records. */
  deployed: z.boolean(),
  targets: z.array(
    z.strictObject({
      accountId: z.string(),
      accountName: z.string(),
      /** A VPC, or the hub's transit gateway. */
      key: z.string(),
      cidrs: z.array(z.string()),
      segment: z.string().exactOptional(),
      attachmentId: z.string().exactOptional(),
      intent: z.enum(['join', 'leave']),
      /** It is attached, and Wheelwright has not changed it yet. */
      adopts: z.boolean(),
      /** Its team has set the tag; false where the plan takes that for granted. Absent for the hub's own resources. */
      asks: z.boolean().exactOptional(),
      because: z.string(),
      changes: z.array(change),
      /** What keeps some or all of it from being done. */
      held: z.array(z.string()),
    }),
  ),
  /** What could not be read: then the exit code is 1. */
  unread: z.array(z.string()),
  opens: z.array(z.string()),
  interrupts: z.array(z.string()),
  /** What is paid for, and by which accounts. */
  costs: z.array(z.string()),
  add: z.int(),
  change: z.int(),
  remove: z.int(),
});
