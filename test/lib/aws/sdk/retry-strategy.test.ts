import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { bind } from '../../../../lib/aws/sdk/calls';
import { ec2 } from '../../../../lib/aws/sdk/services';
import { EPOCH } from '../../../twin/clock';
import { AwsError } from '../../../twin/wire/errors';
import { World } from '../../../twin/world';
import { HUB, REGION, sessionsOf } from '../../../world/hub-services';

/**
 * Makes one call, to which AWS responds with `errors` first, with `drawn` as the random numbers; returns the outcome and the
 * time of each attempt in ms.
 */
async function call(errors: readonly AwsError[], drawn: readonly number[]) {
  const world = new World();
  const left = [...errors];
  const numbers = [...drawn];
  const random = (): number => numbers.shift() ?? 0;
  world.around.push(async (_, next) => {
    const error = left.shift();
    if (error) throw error;
    return next();
  });
  const calls = bind({ describeVpcs: DescribeVpcsCommand }, sessionsOf(world, HUB, [ec2], random).own(HUB, REGION));
  let outcome: unknown;
  const calling = calls.describeVpcs({}).then(
    () => (outcome = 'succeeded'),
    (error: unknown) => (outcome = error),
  );
  // The first call of a client loads code, in real time: nothing waits on the clock meanwhile, which it refuses to run for.
  const loading = () => new Promise(setImmediate);
  while (outcome === undefined) await world.clock.run({ until: () => outcome !== undefined }).catch(loading);
  await calling;
  return { outcome, at: world.calls.map(({ at }) => at.getTime() - EPOCH) };
}
const throttle = (): AwsError => new AwsError('RequestLimitExceeded', 'Request limit exceeded.', {}, 503);
const serverError = (): AwsError => new AwsError('InternalError', 'An internal error has occurred', {}, 500);

describe('[FC15] a call that is throttled', () => {
  it.each([
    ['at once', [0, 0], [0, 0, 0]],
    ['after half of a second and of two seconds', [0.5, 0.5], [0, 500, 1_500]],
    ['after nearly a second and nearly two', [0.9999, 0.9999], [0, 999, 2_998]],
  ])('is tried again %s, as the jitter draws', async (_, drawn, at) => {
    await expect(call([throttle(), throttle()], drawn)).resolves.toEqual({ outcome: 'succeeded', at });
  });

  it('three times fails', async () => {
    const { outcome, at } = await call([throttle(), throttle(), throttle()], [0.5, 0.5]);
    expect(outcome).toMatchObject({ kind: 'throttled', context: { action: 'ec2:DescribeVpcs', accountId: HUB } });
    expect(at).toEqual([0, 500, 1_500]);
  });
});

test('a server error is tried again within 50 and within 100 ms', async () => {
  await expect(call([serverError(), serverError()], [0.5, 0.5])).resolves.toEqual({
    outcome: 'succeeded',
    at: [0, 25, 75],
  });
});

test('a denied call is not tried again', async () => {
  const { outcome, at } = await call([new AwsError('UnauthorizedOperation', 'You are not authorized.', {}, 403)], []);
  expect(outcome).toMatchObject({ kind: 'denied' });
  expect(at).toEqual([0]);
});
