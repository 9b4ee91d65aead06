import * as z from 'zod';
import { planSchema } from './plan';

/** `wheelwright adopt --json` */
export const adoptSchema = z.strictObject({
  plan: planSchema,
  /** The worker was woken: the team asks, and the operator has agreed. */
  woken: z.boolean(),
  /** With which the team asks; absent where it does. */
  tagCommand: z.string().exactOptional(),
  /** What Terraform has to forget. */
  terraform: z
    .strictObject({
      /** `removed` blocks. */
      blocks: z.array(z.string()),
      /** For resources with instance keys, which such a block does not take. */
      commands: z.array(z.string()),
    })
    .exactOptional(),
});
