import * as z from 'zod';
import type { AccountReading } from '../aws/read/organization';

/** An account's data in a work message or in a wait, without its id, which both have. */
const fields = z.object({
  name: z.string(),
  state: z.string(),
  ouPath: z.array(z.string()),
  tags: z.record(z.string(), z.string()).exactOptional(),
  readAt: z.iso.datetime(),
});

export type ReadingFields = z.infer<typeof fields>;

/** What cannot be read counts as missing: the account is then read from Organizations. */
export const readingFields = fields.optional().catch(undefined);

export const fieldsOf = ({ id: _, ...rest }: AccountReading): ReadingFields => ({
  ...rest,
  ouPath: [...rest.ouPath],
});

export const readingOf = (id: string, read: ReadingFields): AccountReading => ({ id, ...read });
