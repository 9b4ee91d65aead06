import { Setting } from './whole/lives';

it('leaves nothing over, says nothing untrue and comes to rest in 20 random lives', async () => {
  const setting = await Setting.build();
  expect(await setting.lives({ seed: 1, count: 20 })).toEqual([]);
});
