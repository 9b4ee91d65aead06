import type {
  $SchemaRef,
  StaticErrorSchema,
  StaticListSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';

/** The namespace of Route 53 Resolver in the SDK's schemas. */
export const NAMESPACE = 'com.amazonaws.route53resolver';

type RequiredKeys<T> = { [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? never : K }[keyof T];
type Members<T, K extends keyof T> = Readonly<Record<K, $SchemaRef>>;

// The SDK's numbers for simple types and traits: `@smithy/types`, sentinels and traits of schemas.
export const STRING = 0;
export const NUMBER = 1;
export const STRINGS = 64;
export const IDEMPOTENCY_TOKEN: $SchemaRef = [STRING, 4];

/** A structure with the members of `T`; the required ones come first, as the SDK's encoding has it. */
export function structure<T>(
  name: string,
  required: Members<T, RequiredKeys<T>>,
  optional: Members<T, Exclude<keyof T, RequiredKeys<T>>>,
): StaticStructureSchema {
  const members: [string, $SchemaRef][] = [
    ...Object.entries<$SchemaRef>(required),
    ...Object.entries<$SchemaRef>(optional),
  ];
  const names = members.map(([member]) => member);
  return [3, NAMESPACE, name, 0, names, members.map(([, schema]) => schema), Object.keys(required).length];
}

export const listOf = (item: StaticStructureSchema): StaticListSchema => [1, NAMESPACE, `${item[2]}List`, 0, item];
export const operation = (
  name: string,
  input: StaticStructureSchema,
  output: StaticStructureSchema,
): StaticOperationSchema => [9, NAMESPACE, name, 0, input, output];

/** The schema of a client error with `Message` and the members in `extra`. */
export const failure = (name: string, extra: readonly string[] = []): StaticErrorSchema => [
  -3,
  NAMESPACE,
  name,
  { error: 'client' },
  ['Message', ...extra],
  ['Message', ...extra].map(() => STRING),
];
