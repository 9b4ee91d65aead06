import type { FailureKind } from '../../../lib/aws/sdk/failure';
import { applied, reconcile } from '../../../lib/reconcile/engine';
import { refused, waiting } from '../../../lib/reconcile/outcome';
import type { Step } from '../../../lib/reconcile/step';
import { concept, create, failure, joining, leaving, runOf } from './concepts';

let log: string[];
beforeEach(() => {
  log = [];
});
const run = runOf();
const applies = (): readonly string[] => log.filter((line) => line.includes('applies'));
const both = [joining('a'), joining('b')];

describe('the order', () => {
  const steps = (): readonly Step[] => ['first', 'second', 'third'].map((kind) => concept(kind, log));

  it('is that of the concepts for who joins, and observes each once for all keys', async () => {
    const reports = await reconcile(run, steps(), both);
    expect(log).toEqual(
      ['first', 'second', 'third'].flatMap((kind) => [
        `${kind} observes a b`,
        `${kind} applies create a`,
        `${kind} applies create b`,
      ]),
    );
    expect(reports.map(({ target, status }) => [target.key, status])).toEqual([
      ['a', 'changed'],
      ['b', 'changed'],
    ]);
    expect(reports.map((report) => applied(report).length)).toEqual([3, 3]);
  });

  it('is the other way round for who leaves, after those who join', async () => {
    await reconcile(run, steps(), [leaving('a'), joining('b')]);
    expect(applies()).toEqual([
      ...['first', 'second', 'third'].map((kind) => `${kind} applies create b`),
      ...['third', 'second', 'first'].map((kind) => `${kind} applies create a`),
    ]);
  });

  it('passes what stays by, for who leaves alone', async () => {
    const staying = [concept('logs', log, { keptOnLeaving: true }), concept('path', log)];
    const [left, joined] = await reconcile(run, staying, [leaving('a'), joining('b')]);
    expect(left && [...left.outcomes.keys()]).toEqual(['logs', 'path']);
    expect(joined && [...joined.outcomes.keys()]).toEqual(['path']);
  });

  it('asks nothing of a concept that no key has reached', async () => {
    const closed = concept('first', log, { diff: () => refused('not ours') });
    await reconcile(run, [closed, concept('second', log)], both);
    await reconcile(run, [concept('third', log)], []);
    expect(log).toEqual(['first observes a b']);
  });
});

describe('a key that does not come through', () => {
  it('waits alone: the others go on', async () => {
    const slow = concept('first', log, { diff: (key) => (key === 'a' ? waiting('not yet', 7) : []) });
    const [a, b] = await reconcile(run, [slow, concept('second', log)], both);
    expect(a).toMatchObject({ status: 'waiting', stoppedAt: 'first' });
    expect(a?.outcomes).toEqual(
      new Map([['first', { status: 'waiting', because: 'not yet', retryAfterSeconds: 7, applied: [] }]]),
    );
    expect(b).toMatchObject({ status: 'changed' });
    expect(b).not.toHaveProperty('stoppedAt');
    expect(log).toEqual(['first observes a b', 'second observes b', 'second applies create b']);
  });

  it('is refused alone, whether by what is wanted or by what is there', async () => {
    const unwanted = concept('first', log, { desire: ({ key }) => (key === 'a' ? refused('not wanted') : undefined) });
    const inTheWay = concept('second', log, { diff: (key) => (key === 'b' ? refused('not ours') : []) });
    const reports = await reconcile(run, [unwanted, inTheWay], both);
    expect(reports.map(({ status, stoppedAt }) => [status, stoppedAt])).toEqual([
      ['refused', 'first'],
      ['refused', 'second'],
    ]);
    expect(applies()).toEqual(['first applies create b']);
  });

  it('waits for what AWS has to finish after a change, as long as the slowest needs', async () => {
    const changes = [
      create('a', { wait: { because: 'being made', retryAfterSeconds: 20 } }),
      create('a', { wait: { because: 'being routed', retryAfterSeconds: 30, long: true } }),
    ];
    const slow = concept('first', log, { diff: () => changes });
    const [report] = await reconcile(run, [slow, concept('second', log)], [joining('a')]);
    expect(report?.outcomes.get('first')).toEqual({
      ...{ status: 'waiting', applied: changes, because: 'being made', retryAfterSeconds: 30 },
    });
    expect(report?.outcomes.has('second')).toBe(false);
  });

  it('keeps that the wait may be long', async () => {
    const change = create('a', { wait: { because: 'being made', retryAfterSeconds: 20, long: true } });
    const [report] = await reconcile(run, [concept('first', log, { diff: () => [change] })], [joining('a')]);
    expect(report?.outcomes.get('first')).toMatchObject({ status: 'waiting', long: true });
  });
});

