import { operatorText, teamText } from '../../../lib/notify/texts';
import { noticeOf } from '../../../lib/notify/notice';
import { ACCOUNT, OTHER, VPC, eventOf, noticeFrom } from './notices';

const alice = { call: 'DeleteRoute', principal: `arn:aws:sts::${ACCOUNT}:assumed-role/Admin/alice` };
const mallory = { call: 'DeleteRoute', principal: `arn:aws:iam::${OTHER}:user/mallory` };
const refusal = {
  ...{ reason: 'cidr-overlap', because: '10.1.0.0/20 is taken in dev', cure: 'Use a free CIDR.' },
  detail: `10.1.0.0/20 overlaps vpc-0fff of account ${OTHER}`,
};

it.each<[string, Readonly<Record<string, unknown>>, string | undefined]>([
  ['Spoke VPC Refused', {}, 'refused'],
  ['Account Refused', {}, 'refused'],
  ['Image Pull Refused', {}, 'refused'],
  ['Spoke VPC Quarantined', {}, 'quarantined'],
  ['Spoke VPC Failing', {}, 'failing'],
  ['Account Failing', {}, 'failing'],
  ['Image Pull Failing', {}, 'failing'],
  ['Spoke VPC Awaiting Approval', {}, 'held'],
  ['Spoke VPC Needs Attention', { reason: 'held-back' }, 'held'],
  ['Spoke VPC Quarantined', { reason: 'held-back' }, 'held'],
  ['Spoke VPC Needs Attention', { raised: ['shadowed'] }, 'shadowed'],
  ['Spoke VPC Joined', { raised: ['shadowed'] }, 'shadowed'],
  ['Spoke VPC Failing', { raised: ['shadowed'] }, 'failing'],
  ['Spoke VPC Needs Attention', { reason: 'own-names' }, undefined],
  ['Spoke VPC Left', {}, 'left'],
  ['Account Left', {}, 'left'],
  ['Image Pull Withdrawn', {}, 'left'],
  ['Spoke Unreadable', {}, 'unreadable'],
  ['Drift Repaired', {}, 'drift-repaired'],
  ['Spoke VPC Joined', {}, undefined],
  ['Spoke VPC Joining', {}, undefined],
  ['Spoke VPC Leaving', {}, undefined],
  ['Account Enrolled', {}, undefined],
])('an event %s with %j is a notice of the kind %s', (type, detail, kind) => {
  expect(noticeOf(eventOf(type, detail))?.kind).toBe(kind);
});

test('an event of before there were ids of transitions has its own id', () => {
  expect(noticeFrom('Spoke VPC Refused', { transition: undefined }).transition).toBe('event-1');
});

test('the line for operators has the detail, the reason, what ends it, and the command', () => {
  expect(operatorText(noticeFrom('Spoke VPC Refused', refusal))).toBe(
    `refused: VPC ${VPC} of account ${ACCOUNT} in eu-west-1: 10.1.0.0/20 overlaps vpc-0fff of account ${OTHER} (cidr-overlap). Use a free CIDR. Next: wheelwright explain ${VPC}`,
  );
});

test('a repair names what was changed, and who made the call that undid it', () => {
  const changes = ['rtb-1 has no route to the mesh'];
  const notice = noticeFrom('Drift Repaired', { because: 'admitted', changes, callers: [alice] });
  expect(operatorText(notice)).toBe(
    `drift-repaired: VPC ${VPC} of account ${ACCOUNT} in eu-west-1: rtb-1 has no route to the mesh. After DeleteRoute by assumed-role/Admin/alice (${ACCOUNT}). Next: wheelwright explain ${VPC}`,
  );
  expect(teamText(notice)).toBe(
    `drift-repaired: your VPC ${VPC} in eu-west-1: 1 change was undone. After DeleteRoute by assumed-role/Admin/alice (${ACCOUNT}). Operators know more by: wheelwright explain ${VPC}`,
  );
});

test('the line for a team has the text that is for teams', () => {
  expect(teamText(noticeFrom('Spoke VPC Refused', refusal))).toBe(
    `refused: your VPC ${VPC} in eu-west-1: 10.1.0.0/20 is taken in dev (cidr-overlap). Use a free CIDR. Operators know more by: wheelwright explain ${VPC}`,
  );
});

test.each([
  ['a detail', refusal],
  ['a principal of another account', { callers: [mallory] }],
  ['the changes of a repair', { changes: [`propagate vpc-0fff of ${OTHER}`] }],
  ['a text that names one by mistake', { because: `see account ${OTHER}` }],
  ['why an account cannot be read', { because: `denied by ${OTHER}`, vpcIds: [VPC], since: '2026-01-01T00:00:00Z' }],
])('[A19] the line for a team names no other account, although %s does', (_, detail) => {
  for (const type of ['Spoke VPC Refused', 'Drift Repaired', 'Spoke Unreadable', 'Spoke VPC Left']) {
    const text = teamText(noticeFrom(type, detail));
    expect(text).not.toContain(OTHER);
    expect(text).not.toContain('mallory');
    expect(text).not.toContain('vpc-0fff');
  }
});

test('what cannot be read has its VPCs, and since when', () => {
  const detail = {
    vpcId: undefined,
    vpcIds: [VPC],
    because: 'sts:AssumeRole was denied',
    since: '2026-01-01T00:00:00Z',
  };
  const notice = noticeFrom('Spoke Unreadable', detail);
  expect(operatorText(notice)).toContain(
    `VPCs ${VPC} of account ${ACCOUNT} in eu-west-1: sts:AssumeRole was denied. Next:`,
  );
  expect(teamText(notice)).toContain('the account could not be read since 2026-01-01T00:00:00Z');
});

test.each([
  ['an account', { vpcId: undefined }, 'your account in', 'wheelwright status'],
  ['a cluster', { vpcId: undefined, clusterName: 'jobs' }, 'your cluster jobs in', 'wheelwright status'],
])('a line about %s says so', (_, detail, subject, command) => {
  const text = teamText(noticeFrom('Account Refused', detail));
  expect(text).toContain(subject);
  expect(text.endsWith(command)).toBe(true);
});

test('the command stands at the end of a line however long its texts are', () => {
  const long = 'x'.repeat(5000);
  const notice = noticeFrom('Spoke VPC Failing', {
    because: long,
    detail: long,
    cure: long,
    callers: [alice, mallory],
  });
  for (const text of [operatorText(notice), teamText(notice)]) {
    expect(text.length).toBeLessThan(2000);
    expect(text.endsWith(`wheelwright explain ${VPC}`)).toBe(true);
  }
});
