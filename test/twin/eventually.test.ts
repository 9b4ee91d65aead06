import { eventually } from './eventually';
import { World } from './world';

it('names what it waits for as soon as nothing is left that could happen', async () => {
  const world = new World();
  let checks = 0;
  const never = eventually(world, 'the bell has rung', () => {
    checks++;
    return false;
  });
  await expect(never).rejects.toThrow(
    'Nothing is left that could happen, after 0 minutes, and it is not so: the bell has rung.',
  );
  expect(checks).toBe(2);
});

it('lets time alone make it so', async () => {
  const world = new World();
  const at = world.clock.now().getTime() + 600_000;
  await eventually(world, 'ten minutes have passed', () => world.clock.now().getTime() >= at);
  expect(world.clock.now().getTime()).toBeGreaterThanOrEqual(at);
});

it('waits while something is left that happens', async () => {
  const world = new World();
  let rung = false;
  world.clock.after(30_000, () => (rung = true));
  await eventually(world, 'the bell has rung', () => rung);
  expect(rung).toBe(true);
});
