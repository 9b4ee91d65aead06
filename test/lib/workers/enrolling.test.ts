import type { TargetRecord } from '../../../lib/hub/ledger';
import type { Outcome } from '../../../lib/reconcile/outcome';
import type { Report } from '../../../lib/reconcile/engine';
import { whileEnrolling } from '../../../lib/workers/join/enrolling';
import { failure, joining, leaving } from '../reconcile/concepts';

const ACCOUNT = '100000000003';
const recordsWith = (state: TargetRecord['state']) => {
  const record = { key: ACCOUNT, state, flags: [], text: '', since: '', cidrs: [], concepts: {}, plan: [] };
  return new Map([[ACCOUNT, record]]);
};
const reportOf = (target: Report['target'], outcome: Outcome): Report => ({
  ...{ target, status: outcome.status, stoppedAt: 'query-log' },
  outcomes: new Map([['query-log', outcome]]),
});
const failed = (kind: Parameters<typeof failure>[0]): Outcome => ({
  status: 'failed',
  applied: [],
  failure: failure(kind),
});

test.each([[recordsWith('joining')], [new Map<string, TargetRecord>()]])(
  'a call that AWS refuses in an account that is being enrolled waits for enroll',
  (records) => {
    const [report] = whileEnrolling([reportOf(joining('vpc-1'), failed('not-found'))], records, ACCOUNT);
    expect(report).toMatchObject({ status: 'waiting', stoppedAt: 'query-log' });
    expect(report?.outcomes.get('query-log')).toEqual({
      status: 'waiting',
      applied: [],
      because: 'the account is not enrolled yet: ec2:CreateThing ended with Code',
      retryAfterSeconds: 30,
    });
  },
);

test.each<[string, Report, TargetRecord['state']]>([
  ['in an enrolled account', reportOf(joining('vpc-1'), failed('denied')), 'joined'],
  ['in an account that could not be enrolled', reportOf(joining('vpc-1'), failed('denied')), 'failing'],
  ['that is a bug', reportOf(joining('vpc-1'), failed('bug')), 'joining'],
])('a failure %s stays one', (_, report, state) => {
  const [after] = whileEnrolling([report], recordsWith(state), ACCOUNT);
  expect(after?.outcomes).toEqual(report.outcomes);
});

test('a VPC that leaves fails where AWS refuses a call', () => {
  const [report] = whileEnrolling([reportOf(leaving('vpc-1'), failed('denied'))], recordsWith('joining'), ACCOUNT);
  expect(report).toMatchObject({ status: 'failed' });
});
