import * as z from 'zod';

/** `wheelwright sweep --json` */
export const sweepSchema = z.strictObject({
  /** What is woken: every account, or the spokes with a long wait. */
  sweep: z.enum(['all', 'waiting']),
});
