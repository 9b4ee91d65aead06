import { killedAt } from './kill';

it('converges when the worker is killed before every third call of a join or a leave has its effect', async () => {
  expect(await killedAt('before', { everyThirdFrom: 0 })).toEqual([]);
}, 600_000);
