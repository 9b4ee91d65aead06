import { killedAt, stage } from './kill';

it('converges when the worker is killed before any other call of a join or a leave has its effect', async () => {
  expect(await killedAt('before', 'all others', await stage())).toEqual([]);
});
