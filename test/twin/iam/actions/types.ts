import type { Call } from '../../wire/service';
import type { World } from '../../world';
import type { Policies } from '../decide';

/** A request, as input of the tables of actions. */
export interface Ask {
  readonly world: World;
  readonly call: Call;
  readonly operation: string;
  readonly input: unknown;
}

/** Condition keys and their values; those that are undefined are not in the request. */
export type Keys = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an action is about. */
export interface Resource {
  readonly arn: string;
  /** The owner, where a resource policy can admit other accounts. */
  readonly accountId?: string;
  readonly tags?: ReadonlyMap<string, string>;
  readonly keys?: Keys;
  readonly policy?: Policies['resource'];
}

/** One action on one resource that IAM authorizes. */
export interface Need {
  readonly action: string;
  readonly resource: Resource;
  readonly keys: Keys;
}

/** A resource type of the service, under the name that AWS's table of actions gives it. */
export interface ResourceKind {
  /** That name, where several kinds share it. */
  readonly type?: string;
  /** The resources of this type that the request names. */
  find(ask: Ask): readonly Resource[];
  /** The one that it creates, which has no id yet. */
  made?(ask: Ask): Resource;
  /** The condition keys that hold a resource's tags: `aws:ResourceTag`, `ec2:ResourceTag`. */
  readonly tagKeys?: readonly string[];
}

/** A further permission that an operation needs, and when. */
export interface Dependent {
  readonly action: string;
  /** Empty where it is not needed; `ANY` for an action without a resource level. */
  on(ask: Ask): readonly Resource[];
  keys?(ask: Ask): Keys;
}

export interface Rule {
  /** IAM's name of the action without its prefix, where it is not the operation's. */
  readonly action?: string;
  /** Resource types by name: `vpc` is in the request, `+vpc` is made. None where the action has no resource level. */
  readonly on?: readonly string[];
  /** Whether IAM sees the tags of the request: `set` those that it sets, `unset` the keys that it takes away. */
  readonly tags?: 'set' | 'unset';
  readonly keys?: Readonly<Record<string, (ask: Ask) => string | readonly string[] | undefined>>;
  readonly also?: readonly Dependent[];
  /**
   * `free`: needs no permission. `own`: the operation authorizes itself, once it has found its resource. `also`: IAM has
   * no action of its name, and it needs the further actions only.
   */
  readonly asks?: 'free' | 'own' | 'also';
}

/** A service's part of AWS's table of actions, resources and condition keys ("Service Authorization Reference"). */
export interface ActionTable {
  readonly prefix: string;
  readonly kinds: Readonly<Record<string, ResourceKind>>;
  /** Operations that are not here need the action of their name, on everything. */
  readonly rules: Readonly<Record<string, Rule>>;
}

export const ANY: Resource = { arn: '*' };

/** Everything at a path of the input, lists flattened: `at(input, 'Options.SubnetIds')`. */
export function at(input: unknown, path: string): unknown[] {
  return path.split('.').reduce<unknown[]>(
    (values, name) =>
      values.flatMap((value) => {
        const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
        if (found === undefined) return [];
        const list: readonly unknown[] = Array.isArray(found) ? found : [found];
        return [...list];
      }),
    [input],
  );
}

export const texts = (input: unknown, path: string): string[] =>
  at(input, path).filter((value) => typeof value === 'string');

export const text = (input: unknown, path: string): string | undefined => texts(input, path)[0];

/** The same rule for several operations. */
export const each = (operations: readonly string[], rule: Rule): Record<string, Rule> =>
  Object.fromEntries(operations.map((operation) => [operation, rule]));
