import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import type { EventBus, Rule } from './records';

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
export const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
export const limitExceeded = (): AwsError =>
  new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');

/** Throws unless `name` is made of what EventBridge allows in names. */
export function requireName(parameter: string, name: string | undefined, longest: number): string {
  if (name === undefined || !/^[.\-_A-Za-z0-9]+$/.test(name) || name.length > longest)
    throw invalid(
      `1 validation error detected: Value '${name ?? ''}' at '${parameter}' failed to satisfy constraint: Member must have length from 1 to ${longest} and satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  return name;
}

/** A bus of the caller's, in the region of the call. Rules and targets of others cannot be managed. */
export function ownBus(world: World, call: Call, nameOrArn: string | undefined): EventBus {
  const bus = world.eventbridge.bus(call, nameOrArn);
  if (bus.accountId !== call.accountId || bus.region !== call.region)
    throw new AwsError('AccessDeniedException', `User: ${call.caller.arn} is not authorized to manage ${bus.arn}`);
  return bus;
}

export function ruleOn(bus: EventBus, name: string | undefined): Rule {
  const rule = bus.rules.get(name ?? '');
  if (!rule) throw notFound(`Rule ${name ?? ''} does not exist on EventBus ${bus.name}.`);
  return rule;
}

/** Managed rules belong to the service that made them. */
export function requireUnmanaged(rule: Rule | undefined): void {
  if (rule?.managedBy !== undefined)
    throw new AwsError(
      'ManagedRuleException',
      `Rule ${rule.name} cannot be modified because it is managed by ${rule.managedBy}`,
    );
}

interface Listing {
  readonly Limit?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly NamePrefix?: string | undefined;
}

/** One page of what begins with the prefix: at most 100, as EventBridge's lists have it. */
export function listed<T extends { readonly name: string }>(
  all: Iterable<T>,
  { Limit: limit = 100, NextToken: token, NamePrefix: prefix = '' }: Listing,
): { readonly items: readonly T[]; readonly more: { NextToken?: string } } {
  if (limit < 1 || limit > 100) throw invalid(`Value '${limit}' at 'limit' failed to satisfy constraint: 1 to 100`);
  const matching = [...all].filter(({ name }) => name.startsWith(prefix));
  const { items, next } = page(matching, { limit, token, invalidToken: () => invalid('NextToken is not valid.') });
  return { items, more: next === undefined ? {} : { NextToken: next } };
}
