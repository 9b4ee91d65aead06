import * as z from 'zod';
import { CHECKS, STATUSES } from '../../lib/operator/doctor/finding';

const count = z.int().nonnegative();

/** `wheelwright doctor --json` */
export const doctorSchema = z.strictObject({
  at: z.iso.datetime(),
  /** How many findings have each status. A check has one finding, or one for each thing that it found. */
  summary: z.strictObject(Object.fromEntries(STATUSES.map((status) => [status, count]))),
  /** In the order of the checks. A check that does not apply to the config has none. */
  findings: z.array(
    z.strictObject({
      check: z.enum(CHECKS),
      /** `unreadable`: AWS refused the read, and nothing is known. */
      status: z.enum(STATUSES),
      /** What was found, and what it means. */
      text: z.string(),
      /** The accounts, rules, roles … that it is about. */
      about: z.array(z.string()).exactOptional(),
      /** What to do next. */
      next: z.string().exactOptional(),
    }),
  ),
});
