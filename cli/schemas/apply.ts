import * as z from 'zod';

/** `wheelwright apply --json` */
export const applySchema = z.strictObject({
  /** The name of the plan that waits, or that was confirmed. Null where none waits. */
  plan: z.string().nullable(),
  confirmed: z.boolean(),
  /** The VPCs that leave, `<account>/<region>/<vpc>`. */
  vpcs: z.array(z.string()),
});
