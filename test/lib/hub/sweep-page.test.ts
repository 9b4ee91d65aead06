import { nextStep } from '../../../lib/hub/sweep-page';

const started = new Date('2026-01-01T00:00:00Z');
const page = { began: started.toISOString(), index: 3, token: 'this', look: 'all' as const };

it.each([
  [0, 6],
  [80, 5],
  [1_000, 5],
  [5_900, 0],
  [90_000, 0],
])('lets the next page begin six seconds after one that took %i ms, or at once', (ms, seconds) => {
  const now = new Date(started.getTime() + ms);
  expect(nextStep(page, 'next', { started, now })).toEqual([{ ...page, index: 4, token: 'next' }, seconds]);
});
