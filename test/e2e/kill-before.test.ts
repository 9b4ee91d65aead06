import { killedAtEachCall } from './kill';

it('converges when the worker is killed at any call of a join or a leave, before the call has its effect', async () => {
  expect(await killedAtEachCall('before')).toEqual([]);
}, 600_000);
