import { reconcile } from '../../../lib/reconcile/engine';
import { refused, waiting } from '../../../lib/reconcile/outcome';
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

describe('the limit of VPCs that leave at once', () => {
  const leave = async (leavingNow: number, mesh: number): Promise<string | undefined> => {
    const run = runOf({ leaving: leavingNow, mesh, guards: { maxLeaves: { count: 5, percent: 10 } } });
    const [report] = await reconcile(run, [concept('first', log)], [leaving('a')]);
    return report?.status;
  };

  it.each([
    [1, 1],
    [1, 3],
    [5, 50],
    [5, 1000],
  ])('allows %d of %d to leave', async (leavingNow, mesh) => {
    await expect(leave(leavingNow, mesh)).resolves.toBe('changed');
  });

  it.each([
    [2, 2],
    [2, 19],
    [5, 49],
    [6, 1000],
  ])('holds back %d of %d', async (leavingNow, mesh) => {
    await expect(leave(leavingNow, mesh)).resolves.toBe('waiting');
  });

  it('does not apply to VPCs that join', async () => {
    const run = runOf({ leaving: 50, mesh: 50 });
    const reports = await reconcile(run, [concept('first', log)], [joining('a'), leaving('b')]);
    expect(reports.map(({ status }) => status)).toEqual(['changed', 'waiting']);
  });

  it('does not apply to a VPC whose leave has begun', async () => {
    const run = runOf({ leaving: 50, mesh: 50 });
    const begun = { key: 'a', intent: 'leave', because: 'its tag was removed', begun: true } as const;
    const reports = await reconcile(run, [concept('first', log)], [begun, leaving('b')]);
    expect(reports.map(({ status }) => status)).toEqual(['changed', 'waiting']);
  });
});
