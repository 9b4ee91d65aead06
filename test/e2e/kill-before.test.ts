import { killedAtEachCall } from './kill';

it('converges when the worker is killed before any call of a join or a leave has its effect', async () => {
  expect(await killedAtEachCall('before')).toEqual([]);
}, 600_000);
