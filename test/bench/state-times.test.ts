import { Random } from '../life/random';
import { drawnTimes } from './state-times';

test('the times of states are the same for a seed, and others for another', () => {
  const of = (seed: number) => drawnTimes(new Random(seed));
  expect(of(1)).toEqual(of(1));
  expect(of(2)).not.toEqual(of(1));
  for (const { attachment, acceptance, association, propagation } of [1, 2, 3, 4, 5].map(of)) {
    expect(attachment).toBeLessThanOrEqual(170_000);
    expect(Math.min(attachment, acceptance, association)).toBeGreaterThanOrEqual(10_000);
    expect(propagation).toBe(association);
  }
});
