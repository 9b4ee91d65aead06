import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';

/** Route 53's error for another account's zones and changes. */
export const accessDenied = (call: Call): AwsError =>
  new AwsError('AccessDenied', `User: ${call.caller.arn} is not authorized to access this resource`, {}, 403);

export const invalidInput = (message: string): AwsError => new AwsError('InvalidInput', message);

export const invalidToken = (): AwsError =>
  new AwsError('InvalidPaginationToken', 'The value that you specified to get the next page of results is not valid.');

/** The size of a page: at most `limit`, even if the caller requests more. */
export function pageSize(asked: number | undefined, limit: number): number {
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1))
    throw invalidInput(`The number of items in a page must be positive: ${asked}`);
  return Math.min(asked ?? limit, limit);
}
