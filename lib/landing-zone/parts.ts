import * as z from 'zod';
import { fields, type LandingZone, type Segment } from './schema';

/** A list keeps its indices: an invalid item is undefined. */
type Field<T> = T extends readonly (infer Item)[] ? readonly (Item | undefined)[] : T;
type Section<T> = { readonly [Key in keyof T]?: Field<T[Key]> | undefined };

/**
 * The valid parts of a landing zone that may be invalid elsewhere. An invalid setting is missing, and so is a section that
 * is not an object; a setting that was left out has its default.
 */
export type Parts = {
  readonly [Name in Exclude<keyof LandingZone, 'segments' | 'contacts'>]?:
    (LandingZone[Name] extends readonly unknown[] ? Field<LandingZone[Name]> : Section<LandingZone[Name]>) | undefined;
} & {
  readonly segments?: Readonly<Record<string, Section<Segment> | undefined>> | undefined;
  readonly contacts?: Readonly<Record<string, LandingZone['contacts'][string] | undefined>> | undefined;
};

/** The valid parts of a file's content, which can be compared with each other. */
export const partsOf = (content: Readonly<Record<string, unknown>>): Parts => sectionOf(fields, content, partOf);

type Reader = (schema: z.core.$ZodType, value: unknown) => unknown;

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sectionOf(
  schema: z.ZodObject,
  value: Readonly<Record<string, unknown>>,
  read: Reader,
): Readonly<Record<string, unknown>> {
  // An unknown key is a setting with a typing error. Which one is not known, so no setting of the section gets its default.
  const typingError = Object.keys(value).some((key) => !(key in schema.shape));
  return Object.fromEntries(
    Object.entries<z.core.$ZodType>(schema.shape)
      .filter(([key]) => key in value || !typingError)
      .map(([key, inner]) => [key, read(inner, value[key])]),
  );
}

/** A section, setting by setting; named sections, one by one. */
const partOf: Reader = (schema, value) => {
  const inner = withoutDefault(schema);
  if (inner instanceof z.ZodObject && isSection(value)) return sectionOf(inner, value, fieldOf);
  if (inner instanceof z.ZodRecord && isSection(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, partOf(inner.valueType, item)]));
  return fieldOf(schema, value);
};

/** A setting as a whole; a list item by item. */
const fieldOf: Reader = (schema, value) => {
  const whole = z.safeParse(schema, value);
  if (whole.success) return whole.data;
  const inner = withoutDefault(schema);
  if (!(inner instanceof z.ZodArray) || !Array.isArray(value)) return undefined;
  const items = value.map((item: unknown) => z.safeParse(inner.element, item).data);
  // Where every item is valid, their number is not.
  return items.includes(undefined) ? items : undefined;
};

const withoutDefault = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? withoutDefault(schema.unwrap()) : schema;
