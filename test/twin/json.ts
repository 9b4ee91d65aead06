/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isJsonObject = (value: Json | undefined): value is JsonObject => isObject(value);

export const isJsonArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** What policies may write as one value or as a list of them. */
export const listOf = (value: Json | undefined): readonly Json[] => {
  if (value === undefined) return [];
  return isJsonArray(value) ? value : [value];
};

/** Reads JSON; throws SyntaxError. */
export function parseJson(text: string): Json {
  // JSON.parse answers `any`: what it read is JSON by definition.
  const read: (text: string) => Json = JSON.parse;
  return read(text);
}

/** The object that `text` holds as JSON, if it holds one. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The object that is this member of an object; an empty one where there is none. */
export function objectIn(object: JsonObject | undefined, member: string): JsonObject {
  const value = object?.[member];
  return isJsonObject(value) ? value : {};
}
