import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { TemplateFailure } from './failure';
import type { PhysicalResource } from './types';

/** Where a resource is made, and in whose name. */
export interface Scope {
  readonly world: World;
  readonly call: Call;
  /** What CloudFormation names a resource that its template does not. */
  readonly generatedName: string;
}

/** How one resource type is made, changed and removed, by the operations of its own service. */
export interface ResourceType {
  /** Properties it knows; others fail the stack, as they do in CloudFormation. */
  readonly properties: readonly string[];
  readonly create: (properties: JsonObject, scope: Scope) => Made | Promise<Made>;
  /** Changes it in place; a resource whose name changes is made anew instead. */
  readonly update: (current: PhysicalResource, properties: JsonObject, scope: Scope) => Made | Promise<Made>;
  readonly remove: (current: PhysicalResource, scope: Scope) => void | Promise<void>;
  /** Whether the new properties name another resource than the present one. */
  readonly replaces: (current: PhysicalResource, properties: JsonObject) => boolean;
}
export type Made = Pick<PhysicalResource, 'ref' | 'attributes'>;

export const optionalText = (value: Json | undefined): string | undefined =>
  value === undefined ? undefined : requiredText(value);

export function requiredText(value: Json | undefined): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateFailure(`Properties validation failed: expected a string, found ${JSON.stringify(value)}.`);
}

export const objects = (value: Json | undefined): JsonObject[] =>
  isJsonArray(value) ? value.filter(isJsonObject) : [];
