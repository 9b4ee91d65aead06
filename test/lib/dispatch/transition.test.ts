import { noticeFor, transitionOf } from '../../../lib/dispatch/transition';
import type { TargetRecord } from '../../../lib/hub/ledger';
import { STATES, type State } from '../../../lib/names';

const record = (state: State, more: Partial<TargetRecord> = {}): TargetRecord => ({
  ...{ key: 'vpc-1', state, flags: [], text: state, since: '2026-01-01T00:00:00.000Z' },
  ...{ cidrs: [], concepts: {}, plan: [] },
  ...more,
});
const change = { concept: 'vpc-route', verb: 'create', key: 'vpc-1', because: 'no route' };
const noticeOf = (before: TargetRecord | undefined, after: TargetRecord, changes = 0) =>
  noticeFor('vpc')(transitionOf(before, after, Array(changes).fill(change)));

it.each(STATES)('a target that stays %s with the same reason has no notice', (state) => {
  const same = record(state, { reason: 'aws-quota' });
  expect(noticeOf(same, { ...same, changedAt: '2026-01-02T00:00:00.000Z' })).toBeUndefined();
});

it.each<[State | undefined, State, string | undefined]>([
  [undefined, 'asked', undefined],
  [undefined, 'joining', undefined],
  ['joined', 'joining', 'Spoke VPC Joining'],
  ['quarantined', 'joining', 'Spoke VPC Joining'],
  ['joining', 'joined', 'Spoke VPC Joined'],
  ['joined', 'quarantined', 'Spoke VPC Quarantined'],
  [undefined, 'refused', 'Spoke VPC Refused'],
  [undefined, 'awaiting-approval', 'Spoke VPC Awaiting Approval'],
  ['joined', 'leaving', 'Spoke VPC Leaving'],
  ['leaving', 'left', 'Spoke VPC Left'],
  ['refused', 'left', 'Spoke VPC Left'],
  ['asked', 'left', undefined],
  ['joined', 'failing', 'Spoke VPC Failing'],
])('a VPC that was %s and is %s now has the notice %s', (before, after, notice) => {
  expect(noticeOf(before && record(before), record(after))).toBe(notice);
});

it.each<State>(['refused', 'failing', 'quarantined'])('a VPC that is %s for another reason has a notice', (state) => {
  const before = record(state, { reason: 'aws-quota' });
  expect(noticeOf(before, record(state, { reason: 'aws-denied' }))).toBeDefined();
  expect(noticeOf(before, { ...before, text: 'of another VPC' })).toBeDefined();
});

describe('a VPC that stays joined', () => {
  const joined = record('joined');
  const busy = record('joined', { concepts: { attachment: 'waiting' } });

  it('has a notice of a repair once it is done', () => {
    expect(noticeOf(joined, joined, 1)).toBe('Drift Repaired');
    expect(noticeOf(joined, busy, 1)).toBeUndefined();
    expect(noticeOf(busy, joined)).toBe('Drift Repaired');
  });

  it('has one notice of what people have to know', () => {
    const shadowed = record('joined', { reason: 'shadowed', flags: ['shadowed'] });
    expect(noticeOf(joined, shadowed)).toBe('Spoke VPC Needs Attention');
    expect(noticeOf(shadowed, shadowed)).toBeUndefined();
    expect(noticeOf(shadowed, joined)).toBeUndefined();
  });
});
