import * as z from 'zod';

/** `wheelwright redrive --json` */
export const redriveSchema = z.strictObject({
  letters: z.array(
    z.strictObject({
      id: z.string(),
      queue: z.string(),
      /** What the message is about. */
      event: z.string(),
      accountId: z.string().exactOptional(),
      region: z.string().exactOptional(),
      reason: z.string(),
      /** The changes of the last reconcile, as JSON. */
      plan: z.string().exactOptional(),
      since: z.string(),
      body: z.string(),
      /** It was put back into its queue. */
      putBack: z.boolean(),
    }),
  ),
  /** How many more the queues have: of a FIFO group SQS gives no more before those that it gave are gone. */
  hidden: z.int(),
});
