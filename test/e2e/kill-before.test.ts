import { killedAt } from './kill';

it('converges when the worker is killed before every sixth call of a join or a leave has its effect', async () => {
  expect(await killedAt('before', { sampleFrom: 0 })).toEqual([]);
}, 600_000);
