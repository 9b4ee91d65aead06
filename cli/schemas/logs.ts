import * as z from 'zod';
import { FUNCTIONS } from '../../lib/names';

/** `wheelwright logs --json` */
export const logsSchema = z.strictObject({
  at: z.iso.datetime(),
  key: z.string(),
  lines: z.array(
    z.strictObject({
      at: z.iso.datetime(),
      function: z.enum(FUNCTIONS),
      level: z.string(),
      /** A fixed phrase, such as `VPC joined`. */
      message: z.string(),
      fields: z.record(z.string(), z.unknown()),
    }),
  ),
});
