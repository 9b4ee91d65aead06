import type { Freezes } from '../../../lib/hub/freezes';
import { reconcile } from '../../../lib/reconcile/engine';
import { refused, waiting } from '../../../lib/reconcile/outcome';
import type { Target } from '../../../lib/reconcile/target';
import { concept, create, joining, leaving, runOf } from './concepts';

let log: string[];
beforeEach(() => {
  log = [];
});

describe('a plan', () => {
  const run = runOf({ guards: { planOnly: true } });

  it('covers every concept and applies nothing', async () => {
    const change = create('a');
    const steps = ['first', 'second'].map((kind) => concept(kind, log, { diff: () => [change] }));
    const [report] = await reconcile(run, steps, [joining('a')]);
    expect(report?.status).toBe('planned');
    expect(report?.outcomes).toEqual(
      new Map(['first', 'second'].map((kind) => [kind, { status: 'planned', changes: [change] }])),
    );
    expect(log).toEqual(['first observes a', 'second observes a']);
  });

  it('does not stop at a concept that waits or refuses', async () => {
    const steps = [
      concept('first', log, { diff: () => waiting('not yet', 7) }),
      concept('second', log, { diff: () => refused('quarantined', 'not ours') }),
      concept('third', log),
    ];
    const [report] = await reconcile(run, steps, [joining('a')]);
    expect(report && [...report.outcomes].map(([kind, { status }]) => [kind, status])).toEqual([
      ['first', 'waiting'],
      ['second', 'refused'],
      ['third', 'planned'],
    ]);
    expect(report).not.toHaveProperty('stoppedAt');
  });

  it.each([
    ['true', 'planned'],
    ['false', 'changed'],
  ])('with the account tag wheelwright:plan-only=%s is %s', async (value, status) => {
    const run = runOf({ tags: { 'wheelwright:plan-only': value } });
    const [report] = await reconcile(run, [concept('first', log)], [joining('a')]);
    expect(report?.status).toBe(status);
  });

  it('without changes is in sync', async () => {
    const [report] = await reconcile(run, [concept('first', log, { diff: () => [] })], [joining('a')]);
    expect(report?.status).toBe('in-sync');
  });
});

describe('the kill switch', () => {
  it.each<[string, Parameters<typeof runOf>[0], string]>([
    ['in the config', { guards: { frozen: true } }, 'frozen by guards.frozen in the config'],
    ['on the account', { tags: { 'wheelwright:frozen': 'true' } }, 'frozen by the tag wheelwright:frozen of account'],
  ])('%s writes nothing and reports the changes it refused', async (_, how, because) => {
    const [report] = await reconcile(runOf(how), [concept('first', log)], [joining('a')]);
    expect(report?.outcomes.get('first')).toMatchObject({
      ...{ status: 'refused', changes: [create('a')] },
      because: expect.stringContaining(because) as string,
    });
    expect(log).toEqual(['first observes a']);
  });

  it('does not refuse a key without changes', async () => {
    const run = runOf({ guards: { frozen: true } });
    const [report] = await reconcile(run, [concept('first', log, { diff: () => [] })], [joining('a')]);
    expect(report?.status).toBe('in-sync');
  });

  it('is off for any other value of the tag', async () => {
    const run = runOf({ tags: { 'wheelwright:frozen': 'false' } });
    const [report] = await reconcile(run, [concept('first', log)], [joining('a')]);
    expect(report?.status).toBe('changed');
  });
});

describe('the freeze of an operator', () => {
  const order = { at: '2026-01-01T00:00:00.000Z', by: 'alice', because: 'a bug' };
  const leave = leaving('vpc-1');
  const forbidden = { ...leave, forbidden: true } as const;
  const outcomeOf = async (freezes: Freezes, target: Target, kind: 'path' | 'other') => {
    const made = concept(kind, log, { isPath: kind === 'path' });
    const [report] = await reconcile(runOf({ freezes }), [made], [target]);
    return report?.outcomes.get(kind);
  };

  it.each([
    ['everything', { all: order, vpcs: {} }],
    ['the account', { account: order, vpcs: {} }],
    ['the VPC', { vpcs: { 'vpc-1': order } }],
  ])('of %s refuses changes, and names who ordered it to operators only', async (_what, freezes) => {
    const outcome = await outcomeOf(freezes, joining('vpc-1'), 'path');
    expect(outcome).toMatchObject({ status: 'refused', reason: 'frozen', changes: [create('vpc-1')] });
    expect(outcome).toMatchObject({
      because: expect.not.stringContaining('alice') as string,
      detail: expect.stringContaining('frozen by alice since 2026-01-01T00:00:00.000Z (a bug)') as string,
    });
    expect(log).toEqual(['path observes vpc-1']);
  });

  it('of a VPC leaves the others alone', async () => {
    await expect(outcomeOf({ vpcs: { 'vpc-1': order } }, joining('vpc-2'), 'path')).resolves.toMatchObject({
      status: 'changed',
    });
  });

  it.each([
    ['closes no path that a team or the config gives up', leave, 'path', 'refused'],
    ['closes a path that Organizations forbids', forbidden, 'path', 'changed'],
    ['changes nothing else of a VPC whose path Organizations forbids', forbidden, 'other', 'refused'],
  ] as const)('%s', async (_what, target, kind, status) => {
    await expect(outcomeOf({ all: order, vpcs: {} }, target, kind)).resolves.toMatchObject({ status });
  });
});

describe('a leave that is held back', () => {
  const held = { key: 'a', intent: 'leave', because: 'its tag was removed', held: '9 VPCs would leave' } as const;

  it('changes nothing, and waits with its reason', async () => {
    const reports = await reconcile(runOf(), [concept('first', log)], [held, leaving('b')]);
    expect(reports.map(({ status }) => status)).toEqual(['waiting', 'changed']);
    expect(reports[0]?.outcomes.get('first')).toMatchObject({ reason: 'held-back', because: held.held, long: true });
  });
});
