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

describe('the order of concepts', () => {
  const steps = (): readonly Step[] => ['first', 'second', 'third'].map((kind) => concept(kind, log));

  it('is as given for keys that join; each concept observes once for all keys', async () => {
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

  it('is reversed for keys that leave, after the keys that join', async () => {
    await reconcile(run, steps(), [leaving('a'), joining('b')]);
    expect(applies()).toEqual([
      ...['first', 'second', 'third'].map((kind) => `${kind} applies create b`),
      ...['third', 'second', 'first'].map((kind) => `${kind} applies create a`),
    ]);
  });

  it('skips a concept that is kept on leaving, only for keys that leave', async () => {
    const steps = [concept('logs', log, { keptOnLeaving: true }), concept('path', log)];
    const [left, joined] = await reconcile(run, steps, [leaving('a'), joining('b')]);
    expect(left && [...left.outcomes.keys()]).toEqual(['logs', 'path']);
    expect(joined && [...joined.outcomes.keys()]).toEqual(['path']);
  });

  it('does not observe a concept that no key has reached', async () => {
    const refusing = concept('first', log, { diff: () => refused('quarantined', 'not ours') });
    await reconcile(run, [refusing, concept('second', log)], both);
    await reconcile(run, [concept('third', log)], []);
    expect(log).toEqual(['first observes a b']);
  });
});

describe('a key that stops at a concept', () => {
  it('waits while the other keys continue', async () => {
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

  it('is refused by desire or by diff while the other keys continue', async () => {
    const unwanted = concept('first', log, {
      desire: ({ key }) => (key === 'a' ? refused('quarantined', 'not wanted') : undefined),
    });
    const inTheWay = concept('second', log, { diff: (key) => (key === 'b' ? refused('quarantined', 'not ours') : []) });
    const reports = await reconcile(run, [unwanted, inTheWay], both);
    expect(reports.map(({ status, stoppedAt }) => [status, stoppedAt])).toEqual([
      ['refused', 'first'],
      ['refused', 'second'],
    ]);
    expect(applies()).toEqual(['first applies create b']);
  });

  it('waits after changes that AWS has to finish, for the longest of their waits', async () => {
    const changes = [
      create('a', { wait: { because: 'being created', retryAfterSeconds: 20 } }),
      create('a', { wait: { because: 'being routed', retryAfterSeconds: 30, long: true } }),
    ];
    const slow = concept('first', log, { diff: () => changes });
    const [report] = await reconcile(run, [slow, concept('second', log)], [joining('a')]);
    expect(report?.outcomes.get('first')).toEqual({
      ...{ status: 'waiting', applied: changes, because: 'being created', retryAfterSeconds: 30 },
    });
    expect(report?.outcomes.has('second')).toBe(false);
  });

  it('reports that the wait may be long', async () => {
    const change = create('a', { wait: { because: 'being created', retryAfterSeconds: 20, long: true } });
    const [report] = await reconcile(run, [concept('first', log, { diff: () => [change] })], [joining('a')]);
    expect(report?.outcomes.get('first')).toMatchObject({ status: 'waiting', long: true });
  });
});

describe('a key that is refused or fails at a concept', () => {
  const on = (...dependsOn: readonly string[]) => ({ dependsOn });

  it('joins without the concepts that depend on it, and with the others', async () => {
    const steps = [
      concept('first', log, { diff: () => refused('quarantined', 'not ours') }),
      concept('second', log, on('first')),
      concept('third', log, on()),
      concept('fourth', log, on('second')),
      concept('fifth', log),
    ];
    const [report] = await reconcile(run, steps, [joining('a')]);
    expect(report).toMatchObject({ status: 'refused', stoppedAt: 'first' });
    expect(applies()).toEqual(['third applies create a', 'fourth applies create a']);
  });

  it('is refused and goes on where the refusal lets the others go on', async () => {
    const steps = [
      concept('first', log, { diff: () => ({ ...refused('flow-log-fails', 'delivers nothing'), othersGoOn: true }) }),
      concept('second', log),
    ];
    const [report] = await reconcile(run, steps, [joining('a')]);
    expect(report).toMatchObject({ status: 'refused', stoppedAt: 'first' });
    expect(applies()).toEqual(['second applies create a']);
  });

  it('leaves without the concepts on which it depends', async () => {
    const steps = [concept('first', log), concept('second', log, on())];
    const failing = concept('third', log, {
      ...on('first'),
      apply: () => {
        throw failure('denied');
      },
    });
    const [report] = await reconcile(run, [...steps, failing], [leaving('a')]);
    expect(report).toMatchObject({ status: 'failed', stoppedAt: 'third' });
    expect(applies()).toEqual(['second applies create a']);
  });

  it('waits where a later concept waits, and then stops', async () => {
    const steps = [
      concept('first', log, { diff: () => refused('quarantined', 'not ours') }),
      concept('second', log, { ...on(), diff: () => waiting('not yet', 7) }),
      concept('third', log, on()),
    ];
    const [report] = await reconcile(run, steps, [joining('a')]);
    expect(report).toMatchObject({ status: 'waiting', stoppedAt: 'second' });
    expect(applies()).toEqual([]);
  });

  it('gets what can be done nevertheless', async () => {
    const refusal = refused('route-in-the-way', 'one of two is not ours');
    const partly = concept('first', log, { diff: (key) => ({ ...refusal, changes: [create(key)] }) });
    const [report] = await reconcile(run, [partly], [joining('a')]);
    expect(report).toMatchObject({ status: 'refused', stoppedAt: 'first' });
    expect(report?.outcomes.get('first')).toEqual({ ...refusal, changes: [], applied: [create('a')] });
    expect(report && applied(report)).toEqual([create('a')]);
  });
});

test('what a concept finds stops nothing and stands in the report', async () => {
  const finding = { reason: 'quarantined', because: 'look at this' } as const;
  const [a, b] = await reconcile(run, [concept('first', log, { find: (key) => (key === 'a' ? [finding] : []) })], both);
  expect([a?.status, b?.status]).toEqual(['changed', 'changed']);
  expect([a?.findings, b?.findings]).toEqual([[finding], undefined]);
});

test('a key without changes is in sync, and one with changes has changed', async () => {
  const inSync = concept('first', log, { diff: () => [] });
  const changing = concept('second', log, { diff: (key) => (key === 'a' ? [] : [create(key)]) });
  const [a, b] = await reconcile(run, [inSync, changing], both);
  expect([a?.status, b?.status]).toEqual(['in-sync', 'changed']);
});

test('later concepts get what earlier ones learned of the same key', async () => {
  const seen: unknown[] = [];
  const later = concept('second', log, {
    withoutLearn: true,
    desire: ({ key }, { issuer }) => {
      seen.push([key, issuer]);
      return undefined;
    },
  });
  await reconcile(runOf(), [concept('first', log), later], both);
  expect(seen).toEqual([
    ['a', 'a by first'],
    ['b', 'b by first'],
  ]);
});

describe('a failure of AWS', () => {
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
  ])('of kind %s leaves the key %s, in observe and in apply', async (kind, status, retryAfterSeconds) => {
    for (const at of ['apply', 'observe'] as const) {
      const [report] = await reconcile(run, [failing(kind, at)], [joining('a')]);
      expect(report).toMatchObject({ status, stoppedAt: 'first' });
      const outcome = report?.outcomes.get('first');
      expect(outcome).toMatchObject(retryAfterSeconds === undefined ? { failure: { kind } } : { retryAfterSeconds });
    }
  });

  it('in observe stops every key that has reached the concept', async () => {
    const slow = concept('zeroth', log, { diff: (key) => (key === 'a' ? waiting('not yet', 7) : []) });
    const reports = await reconcile(run, [slow, failing('denied', 'observe')], [...both, joining('c')]);
    expect(reports.map(({ status, stoppedAt }) => [status, stoppedAt])).toEqual([
      ['waiting', 'zeroth'],
      ['failed', 'first'],
      ['failed', 'first'],
    ]);
  });

  it('ends the changes of the key; the report contains those made before', async () => {
    const changes = ['one', 'two', 'three'].map((key) => create(key));
    const failingAtSecond = concept('first', log, {
      diff: () => changes,
      apply: ({ key }) => {
        if (key === 'two') throw failure('denied');
      },
    });
    const [report] = await reconcile(run, [failingAtSecond], [joining('a')]);
    expect(report && applied(report)).toEqual(changes.slice(0, 1));
    expect(applies()).toEqual(['first applies create one']);
  });
});

describe('[B1] a bug', () => {
  const bugFor = (key: string, of: string): undefined => {
    if (key === of) throw new TypeError('a bug');
  };

  it.each<[string, Parameters<typeof concept>[2]]>([
    ['observe', { observe: (keys) => keys.forEach((key) => bugFor(key, 'b')) }],
    ['desire', { desire: ({ key }) => bugFor(key, 'b') }],
    [
      'diff',
      {
        diff: (key) => {
          bugFor(key, 'b');
          return [];
        },
      },
    ],
    ['apply', { diff: (key) => [create(key)], apply: ({ key }) => bugFor(key, 'b') }],
    ['observe, which returns nothing for the key,', { unobserved: 'b' }],
  ])('in %s is the failure of its key; the others go on', async (_, behaviour) => {
    const later = concept('second', log);
    const reports = await reconcile(run, [concept('first', log, behaviour), later], [...both, joining('c')]);
    expect(reports.map(({ status, stoppedAt }) => [status, stoppedAt])).toEqual([
      ['changed', undefined],
      ['failed', 'first'],
      ['changed', undefined],
    ]);
    expect(reports[1]?.outcomes.get('first')).toMatchObject({ failure: { kind: 'bug' } });
  });
});

describe('what was found in sync before a wait', () => {
  const before = { ...run, known: () => ({ queryLog: 'active' as const }) };
  it('is not read again, and later concepts know what it taught', async () => {
    const report = await reconcile(before, [concept('first', log)], [joining('a')]);
    expect(log).toEqual([]);
    expect(report).toMatchObject([{ status: 'in-sync' }]);
    expect(report[0]?.settled?.get('first')).toEqual({ queryLog: 'active' });
  });

  it('is read again on the path of a VPC, for a VPC that leaves, and for a plan', async () => {
    const path = concept('path', log, { isPath: true });
    await reconcile(before, [path], [joining('a')]);
    await reconcile(before, [concept('first', log)], [leaving('a')]);
    await reconcile({ ...before, mode: 'plan' }, [concept('second', log)], [joining('a')]);
    expect(log.filter((line) => line.includes('observes'))).toEqual([
      'path observes a',
      'first observes a',
      'second observes a',
    ]);
  });
});

test('settled is what is in sync or has been changed, but not a path, nor what waits', async () => {
  const steps = [
    concept('first', log, { diff: () => [] }),
    concept('second', log),
    concept('path', log, { isPath: true }),
    concept('slow', log, { diff: () => waiting('not yet', 7) }),
  ];
  const [report] = await reconcile(run, steps, [joining('a')]);
  expect([...(report?.settled?.keys() ?? [])]).toEqual(['first', 'second']);
});

describe('what was read in bulk', () => {
  const read = (key: string) => (key === 'a' ? { zones: { read: [], of: [] } } : undefined);
  const steps = (isPath = false) => [concept('first', log, { isInOrder: true, isPath }), concept('second', log)];

  it('ends a concept without observing the key, and takes nothing over to a later reconcile', async () => {
    const [report] = await reconcile({ ...run, read }, steps(), both);
    expect(log.filter((line) => line.includes('observes'))).toEqual(['first observes b', 'second observes a b']);
    expect([report?.outcomes.get('first'), report?.settled?.has('first')]).toEqual([{ status: 'in-sync' }, false]);
  });

  it.each<[string, () => ReturnType<typeof reconcile>]>([
    ['in a plan', () => reconcile({ ...run, read, mode: 'plan' }, steps(), [joining('a')])],
    ['for a key that leaves', () => reconcile({ ...run, read }, steps(), [leaving('a')])],
    ['of a path', () => reconcile({ ...run, read }, steps(true), [joining('a')])],
  ])('says nothing %s', async (_, act) => {
    await act();
    expect(log).toContain('first observes a');
  });
});
