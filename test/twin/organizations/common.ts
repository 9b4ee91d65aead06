import type { ConstraintViolationExceptionReason, InvalidInputExceptionReason } from '@aws-sdk/client-organizations';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import type { Account } from './types';

export const invalidInput = (Reason: InvalidInputExceptionReason, message: string) =>
  new AwsError('InvalidInputException', message, { Reason });

export const constraint = (Reason: ConstraintViolationExceptionReason, message: string) =>
  new AwsError('ConstraintViolationException', message, { Reason });

const denied = () => new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");

/** The caller's organization must exist and the caller be in it. */
export function requireMember(world: World, call: Call): void {
  if (!world.organizations.isMember(call.accountId))
    throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** Operations that AWS leaves to the management account alone. */
export function requireManagement(world: World, call: Call): void {
  requireMember(world, call);
  if (call.accountId !== world.organizations.managementAccountId) throw denied();
}

/** Operations for the management account, and for a member that is a delegated administrator of any service. */
export function requireReader(world: World, call: Call): void {
  requireMember(world, call);
  const { managementAccountId } = world.organizations;
  if (call.accountId !== managementAccountId && !world.organizations.isDelegatedAdministrator(call.accountId))
    throw denied();
}

export function accountOf(world: World, id: string | undefined): Account {
  if (!/^\d{12}$/.test(id ?? '')) throw invalidInput('INVALID_PATTERN', 'You specified an invalid account ID.');
  const account = world.organizations.account(id ?? '');
  if (!account) throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
  return account;
}

/** The id of a root or OU, which must exist. */
export function parentOf(world: World, id = ''): string {
  if (!world.organizations.isParent(id))
    throw new AwsError('ParentNotFoundException', "You specified a parent that doesn't exist.");
  return id;
}

interface Paged {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Organizations returns at most 20 items a page, which is its default as well. */
export function paged<T>(items: readonly T[], input: Paged) {
  const limit = input.MaxResults ?? 20;
  if (limit < 1) throw invalidInput('MIN_VALUE_EXCEEDED', 'MaxResults must be at least 1.');
  if (limit > 20) throw invalidInput('MAX_VALUE_EXCEEDED', 'MaxResults must be at most 20.');
  return page(items, {
    limit,
    token: input.NextToken,
    invalidToken: () => invalidInput('INVALID_NEXT_TOKEN', 'You specified an invalid NextToken.'),
  });
}

interface TagInput {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** The tags after `changes` are added to `current`, or AWS's refusal. */
export function withTags(current: ReadonlyMap<string, string>, changes: readonly TagInput[]): Map<string, string> {
  const keys = changes.map((tag) => tag.Key ?? '');
  if (new Set(keys).size < keys.length) throw invalidInput('DUPLICATE_TAG_KEY', 'Tag keys must be unique.');
  if (keys.some((key) => key.length < 1)) throw invalidInput('MIN_LENGTH_EXCEEDED', 'A tag key must not be empty.');
  if (keys.some((key) => key.toLowerCase().startsWith('aws:')))
    throw invalidInput('INVALID_SYSTEM_TAGS_PARAMETER', "Tag keys that begin with 'aws:' are reserved for AWS.");
  if (changes.some((tag) => (tag.Key ?? '').length > 128 || (tag.Value ?? '').length > 256))
    throw invalidInput('MAX_LENGTH_EXCEEDED', 'A tag has a key of at most 128 and a value of at most 256 characters.');
  const tags = new Map(current);
  for (const tag of changes) tags.set(tag.Key ?? '', tag.Value ?? '');
  if (tags.size > 50) throw constraint('MAX_TAG_LIMIT_EXCEEDED', 'A resource has at most 50 tags.');
  return tags;
}