test('a key that needs nothing is in sync, and one that needed something has changed', async () => {
  const quiet = concept('first', log, { diff: () => [] });
  const busy = concept('second', log, { diff: (key) => (key === 'a' ? [] : [create(key)]) });
  const [a, b] = await reconcile(run, [quiet, busy], both);
  expect([a?.status, b?.status]).toEqual(['in-sync', 'changed']);
});

test('later concepts build on what earlier ones observed of the same key', async () => {
  const seen: unknown[] = [];
  const curious = concept('second', log, {
    silent: true,
    desire: ({ key }, { attachment }) => {
      seen.push([key, attachment?.id]);
      return undefined;
    },
  });
  await reconcile(runOf(), [concept('first', log), curious], both);
  expect(seen).toEqual([
    ['a', 'made by first'],
    ['b', 'made by first'],
  ]);
});

describe('what AWS refuses', () => {
  const failing = (kind: FailureKind, at: 'apply' | 'observe'): Step => {
    const refuse = (): never => {
      throw failure(kind);
    };
    return concept('first', log, at === 'apply' ? { apply: refuse } : { observe: refuse });
  };

  it.each<[FailureKind, string, number | undefined]>([
    ['already-done', 'waiting', 5],
    ['busy', 'waiting', 10],
    ['not-visible-yet', 'waiting', 15],
    ['not-opted-in', 'waiting', 30],
    ['throttled', 'waiting', 15],
    ['not-found', 'failed', undefined],
    ['conflict', 'failed', undefined],
    ['denied', 'failed', undefined],
    ['quota', 'failed', undefined],
    ['invalid', 'failed', undefined],
  ])('as %s leaves the key %s, whether it was read or written', async (kind, status, retryAfterSeconds) => {
    for (const at of ['apply', 'observe'] as const) {
      const [report] = await reconcile(run, [failing(kind, at)], [joining('a')]);
      expect(report).toMatchObject({ status, stoppedAt: 'first' });
      const outcome = report?.outcomes.get('first');
      expect(outcome).toMatchObject(retryAfterSeconds === undefined ? { failure: { kind } } : { retryAfterSeconds });
    }
  });

  it('when it is observed stops every key that has come so far', async () => {
    const slow = concept('zeroth', log, { diff: (key) => (key === 'a' ? waiting('not yet', 7) : []) });
    const reports = await reconcile(run, [slow, failing('denied', 'observe')], [...both, joining('c')]);
    expect(reports.map(({ status, stoppedAt }) => [status, stoppedAt])).toEqual([
      ['waiting', 'zeroth'],
      ['failed', 'first'],
      ['failed', 'first'],
    ]);
  });

  it('leaves what was done before it on the record, and the rest undone', async () => {
    const changes = ['one', 'two', 'three'].map((key) => create(key));
    const halting = concept('first', log, {
      diff: () => changes,
      apply: ({ key }) => {
        if (key === 'two') throw failure('denied');
      },
    });
    const [report] = await reconcile(run, [halting], [joining('a')]);
    expect(report && applied(report)).toEqual(changes.slice(0, 1));
    expect(applies()).toEqual(['first applies create one']);
  });
});

describe('a bug', () => {
  const bug = (): never => {
    throw new TypeError('a slip of ours');
  };

  it.each<[string, Parameters<typeof concept>[2]]>([
    ['observe', { observe: bug }],
    ['desire', { desire: bug }],
    ['diff', { diff: bug }],
    ['apply', { apply: bug }],
  ])('in %s is thrown, never waited for', async (_, behaviour) => {
    await expect(reconcile(run, [concept('first', log, behaviour)], both)).rejects.toThrow('a slip of ours');
  });

  it('is a concept that observes nothing of a key', async () => {
    const blind = concept('first', log, { blind: 'b' });
    await expect(reconcile(run, [blind], both)).rejects.toThrow('first observed nothing about b.');
  });
});

test('the probe of a wait is the concept’s own, and without one only a reconcile can tell', async () => {
  const probing = concept('first', log);
  await expect(probing.ready(run, 'a')).resolves.toBe(false);
  await expect(probing.ready(run, 'ready')).resolves.toBe(true);
  await expect(concept('first', log, { unprobed: true }).ready(run, 'a')).resolves.toBe(true);
});
