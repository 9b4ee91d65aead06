import type * as z from 'zod';
import type { JsonObject } from '../json';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { TemplateFailure } from './failure';
import type { PhysicalResource } from './types';

/** Where a resource is created, and as which identity. */
export interface Scope {
  readonly world: World;
  readonly call: Call;
  /** The config of an SDK client that acts there as that identity: `new EC2Client(scope.config)`. */
  readonly config: ReturnType<World['config']>;
  /** The name that CloudFormation generates where the template gives none. */
  readonly generatedName: string;
  /** What makes a creation unique, for services that ask their callers for it. */
  readonly token: string;
  /** Lets virtual time pass until `check` holds: CloudFormation goes on when a resource is stable. */
  readonly wait: (what: string, check: () => boolean | Promise<boolean>) => Promise<void>;
}

/** `Ref`, and what `Fn::GetAtt` gives. */
export type Made = Pick<PhysicalResource, 'ref' | 'attributes'>;

/** What is done with a resource of one type, by the operations of its own service. */
export interface Verbs<P> {
  readonly create: (properties: P, scope: Scope) => Made | Promise<Made>;
  /** Changes it in place. */
  readonly update?: (change: Change<P>, scope: Scope) => Made | Promise<Made>;
  readonly remove?: (current: Current<P>, scope: Scope) => void | Promise<void>;
}
export interface Current<P> extends Made {
  readonly properties: P;
}
interface Change<P> {
  readonly current: Current<P>;
  readonly properties: P;
}

/** One resource type, which reads its properties as JSON. Throws TemplateFailure for unknown properties. */
export type ResourceType = Required<Verbs<JsonObject>>;

/** A type whose properties a schema names: every other property fails the stack, however deep, as in CloudFormation. */
export function resource<P>(schema: z.ZodType<P>, verbs: Verbs<P>): ResourceType {
  const read = (properties: JsonObject): P => {
    const parsed = schema.safeParse(properties);
    if (parsed.success) return parsed.data;
    throw new TemplateFailure(parsed.error.issues.map(problem).join('; '));
  };
  const current = (resource: Current<JsonObject>): Current<P> => ({
    ...resource,
    properties: read(resource.properties),
  });
  const change = (each: Change<JsonObject>): Change<P> => ({
    current: current(each.current),
    properties: read(each.properties),
  });
  return {
    create: (properties, scope) => verbs.create(read(properties), scope),
    update(each, scope) {
      if (!verbs.update) throw new TemplateFailure('The twin does not change such a resource.');
      return verbs.update(change(each), scope);
    },
    remove(each, scope) {
      if (!verbs.remove) throw new TemplateFailure('The twin does not remove such a resource.');
      return verbs.remove(current(each), scope);
    },
  };
}

function problem(issue: z.core.$ZodIssue): string {
  const place = issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  if (issue.code === 'unrecognized_keys') return `Encountered unsupported property ${issue.keys.join(', ')}${place}`;
  return `Properties validation failed${place}: ${issue.message}`;
}
