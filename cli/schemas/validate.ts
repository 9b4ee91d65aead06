import * as z from 'zod';

/** `wheelwright validate --json` */
export const validateSchema = z.strictObject({
  file: z.string(),
  valid: z.boolean(),
  /** Every error at once, in the order of the file. */
  problems: z.array(
    z.strictObject({
      line: z.int().positive().exactOptional(),
      column: z.int().positive().exactOptional(),
      /** The setting: `segments.dev.cidrs[0]`; empty for an error of the whole file. */
      path: z.string(),
      message: z.string(),
    }),
  ),
});
