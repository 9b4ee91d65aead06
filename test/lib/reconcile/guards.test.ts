import { reconcile } from '../../../lib/reconcile/engine';
import { refused, waiting } from '../../../lib/reconcile/outcome';
import { concept, create, joining, leaving, runOf } from './concepts';

let log: string[];
beforeEach(() => {
  log = [];
});

describe('a plan', () => {
  const run = runOf({ guards: { planOnly: true } });

  it('goes through to the end and applies nothing', async () => {
    const change = create('a');
    const steps = ['first', 'second'].map((kind) => concept(kind, log, { diff: () => [change] }));
    const [report] = await reconcile(run, steps, [joining('a')]);
    expect(report?.status).toBe('planned');
    expect(report?.outcomes).toEqual(
      new Map(['first', 'second'].map((kind) => [kind, { status: 'planned', changes: [change] }])),
    );
    expect(log).toEqual(['first observes a', 'second observes a']);
  });

  it('does not stop where a reconcile would wait or be refused', async () => {
    const steps = [
      concept('first', log, { diff: () => waiting('not yet', 7) }),
      concept('second', log, { diff: () => refused('not ours') }),
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
  ])('of an account whose tag says %s: it is %s', async (value, status) => {
    const run = runOf({ tags: { 'wheelwright:plan-only': value } });
    const [report] = await reconcile(run, [concept('first', log)], [joining('a')]);
    expect(report?.status).toBe(status);
  });

  it('that changes nothing is in sync', async () => {
    const [report] = await reconcile(run, [concept('first', log, { diff: () => [] })], [joining('a')]);
    expect(report?.status).toBe('in-sync');
  });
});

describe('the kill switch', () => {
  it.each<[string, Parameters<typeof runOf>[0], string]>([
    ['in the config', { guards: { frozen: true } }, 'frozen by guards.frozen in the config'],
    ['on the account', { tags: { 'wheelwright:frozen': 'true' } }, 'frozen by the tag wheelwright:frozen of account'],
  ])('%s writes nothing, and shows what it held back', async (_, how, because) => {
    const [report] = await reconcile(runOf(how), [concept('first', log)], [joining('a')]);
    expect(report?.outcomes.get('first')).toMatchObject({
      ...{ status: 'refused', changes: [create('a')] },
      because: expect.stringContaining(because) as string,
    });
    expect(log).toEqual(['first observes a']);
  });

  it('has nothing to say where nothing would be written', async () => {
    const run = runOf({ guards: { frozen: true } });
    const [report] = await reconcile(run, [concept('first', log, { diff: () => [] })], [joining('a')]);
    expect(report?.status).toBe('in-sync');
  });

  it('is off under any other value', async () => {
    const run = runOf({ tags: { 'wheelwright:frozen': 'false' } });
    const [report] = await reconcile(run, [concept('first', log)], [joining('a')]);
    expect(report?.status).toBe('changed');
  });
});

describe('the limit on leaving', () => {
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
  ])('lets %d of %d leave', async (leavingNow, mesh) => {
    await expect(leave(leavingNow, mesh)).resolves.toBe('changed');
  });

  it.each([
    [2, 2],
    [2, 19],
    [5, 49],
    [6, 1000],
  ])('refuses %d of %d', async (leavingNow, mesh) => {
    await expect(leave(leavingNow, mesh)).resolves.toBe('refused');
  });

  it('is nothing to who joins beside them', async () => {
    const run = runOf({ leaving: 50, mesh: 50 });
    const reports = await reconcile(run, [concept('first', log)], [joining('a'), leaving('b')]);
    expect(reports.map(({ status }) => status)).toEqual(['changed', 'refused']);
  });
});
