import * as z from 'zod';

/** `wheelwright init --from-hub --json` and `wheelwright migrate --json` */
export const initSchema = z.strictObject({
  /** The file that was written. */
  file: z.string(),
  segments: z.array(z.string()),
  /** What keeps the file from being deployed, or what adoption would change that works today. */
  blocks: z.array(
    z.strictObject({
      found: z.string(),
      /** The command, or the step, that ends it. */
      next: z.string(),
    }),
  ),
});
