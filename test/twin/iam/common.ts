import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import type { Role } from './state';

export const noSuchEntity = (message: string) => new AwsError('NoSuchEntityException', message);
export const exists = (message: string) => new AwsError('EntityAlreadyExistsException', message);
export const invalidInput = (message: string) => new AwsError('InvalidInputException', message);
/** Raised before an operation looks at anything; IAM does not model it. */
export const validation = (message: string) => new AwsError('ValidationError', message);
export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message);

export function roleOf(world: World, accountId: string, name = ''): Role {
  const role = world.iam.roleNamed(accountId, name);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** A service-linked role is its service's alone to change. */
export function changeable(role: Role): Role {
  if (role.linkedTo !== undefined)
    throw new AwsError(
      'UnmodifiableEntityException',
      `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
    );
  return role;
}

/** What IAM counts of a policy: all but white space. */
export const policySize = (text: string): number => text.replace(/\s/g, '').length;

interface Paged {
  readonly MaxItems?: number | undefined;
  readonly Marker?: string | undefined;
}

/** One page, 100 items by default. */
export function paged<T>(items: readonly T[], input: Paged) {
  const limit = input.MaxItems ?? 100;
  if (limit < 1 || limit > 1000) throw validation('MaxItems must be between 1 and 1000.');
  const invalidToken = () => validation('Invalid Marker.');
  const result = page(items, { limit, token: input.Marker, invalidToken });
  return { items: result.items, IsTruncated: result.next !== undefined, Marker: result.next };
}

interface TagInput {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** The tags after `changes` are added to `current`, or IAM's refusal. */
export function withTags(current: ReadonlyMap<string, string>, changes: readonly TagInput[]): Map<string, string> {
  const keys = changes.map((tag) => (tag.Key ?? '').toLowerCase());
  if (new Set(keys).size < keys.length)
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  const tags = new Map(current);
  for (const { Key: key = '', Value: value = '' } of changes) {
    if (key.length < 1 || key.length > 128 || value.length > 256 || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key + value))
      throw validation(`1 validation error detected: tag ${key} has an invalid key or value.`);
    if (key.toLowerCase().startsWith('aws:')) throw validation("Tag keys that begin with 'aws:' are reserved for AWS.");
    tags.set(key, value);
  }
  if (tags.size > 50) throw limitExceeded('The number of tags has reached the maximum limit.');
  return tags;
}

export const tagList = (tags: ReadonlyMap<string, string>) => [...tags].map(([Key, Value]) => ({ Key, Value }));

/** IAM's `aws.tag` events appear in us-east-1, as all of its events do. */
export function tagsChanged(
  world: World,
  resource: { readonly accountId: string; readonly arn: string; readonly tags: ReadonlyMap<string, string> },
  resourceType: 'role' | 'oidc-provider',
  changedKeys: readonly string[],
): void {
  world.trail.tagChange({
    accountId: resource.accountId,
    region: 'us-east-1',
    arn: resource.arn,
    service: 'iam',
    resourceType,
    changedKeys: [...changedKeys],
    tags: Object.fromEntries(resource.tags),
  });
}
