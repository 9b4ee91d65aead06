import * as z from 'zod';
import { canonical, isCidr } from './cidr';
import { didYouMean } from './nearest';
import { abridged } from './problem';
import { REGION_NAMES } from './regions';

/**
 * A string that matches a pattern. `expected` completes "expected …" in an error. Text after its first "; " is advice; the
 * error states what was found before it.
 */
export const text = (pattern: RegExp, expected: string) =>
  z.string({ error: `expected ${expected}` }).regex(pattern, { error: `expected ${expected}` });

/**
 * An object without unknown keys, so that a typing error does not leave a setting at its default. The message of the issue
 * has one line for each unknown key, in the order of the issue's `keys`.
 */
export const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .map((key) => `unknown key "${key}"; ${didYouMean(key, known) ?? `known keys are ${known.join(', ')}`}`)
            .join('\n')
        : `expected a section with ${abridged(known)}`,
  });
};

export const accountId = text(
  /^\d{12}$/,
  'an account id of twelve digits in quotes, such as "100000000001"; without quotes YAML reads a number and drops leading zeros',
);

/** The error for text that is none of some words: with the one that may have been meant, or else with advice. */
export const noneOf =
  (words: readonly string[], expected: string, advice?: string) =>
  ({ input }: { readonly input?: unknown }): string => {
    const more = typeof input === 'string' ? (didYouMean(input, words) ?? advice) : undefined;
    return more === undefined ? expected : `${expected}; ${more}`;
  };

/** The code of a commercial AWS region in the table of `regions.ts`. */
export const region = z.enum(REGION_NAMES, {
  error: noneOf(
    REGION_NAMES,
    'expected a commercial AWS region such as ap-southeast-3',
    'landing-zone.schema.json lists the regions that are known',
  ),
});

export const segmentName = text(
  /^(?!true$|false$)[a-z][a-z0-9-]{0,31}$/,
  'a segment name of up to 32 lower-case letters, digits and hyphens that begins with a letter; "true" and "false" are none, as they are tag values',
);
export const domainName = text(
  /^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
  'a domain name in lower case without a final dot, such as piksel.internal',
);

const CIDR_EXPECTED = 'expected an IPv4 CIDR such as 10.1.0.0/16';

/** An IPv4 CIDR without host bits. EC2 clears host bits without an error; in a config they are more likely a mistake. */
export const cidr = z
  .string({ error: CIDR_EXPECTED })
  .refine(isCidr, { error: CIDR_EXPECTED, abort: true })
  .refine((value) => canonical(value) === value, {
    error: (issue) => `expected a CIDR without host bits, ${canonical(String(issue.input))}`,
  });

const DIGITS = '0123456789abcdef0';

/** The id of an EC2 or Resolver resource: its prefix, such as `vpc`, and hexadecimal digits. */
export const resourceId = (prefix: string) =>
  text(new RegExp(`^${prefix}-[0-9a-f]+$`), `an id such as ${prefix}-${DIGITS}`);

/**
 * Either the settings of a part that is created, or the id of an existing one. Synth makes no AWS calls, so `more` has what
 * cannot be read without one.
 */
export const createdOrExisting = <Settings extends z.ZodType, More extends z.core.$ZodLooseShape>(
  settings: Settings,
  prefix: string,
  more: More,
) =>
  z.union([settings, section({ existing: resourceId(prefix), ...more })], {
    error: `expected its settings or { existing: ${[`${prefix}-${DIGITS}`, ...Object.keys(more).map((key) => `${key}: …`)].join(', ')} }`,
  });
