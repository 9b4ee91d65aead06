import * as z from 'zod';
import { FLAGS, STATES } from '../../lib/names';

/** `wheelwright explain --json` */
export const explainSchema = z.strictObject({
  at: z.iso.datetime(),
  accountId: z.string(),
  accountName: z.string().exactOptional(),
  region: z.string(),
  /** A VPC id or an account id. */
  key: z.string(),
  segment: z.string().exactOptional(),
  cidrs: z.array(z.string()),
  /** What the ledger says. */
  state: z.enum(STATES),
  flags: z.array(z.enum(FLAGS)),
  since: z.string(),
  /** Whether what AWS has now is what the state says. */
  works: z.boolean(),
  lines: z.array(
    z.strictObject({
      /** A concept, `asks`, `may`, `reads`, `exists` or `path`. */
      subject: z.string(),
      /** `wrong`: people have to do something. `waits`: Wheelwright or AWS works at it. */
      is: z.enum(['fine', 'wrong', 'waits']),
      text: z.string(),
      detail: z.string().exactOptional(),
    }),
  ),
  /** Commands of the AWS CLI for the owner of the account. */
  remedies: z.array(z.string()),
});
