import { modelledBurst, type Look, type Trace } from './model';

const look = (seconds: number, pause: number, turnMs?: number): Look => ({
  ...{ station: 'join', seconds, pause },
  ...(turnMs === undefined ? {} : { turnMs }),
});
const trace = (looks: readonly Look[], instances = 1, batch = 1): Trace => ({
  stations: { join: { instances, batch } },
  before: 1,
  looks,
});
const seconds = (joins: number, of: Trace): readonly number[] =>
  modelledBurst(joins, of).map((second) => Math.round(second * 10) / 10);

it('takes for one VPC as long as the trace', () => {
  expect(seconds(1, trace([look(2, 10), look(3, 5)]))).toEqual([16]);
});

it('lets VPCs wait for an instance', () => {
  expect(seconds(3, trace([look(2, 0)]))).toEqual([3, 5, 7]);
  expect(seconds(3, trace([look(2, 0)], 2))).toEqual([3, 3, 5]);
});

it('lets the VPCs of a batch take as long as the one that takes longest', () => {
  expect(seconds(3, trace([look(2, 0)], 1, 2))).toEqual([3, 3, 5]);
  expect(seconds(2, trace([look(2, 4), look(1, 0)], 1, 2))).toEqual([8, 8]);
});

it('serves so many turns at once as AWS does, and the others one after the other', () => {
  const joined = seconds(15, trace([look(0, 0, 1_000), look(0, 0)], 1, 10));
  expect(joined.filter((second) => second < 1.5)).toHaveLength(6);
  // Seven per cent of the rate are not for turns.
  expect(joined.at(-1)).toBeCloseTo(1 + 9 * (1 / 0.93), 0);
});
