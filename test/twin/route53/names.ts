/** All other bytes are kept as their octal code: `*` becomes `\052`. */
const SPECIAL = /[^a-z0-9_.\-\\]/gu;
const octal = (character: string): string =>
  Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/**
 * A DNS name as Route 53 keeps and returns it: lower case, special characters as `\ooo`, with a trailing dot.
 * Undefined where it is no valid name.
 */
export function canonicalName(name: string): string | undefined {
  const escaped = name.toLowerCase().replace(SPECIAL, octal);
  const canonical = escaped.endsWith('.') ? escaped : `${escaped}.`;
  const labels = canonical.slice(0, -1).split('.');
  const fits = labels.every((label) => label.length > 0 && label.replace(/\\[0-7]{3}/g, '*').length <= 63);
  return fits && canonical.length <= 255 ? canonical : undefined;
}

export const WILDCARD = '\\052';

/** Whether `name` is `zone` or below it; both canonical. */
export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

const reversed = (name: string): string => name.split('.').reverse().join('.');

/** Route 53 lists names by their labels from the right: `com.example.www`. */
export const compareNames = (a: string, b: string): number => {
  const [left, right] = [reversed(a), reversed(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};
