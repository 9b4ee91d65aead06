import createOnly from './create-only.json';
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type JsonObject } from '../json';
import { TemplateFailure } from './failure';

/**
 * Paths of the properties whose change replaces a resource, by type, from CloudFormation's resource schemas: written by
 * `test/conformance/replacement.py`.
 */
const CREATE_ONLY = createOnly as Readonly<Record<string, readonly string[] | undefined>>;

/** The paths of a type, steps parted by `/`; undefined for a type that has not been looked up. */
export const createOnlyPaths = (type: string): readonly string[] | undefined => CREATE_ONLY[type];

const valueAt = (properties: Json | undefined, path: string): Json | undefined =>
  path
    .split('/')
    .reduce<Json | undefined>((value, step) => (isJsonObject(value) ? value[step] : undefined), properties);

/** Whether CloudFormation replaces a resource whose properties change so. Throws for a type without known paths. */
export function needsReplacement(type: string, before: JsonObject, after: JsonObject): boolean {
  const paths = createOnlyPaths(type);
  if (!paths)
    throw new TemplateFailure(`The twin does not know which properties of ${type} replace it: see replacement.py.`);
  return paths.some((path) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)));
}
