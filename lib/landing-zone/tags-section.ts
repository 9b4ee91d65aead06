import * as z from 'zod';
import { TAG_PREFIX } from '../names';
import { section } from './fields';

const PREFIX =
  'expected a prefix of at most 32 letters, digits, dots, hyphens and colons that ends in a colon or a hyphen, such as acme:network:';

/** The section `tags` of a landing zone. */
export const tags = section({
  /**
   * The prefix of the keys of our tags, and of those that teams set: `acme:network:join`. Set it before the first deployment:
   * with another prefix Wheelwright does not know what it has made.
   */
  prefix: z
    .string({ error: PREFIX })
    .regex(/^[A-Za-z][A-Za-z0-9.:-]{0,30}[:-]$/, { error: PREFIX })
    .refine((prefix) => prefix === TAG_PREFIX || !/^(aws[:-]|wheelwright:)/i.test(prefix), {
      error: `expected another prefix than AWS's own, and ${TAG_PREFIX} in this case only`,
    })
    .default(TAG_PREFIX),
});
