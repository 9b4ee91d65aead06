import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { bind } from '../../../../lib/aws/sdk/calls';
import { ec2 } from '../../../../lib/aws/sdk/services';
import { EPOCH } from '../../../twin/clock';
import { AwsError } from '../../../twin/wire/errors';
import { World } from '../../../twin/world';
import { HUB, REGION, sessionsOf } from '../../../world/hub-services';

/** Asks once while AWS answers `refusals` and then the truth; tells what came of it, and when each attempt was made. */
async function ask(...refusals: readonly AwsError[]) {
  const world = new World();
  const left = [...refusals];
  world.around.push(async (_, next) => {
    const refusal = left.shift();
    if (refusal) throw refusal;
    return next();
  });
  const calls = bind({ describeVpcs: DescribeVpcsCommand }, sessionsOf(world, HUB, [ec2]).own(HUB, REGION));
  let outcome: unknown;
  const asking = calls.describeVpcs({}).then(
    () => (outcome = 'answered'),
    (error: unknown) => (outcome = error),
  );
  // The first call of a client loads code, in real time, before it sleeps on the clock.
  while (outcome === undefined) await world.clock.run({ until: () => outcome !== undefined });
  await asking;
  return { outcome, at: world.calls.map((call) => call.at.getTime() - EPOCH) };
}
const throttle = (): AwsError => new AwsError('RequestLimitExceeded', 'Request limit exceeded.', {}, 503);
const fault = (): AwsError => new AwsError('InternalError', 'An internal error has occurred', {}, 500);

describe('a call that is throttled', () => {
  it('is tried twice more, after one and two seconds of the clock, in no time', async () => {
    const began = performance.now();
    await expect(ask(throttle(), throttle())).resolves.toEqual({ outcome: 'answered', at: [0, 1_000, 3_000] });
    expect(performance.now() - began).toBeLessThan(900);
  });

  it('and throttled again is left to the queue', async () => {
    const { outcome, at } = await ask(throttle(), throttle(), throttle());
    expect(outcome).toMatchObject({ kind: 'throttled', context: { action: 'ec2:DescribeVpcs', accountId: HUB } });
    expect(at).toEqual([0, 1_000, 3_000]);
  });
});

test('a fault of the service is tried again at once, nearly', async () => {
  await expect(ask(fault(), fault())).resolves.toEqual({ outcome: 'answered', at: [0, 50, 150] });
});

test('what the service refuses is not asked again', async () => {
  const { outcome, at } = await ask(new AwsError('UnauthorizedOperation', 'You are not authorized.', {}, 403));
  expect(outcome).toMatchObject({ kind: 'denied' });
  expect(at).toEqual([0]);
});
