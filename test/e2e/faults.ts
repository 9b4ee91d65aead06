import { AwsError } from '../twin/wire/errors';
import { Ids } from '../twin/ids';
import type { World } from '../twin/world';

/** How a call may fail: throttled, failed without effect, or carried out with an error as its response. */
type Fault = 'throttled' | 'failed before' | 'failed after';
const FAULTS: readonly Fault[] = ['throttled', 'failed before', 'failed after'];

/** The error codes of services that have their own (their API references, common errors); others use those of most JSON services. */
const THROTTLED: Readonly<Record<string, string>> = {
  ec2: 'RequestLimitExceeded',
  route53: 'Throttling',
  sts: 'Throttling',
  organizations: 'TooManyRequestsException',
};
const FAILED: Readonly<Record<string, string>> = { ec2: 'InternalError', dynamodb: 'InternalServerError' };

/** Makes a share of one function's calls fail, chosen by the seed. Returns how often each fault occurred. */
export function failing(world: World, functionName: string, share: number, seed: number) {
  const dice = new Ids(seed);
  const count: Record<Fault, number> = { throttled: 0, 'failed before': 0, 'failed after': 0 };
  world.around.push(async ({ service: { iamPrefix }, call }, next) => {
    if (functionOf(world, call.invocationId) !== functionName || dice.random() >= share) return next();
    const fault = FAULTS[Math.floor(dice.random() * FAULTS.length)] ?? 'throttled';
    count[fault]++;
    if (fault === 'throttled') throw throttling(iamPrefix);
    if (fault === 'failed after') await next();
    throw failure(iamPrefix);
  });
  return count;
}

/** Carries out the first call of each operation of one function, and responds with an error. Returns the operations. */
export function failingOnce(world: World, functionName: string): ReadonlySet<string> {
  const failed = new Set<string>();
  world.around.push(async ({ service: { iamPrefix }, operation, call }, next) => {
    const output = await next();
    const action = `${iamPrefix}:${operation}`;
    if (functionOf(world, call.invocationId) !== functionName || failed.has(action)) return output;
    failed.add(action);
    throw failure(iamPrefix);
  });
  return failed;
}

export const functionOf = (world: World, invocationId: string | undefined): string | undefined =>
  world.functions.invocations.findLast(({ id }) => id === invocationId)?.functionName;

/** The error of a service that throttles. */
export const throttling = (iamPrefix: string): AwsError =>
  new AwsError(THROTTLED[iamPrefix] ?? 'ThrottlingException', 'Rate exceeded', {}, 400);

const failure = (iamPrefix: string): AwsError =>
  new AwsError(FAILED[iamPrefix] ?? 'InternalFailure', 'An internal error has occurred', {}, 500);
