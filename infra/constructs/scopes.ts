import { allow, type Statement } from './policy';

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Where IAM allows actions: their resources, and the conditions that it has for them. */
export interface Scope {
  readonly actions: readonly string[];
  readonly resources: string | readonly string[];
  readonly condition?: Condition;
}

/**
 * Allows each of the wanted actions where its scopes say. Actions that no table of calls needs are left out, and so are
 * scopes without a resource: the hub has none of these.
 * @throws TypeError for an action without a scope
 */
export function scoped(wanted: readonly string[], scopes: readonly Scope[]): readonly Statement[] {
  const lost = wanted.filter((action) => !scopes.some(({ actions }) => actions.includes(action)));
  if (lost.length > 0)
    throw new TypeError(
      `${lost.join(', ')}: found no resources and conditions for it, expected them in infra/constructs/*-permissions.ts; add what the Service Authorization Reference has for the action.`,
    );
  return scopes.flatMap(({ actions, resources, condition }) => {
    const allowed = actions.filter((action) => wanted.includes(action));
    return allowed.length === 0 || resources.length === 0 ? [] : [allow(allowed, resources, condition)];
  });
}

/** The scope, for calls to the given regions only. */
export const inRegions =
  (regions: readonly string[]) =>
  ({ condition = {}, ...scope }: Scope): Scope => ({
    ...scope,
    condition: { ...condition, StringEquals: { ...condition['StringEquals'], 'aws:RequestedRegion': regions } },
  });

/** The resource has this tag with the value `true`. */
export const tagged = (key: string): Condition => ({ StringEquals: { [`aws:ResourceTag/${key}`]: 'true' } });

/**
 * The request names tag keys, and these only. `ForAllValues` is also true for no key at all: DeleteTags without keys
 * removes every tag (EC2 API reference).
 */
export const onlyTagKeys = (keys: readonly string[]): Condition => ({
  'ForAllValues:StringEquals': { 'aws:TagKeys': keys },
  Null: { 'aws:TagKeys': 'false' },
});

/** The request names VPCs of these regions only (Route 53 Developer Guide, "Using IAM policy conditions"). */
export const vpcsIn = (regions: readonly string[]): Condition => ({
  'ForAllValues:StringLike': { 'route53:VPCs': regions.map((region) => `VPCId=vpc-*,VPCRegion=${region}`) },
  Null: { 'route53:VPCs': 'false' },
});
