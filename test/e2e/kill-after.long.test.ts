import { killedAt, stage } from './kill';

it('converges when the worker is killed after any other call of a join or a leave, before it gets the response', async () => {
  expect(await killedAt('after', 'all others', await stage())).toEqual([]);
});
