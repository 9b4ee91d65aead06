import * as z from 'zod';

const freezeScope = z.strictObject({
  kind: z.enum(['all', 'account', 'vpc']),
  accountId: z.string().exactOptional(),
  region: z.string().exactOptional(),
  vpcId: z.string().exactOptional(),
});

/** `wheelwright freeze --json`, `wheelwright freeze --list --json`: every freeze that is in force. */
export const freezesSchema = z.strictObject({
  freezes: z.array(
    z.strictObject({ ...freezeScope.shape, at: z.string(), by: z.string(), because: z.string().exactOptional() }),
  ),
});

/** `wheelwright thaw --json` */
export const thawSchema = z.strictObject({
  thawed: freezeScope,
  /** The freezes that stay. */
  ...freezesSchema.shape,
});
