import { Failure, type FailureKind } from '../../../lib/aws/sdk/failure';
import { standingOf } from '../../../lib/dispatch/target-state';
import type { State } from '../../../lib/names';
import type { Report } from '../../../lib/reconcile/engine';
import { outcomeOf, refused, waiting, type Outcome } from '../../../lib/reconcile/outcome';
import type { JoinTarget, LeaveTarget } from '../../../lib/reconcile/target';

const SPOKE = { accountId: '100000000003', region: 'ap-southeast-3' };
const HUB = '100000000002';
const change = { verb: 'create', key: 'vpc-1', because: 'missing' } as const;
const inSync: Outcome = { status: 'in-sync' };
const planned: Outcome = { status: 'planned', changes: [change] };
const refusal = (...found: Parameters<typeof refused>): Outcome => ({ ...refused(...found), changes: [], applied: [] });
const frozen = refusal('frozen', 'frozen by guards.frozen');
const wait = (long = false): Outcome => ({ ...waiting('AWS is at it', 20, long), applied: [] });
const heldBack: Outcome = {
  ...waiting('three VPCs would leave within an hour', 60, true),
  reason: 'held-back',
  applied: [],
};
const failure = (kind: FailureKind, accountId = SPOKE.accountId): Failure =>
  new Failure(kind, 'Code', { action: 'ec2:CreateThing', ...SPOKE, accountId }, `no, says ${HUB}`);
const failed = (kind: FailureKind): Outcome => outcomeOf(failure(kind), []);

const join = (more: Partial<JoinTarget> = {}, quarantined = false): JoinTarget => ({
  ...{ key: 'vpc-1', intent: 'join', because: 'admitted to segment dev' },
  membership: { segment: 'dev', quarantined, cidrs: [], localCidrs: [], subnetIds: [] },
  ...more,
});
const leave = (more: Partial<LeaveTarget> = {}): LeaveTarget => ({
  ...{ key: 'vpc-1', intent: 'leave', because: 'its tag is gone' },
  ...more,
});
const PATH = { attachment: inSync, 'segment-routing': inSync, 'vpc-route': inSync };

function reportOf(target: Report['target'], outcomes: Readonly<Record<string, Outcome>>): Report {
  const stop = Object.entries(outcomes).find(([, { status }]) => !['in-sync', 'changed', 'planned'].includes(status));
  return {
    target,
    status: stop?.[1].status ?? 'in-sync',
    outcomes: new Map(Object.entries(outcomes)),
    ...(stop ? { stoppedAt: stop[0] } : {}),
  };
}
const stateOf = (target: Report['target'], outcomes: Readonly<Record<string, Outcome>>, former?: State): State =>
  standingOf(reportOf(target, outcomes), former).state;

const MEMBERLESS: JoinTarget = { key: '100000000003', intent: 'join', because: 'its OU permits dev' };
const noSubnets = refusal('too-few-zones', 'too few zones');

describe('a VPC that joins', () => {
  it.each<[string, Readonly<Record<string, Outcome>>, State | undefined, State]>([
    ['is joined once its path is complete', PATH, 'joining', 'joined'],
    ['is joining while AWS works', { attachment: wait() }, undefined, 'joining'],
    ['is joining again after it was refused', { attachment: wait() }, 'refused', 'joining'],
    ['stays joined while AWS works at a repair', { ...PATH, 'vpc-route': wait() }, 'joined', 'joined'],
    ['is joining where a repair may last hours', { attachment: wait(true) }, 'joined', 'joining'],
    ['has asked while it is not known who has its range', { admission: wait(true) }, undefined, 'asked'],
    ['stays what it is while that is not known', { admission: wait(true) }, 'joined', 'joined'],
    [
      '[B3] is failing where AWS refuses its routing',
      { attachment: inSync, 'segment-routing': failed('quota') },
      'joined',
      'failing',
    ],
    [
      '[B3] is failing where a concept beside the path fails',
      { ...PATH, 'dhcp-options': failed('denied') },
      'joined',
      'failing',
    ],
    [
      '[B3] is failing where its path is refused',
      { ...PATH, 'vpc-route': refusal('route-in-the-way', 'x') },
      'joining',
      'failing',
    ],
    [
      'is joined where its path is complete and its S3 endpoint is refused',
      { ...PATH, 's3-endpoint': refusal('s3-endpoint-missing', 'x') },
      'joining',
      'joined',
    ],
    [
      'is failing where its flow log is refused, which comes before the path',
      { 'flow-log': refusal('flow-log-in-the-way', 'x') },
      'joined',
      'failing',
    ],
    ['has asked where it is frozen before its first change', { attachment: frozen }, undefined, 'asked'],
    ['has asked where it was refused before and is frozen now', { attachment: frozen }, 'refused', 'asked'],
    ['stays joined where a repair is frozen', { ...PATH, 'vpc-route': frozen }, 'joined', 'joined'],
    ['is joined where it is frozen and nothing is to be changed', PATH, undefined, 'joined'],
    ['has asked where its changes are only planned', { attachment: planned }, 'left', 'asked'],
    ['has asked where it is frozen and planned', { attachment: frozen, 'vpc-route': planned }, undefined, 'asked'],
    [
      'is joined where only what is beside the path is planned',
      { ...PATH, 's3-endpoint': planned },
      undefined,
      'joined',
    ],
    ['is joining while a call may be made again', { attachment: failed('busy') }, undefined, 'joining'],
  ])('%s', (_, outcomes, former, state) => {
    expect(stateOf(join(), outcomes, former)).toBe(state);
  });

  it('says what is refused beside its path, for the team and with its code', () => {
    const report = reportOf(join(), { ...PATH, 's3-endpoint': refusal('s3-endpoint-missing', 'no endpoint') });
    expect(standingOf(report, 'joined')).toEqual({
      ...{ state: 'joined', reason: 's3-endpoint-missing', text: 'no endpoint' },
    });
  });

  it('gives what was found where nothing stops, and else why it may be there', () => {
    const findings = [{ reason: 'shadowed', because: 'rtb-1 sends 10.0.0.0/16 elsewhere' }] as const;
    expect(standingOf({ ...reportOf(join(), PATH), findings }, 'joined')).toMatchObject({
      ...{ state: 'joined', reason: 'shadowed', text: 'rtb-1 sends 10.0.0.0/16 elsewhere' },
    });
    expect(standingOf(reportOf(join(), PATH), 'joined')).toEqual({ state: 'joined', text: 'admitted to segment dev' });
  });

  it.each(['denied', 'quota', 'conflict', 'invalid', 'unknown', 'bug', 'busy', 'throttled'] as const)(
    '[B3] gives the team the call and the code of a failure (%s), and no account of others',
    (kind) => {
      const { text, detail } = standingOf(reportOf(join(), { attachment: failed(kind) }), undefined);
      expect(text).toContain('ec2:CreateThing');
      expect(text).not.toContain(HUB);
      expect(detail).toContain(HUB);
    },
  );
});

