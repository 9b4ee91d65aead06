import * as z from 'zod';
import { STATES } from '../../lib/names';

const change = z.strictObject({
  concept: z.string(),
  verb: z.string(),
  key: z.string(),
  because: z.string(),
  opens: z.string().exactOptional(),
  interrupts: z.string().exactOptional(),
});

/** `wheelwright history --json` */
export const historySchema = z.strictObject({
  at: z.iso.datetime(),
  region: z.string(),
  /** The newest first. */
  steps: z.array(
    z.strictObject({
      at: z.string(),
      accountId: z.string(),
      region: z.string(),
      /** A VPC id, an account id or `cluster/<name>`. */
      key: z.string(),
      worker: z.string(),
      /** What woke the worker. */
      because: z.string(),
      /** Who made the calls that woke it, as CloudTrail has them. */
      callers: z.array(z.strictObject({ call: z.string(), principal: z.string() })).exactOptional(),
      /** The state before; absent at the first step. */
      from: z.enum(STATES).exactOptional(),
      state: z.enum(STATES),
      segment: z.string().exactOptional(),
      text: z.string(),
      detail: z.string().exactOptional(),
      /** What was changed in AWS. */
      applied: z.array(change),
    }),
  ),
});
