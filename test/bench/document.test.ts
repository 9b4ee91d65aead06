import { benchDocument, quantile } from './document';

it('meets a goal that its figure does not exceed, and is met where all are', () => {
  const figures = { calls: 43, probes: 19 };
  const met = benchDocument('calls', { figures, bounds: {}, goals: { calls: 43 } });
  expect(met).toMatchObject({ goals: [{ goal: 'calls', value: 43, most: 43, met: true }], met: true });
  const missed = benchDocument('calls', { figures, bounds: {}, goals: { calls: 43, probes: 18 } });
  expect(missed.goals.map((goal) => goal.met)).toEqual([true, false]);
  expect(missed.met).toBe(false);
});

it('refuses a goal without a figure', () => {
  expect(() => benchDocument('calls', { figures: {}, bounds: {}, goals: { calls: 1 } })).toThrow('has no figure');
});

it.each([
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.5, 2],
  [Array.from({ length: 20 }, (_, index) => index + 1), 0.95, 19],
  [[7], 0.95, 7],
])('of %j the quantile %d is %d', (values, share, expected) => {
  expect(quantile(values, share)).toBe(expected);
});