describe('[B4] a VPC in quarantine', () => {
  const target = join({ reason: 'cidr-overlap', because: 'a CIDR is taken', detail: 'vpc-2 has it' }, true);
  const closed = { attachment: inSync, 'segment-routing': refusal('quarantined', 'a CIDR is taken') };

  it('is quarantined, with the reason of admission, once it has no propagation', () => {
    expect(standingOf(reportOf(target, closed), 'joined')).toEqual({
      ...{ state: 'quarantined', reason: 'cidr-overlap', text: 'a CIDR is taken', detail: 'vpc-2 has it' },
    });
  });

  it.each<[string, Outcome, State]>([
    ['stays joined while its path is being closed', wait(), 'joined'],
    ['stays joined where that is frozen', frozen, 'joined'],
    ['stays joined where that is only planned', planned, 'joined'],
    ['is failing where its path cannot be closed', failed('denied'), 'failing'],
  ])('%s', (_, routing, state) => {
    expect(stateOf(target, { attachment: inSync, 'segment-routing': routing }, 'joined')).toBe(state);
  });
});

describe('a VPC that leaves', () => {
  it.each<[string, Partial<LeaveTarget>, Readonly<Record<string, Outcome>>, State | undefined, State]>([
    ['has left once all of ours is gone', {}, { 'vpc-route': inSync, attachment: inSync }, 'leaving', 'left'],
    ['is leaving while AWS works', {}, { attachment: wait() }, 'joined', 'leaving'],
    ['is failing where AWS refuses', {}, { 'vpc-route': failed('denied') }, 'leaving', 'failing'],
    ['stays joined while too many would leave', {}, { 'vpc-route': heldBack }, 'joined', 'joined'],
    ['stays joined where it is frozen', {}, { 'vpc-route': frozen }, 'joined', 'joined'],
    ['stays joined where the leave is only planned', {}, { 'vpc-route': planned }, 'joined', 'joined'],
    ['is leaving where it is frozen halfway', { begun: true }, { 'vpc-route': frozen }, 'joined', 'leaving'],
    ['is leaving where nothing is known of it', {}, { 'vpc-route': frozen }, undefined, 'leaving'],
  ])('%s', (_, more, outcomes, former, state) => {
    expect(stateOf(leave(more), outcomes, former)).toBe(state);
  });
});

describe('what admission refuses', () => {
  const report = (more: Partial<JoinTarget> = {}): Report => ({
    ...{ target: { ...MEMBERLESS, reason: 'too-few-zones', ...more }, status: 'refused', outcomes: new Map() },
  });

  it('is refused, with its code', () => {
    expect(standingOf(report(), undefined)).toMatchObject({ state: 'refused', reason: 'too-few-zones' });
  });

  it('awaits approval where an operator may approve it', () => {
    expect(standingOf(report({ awaitsApproval: true }), undefined).state).toBe('awaiting-approval');
  });
});

describe('an account or a cluster', () => {
  it('is refused where a concept is', () => {
    expect(stateOf(MEMBERLESS, { 'spoke-access': noSubnets }, 'joined')).toBe('refused');
  });

  it('is joined once all is in sync, and failing where AWS refuses', () => {
    expect(stateOf(MEMBERLESS, { 'spoke-access': inSync }, 'joining')).toBe('joined');
    expect(stateOf(MEMBERLESS, { 'spoke-access': failed('denied') }, 'joined')).toBe('failing');
  });
});
