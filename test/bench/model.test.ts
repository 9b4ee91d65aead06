import { modelledBurst, type Look, type Trace } from './model';

const look = (seconds: number, pause: number, turn?: Look['turn']): Look => ({
  ...{ station: 'join', seconds, pause, isProbe: false },
  ...(turn === undefined ? {} : { turn }),
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

it('counts probes from when the wait began, so that what they take does not add up', () => {
  const probe = { ...look(2, 20), isProbe: true };
  expect(seconds(1, trace([look(2, 10), probe, look(1, 0)]))).toEqual([24]);
});

it('serves so many turns at once as the pace does, and the others one after the other', () => {
  const turn = { bucket: 'join', ms: 400 } as const;
  const joined = seconds(20, trace([look(0, 0, turn), look(0, 0)], 1, 20));
  expect(joined.filter((second) => second < 1.5)).toHaveLength(11);
  // Five per cent of the rate are not for turns.
  expect(joined.at(-1)).toBeCloseTo(1 + (20 - 10.5) * (0.4 / 0.95), 0);
});

it('lets VPCs wait for a turn of each bucket', () => {
  const [account, join] = [{ bucket: 'account', ms: 2_000 } as const, { bucket: 'join', ms: 4_000 } as const];
  const one = seconds(4, trace([look(0, 0, account), look(0, 0, join), look(0, 0)], 1, 4));
  const other = seconds(4, trace([look(0, 0, join), look(0, 0)], 1, 4));
  expect(one.at(-1)).toBeGreaterThanOrEqual(other.at(-1) ?? NaN);
  expect(other.at(-1)).toBeCloseTo(1 + (4 * 3 - 4) / 0.95, 0);
});
