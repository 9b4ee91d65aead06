import { Scene } from './scene';
import { hubEnroll, managementEnroll } from './stolen/enroll';
import { Ground, outcomeOf } from './stolen/ground';
import { hubJoin, spokeJoin } from './stolen/join';
import { others } from './stolen/others';
import { possible } from './stolen/possible';

let ground: Ground;
beforeAll(async () => {
  ground = await Ground.prepare(await Scene.shared());
});

test.each(spokeJoin)('[A13] a stolen session of wheelwright-spoke-join cannot $attempt', async (theft) => {
  expect(await outcomeOf(ground, theft)).toBe('denied');
});

test.each(hubJoin)('[A13] a stolen session of wheelwright-join cannot $attempt', async (theft) => {
  expect(await outcomeOf(ground, theft)).toBe('denied');
});

test.each(hubEnroll)('[A14] a stolen session of wheelwright-enroll in the hub cannot $attempt', async (theft) => {
  expect(await outcomeOf(ground, theft)).toBe('denied');
});

test.each(managementEnroll)(
  '[A14] a stolen session of wheelwright-enroll in the management account cannot $attempt',
  async (theft) => {
    expect(await outcomeOf(ground, theft)).toBe('denied');
  },
);

test.each(others)('a stolen session of $attempt', async (theft) => {
  expect(await outcomeOf(ground, theft)).toBe('denied');
});

test.each(possible)('a stolen session of $attempt', async (theft) => {
  expect(await outcomeOf(ground, theft)).toBe('allowed');
});
