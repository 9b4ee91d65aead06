import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

/** Properties as templates write them: a string may be written as a number or a boolean, and the other way round. */
export const text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
export const count = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
export const tags = z.array(z.strictObject({ Key: text, Value: text })).optional();

/** A policy, pattern or other document, as the JSON text that services take. */
export const document = z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value));

/** What a list has more and what it has less than before, by value. */
export function difference<T>(before: readonly T[] = [], after: readonly T[] = []) {
  const lacks = (list: readonly T[]) => (item: T) => !list.some((other) => isDeepStrictEqual(other, item));
  return { added: after.filter(lacks(before)), removed: before.filter(lacks(after)) };
}
