import * as z from 'zod';
import { canonical, isCidr } from './cidr';

/** A string of one form. `expected` completes the sentence "expected …" in an error. */
export const text = (pattern: RegExp, expected: string) =>
  z.string({ error: `expected ${expected}` }).regex(pattern, { error: `expected ${expected}` });

/** The unknown key's nearest known neighbour, at most two edits away. */
const nearest = (key: string, known: readonly string[]): string | undefined =>
  known
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= 2)
    .sort((one, other) => one.distance - other.distance)[0]?.candidate;

/** Levenshtein's distance, row by row, where two neighbours changing places count as two edits. */
const editDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const substitute = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(substitute, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** An object that refuses keys it does not know, so that a typing error is never a setting left out. */
export const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .map((key) => {
              const meant = nearest(key, known);
              return meant === undefined
                ? `unknown key "${key}"; known are ${known.join(', ')}`
                : `unknown key "${key}"; did you mean "${meant}"?`;
            })
            .join('; ')
        : undefined,
  });
};

export const accountId = text(
  /^\d{12}$/,
  'an account id: twelve digits in quotes, such as "100000000001" (YAML reads unquoted digits as a number and drops leading zeros)',
);
export const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as ap-southeast-3');
export const segmentName = text(
  /^(?!true$|false$)[a-z][a-z0-9-]{0,31}$/,
  'a segment name: lower-case letters, digits and hyphens, and neither "true" nor "false", which are tag values',
);
export const domainName = text(
  /^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
  'a domain name in lower case without a final dot, such as piksel.internal',
);

const CIDR_EXPECTED = 'expected an IPv4 CIDR such as 10.1.0.0/16';

/** An IPv4 CIDR without host bits: what EC2 would quietly clear is more likely a mistake here. */
export const cidr = z
  .string({ error: CIDR_EXPECTED })
  .refine(isCidr, { error: CIDR_EXPECTED, abort: true })
  .refine((value) => canonical(value) === value, {
    error: (issue) => `expected a CIDR without host bits (${canonical(String(issue.input))})`,
  });

const DIGITS = '0123456789abcdef0';

/** The id of an EC2 or Resolver resource: its prefix, such as `vpc`, and hexadecimal digits. */
export const resourceId = (prefix: string) =>
  text(new RegExp(`^${prefix}-[0-9a-f]+$`), `an id such as ${prefix}-${DIGITS}`);

/**
 * Either the settings of a part that is created, or the id of one that exists already: with `more` that its id does not
 * tell, for nothing is looked up at synth.
 */
export const createdOrExisting = <Settings extends z.ZodType, More extends z.core.$ZodLooseShape>(
  settings: Settings,
  prefix: string,
  more: More,
) =>
  z.union([settings, section({ existing: resourceId(prefix), ...more })], {
    error: `expected its settings or { existing: ${[`${prefix}-${DIGITS}`, ...Object.keys(more).map((key) => `${key}: …`)].join(', ')} }`,
  });
