import type { TargetRecord } from '../../../lib/hub/ledger';
import { recordAsLeft, recordReports } from '../../../lib/dispatch/record';
import { reconcile, type Report } from '../../../lib/reconcile/engine';
import { refused, waiting } from '../../../lib/reconcile/outcome';
import type { Target } from '../../../lib/reconcile/target';
import { concept, failure, joining, leaving, runOf, type Behaviour } from '../reconcile/concepts';
import { buildScene, type Scene } from './fixture';

let scene: Scene;
beforeEach(async () => {
  scene = await buildScene();
});

/** The report on a target whose attachment is in sync, and whose routing behaves as given. */
async function reportOn(target: Target, routing: Behaviour, run = runOf()): Promise<Report> {
  const steps = [
    concept('attachment', [], { diff: () => [] }),
    concept('segment-routing', [], routing),
    concept('vpc-route', [], { diff: () => [] }),
  ];
  const [report] = await reconcile(run, steps, [target]);
  if (!report) throw new Error('The engine returned no report.');
  return report;
}
const record = (report: Report, more: { readonly key?: string; readonly cidrs?: readonly string[] } = {}) =>
  recordReports(scene.context, scene.address, [{ report, ...more }]);
const recorded = (): Promise<readonly TargetRecord[]> => scene.context.ledger.targets(scene.address);
const writes = (): number => scene.world.calls.filter(({ action }) => action === 'dynamodb:PutItem').length;

const inSync: Behaviour = { diff: () => [] };
const fails: Behaviour = {
  apply: () => {
    throw failure('denied');
  },
};

describe('the record of a VPC', () => {
  it.each<[string, Target, Behaviour, Pick<TargetRecord, 'state' | 'because' | 'concepts'>]>([
    [
      'that is in sync is joined',
      joining('vpc-1'),
      inSync,
      {
        state: 'joined',
        because: 'asked',
        concepts: { attachment: 'in-sync', 'segment-routing': 'in-sync', 'vpc-route': 'in-sync' },
      },
    ],
    [
      'that was changed is joined, and its concepts are in sync',
      joining('vpc-1'),
      {},
      {
        state: 'joined',
        because: 'asked',
        concepts: { attachment: 'in-sync', 'segment-routing': 'in-sync', 'vpc-route': 'in-sync' },
      },
    ],
    [
      'that has left is left, and its concepts are absent',
      leaving('vpc-1'),
      {},
      {
        state: 'left',
        because: 'its tag was removed',
        concepts: { attachment: 'absent', 'segment-routing': 'absent', 'vpc-route': 'absent' },
      },
    ],
    [
      'that waits gives the reason of the wait, without the concepts after it',
      joining('vpc-1'),
      { diff: () => waiting('the attachment is pending', 20) },
      {
        state: 'waiting',
        because: 'the attachment is pending',
        concepts: { attachment: 'in-sync', 'segment-routing': 'waiting' },
      },
    ],
    [
      'that waits while it leaves is not left',
      leaving('vpc-1'),
      { diff: () => waiting('drain', 600, true) },
      {
        state: 'waiting',
        because: 'drain',
        concepts: { 'vpc-route': 'absent', 'segment-routing': 'waiting' },
      },
    ],
    [
      'that is refused gives the reason',
      joining('vpc-1'),
      { diff: () => refused('quarantined', '10.9.0.0/16 is in no segment') },
      {
        state: 'refused',
        because: '10.9.0.0/16 is in no segment',
        concepts: { attachment: 'in-sync', 'segment-routing': 'refused' },
      },
    ],
    [
      'that failed gives the message of the failure',
      joining('vpc-1'),
      fails,
      {
        state: 'failed',
        because: failure('denied').message,
        concepts: { attachment: 'in-sync', 'segment-routing': 'failed' },
      },
    ],
  ])('%s', async (_, target, routing, expected) => {
    await record(await reportOn(target, routing), { cidrs: ['10.1.0.0/20'] });
    await expect(recorded()).resolves.toEqual([{ key: 'vpc-1', cidrs: ['10.1.0.0/20'], ...expected }]);
  });

  it('that is only planned names the concepts that would change', async () => {
    await record(await reportOn(joining('vpc-1'), {}, runOf({ guards: { planOnly: true } })));
    const concepts = { attachment: 'in-sync', 'segment-routing': 'planned', 'vpc-route': 'in-sync' };
    await expect(recorded()).resolves.toMatchObject([{ state: 'planned', because: 'asked', concepts }]);
  });

  it('has the segment of its membership', async () => {
    const membership = { segment: 'dev', quarantined: false, cidrs: ['10.1.0.0/20'], localCidrs: [], subnetIds: [] };
    await record(await reportOn({ key: 'vpc-1', intent: 'join', because: 'admitted', membership }, inSync));
    await expect(recorded()).resolves.toMatchObject([{ key: 'vpc-1', segment: 'dev' }]);
  });
});

test('a report is recorded under another key where one is given', async () => {
  await record(await reportOn(joining('prod'), inSync), { key: 'cluster/prod' });
  await expect(recorded()).resolves.toMatchObject([{ key: 'cluster/prod', cidrs: [] }]);
});

test.each([
  ['segment \u202egnol', 'segment �gnol'],
  ['a\nb\u001b[2J\u200b', 'a b�[2J�'],
])('[A18] the record of a key has no character that is not seen: %j', async (because, clean) => {
  await record(await reportOn({ ...joining('vpc-1'), because }, inSync));
  await record(await reportOn(joining('vpc-2'), { diff: () => refused('quarantined', because) }));
  await record(await reportOn({ ...joining('vpc-3'), detail: because }, inSync));
  await expect(recorded()).resolves.toMatchObject(['vpc-1', 'vpc-2', 'vpc-3'].map((key) => ({ key, because: clean })));
  const none = { steps: [], because: () => because };
  await recordAsLeft(scene.context, scene.address, await recorded(), none);
  await expect(recorded()).resolves.toMatchObject(Array(3).fill({ state: 'left', because: clean }));
});

describe('a record that is there already', () => {
  beforeEach(async () => {
    await record(await reportOn(joining('vpc-1'), inSync));
  });

  it('is returned as it was before', async () => {
    const before = await record(await reportOn(leaving('vpc-1'), {}));
    expect([...before]).toEqual([['vpc-1', expect.objectContaining({ state: 'joined' })]]);
    await expect(recorded()).resolves.toMatchObject([{ state: 'left' }]);
  });

  it('is not written again while it is the same', async () => {
    const count = writes();
    await record(await reportOn(joining('vpc-1'), {}));
    expect(writes()).toBe(count);
  });

  it('is not written again when only the order of its concepts differs', async () => {
    const [known] = await recorded();
    if (!known) throw new Error('Nothing is recorded.');
    const concepts = Object.fromEntries(Object.entries(known.concepts).toReversed());
    await scene.context.ledger.putTarget(scene.address, { ...known, concepts }, scene.world.clock.now());
    const count = writes();
    await record(await reportOn(joining('vpc-1'), inSync));
    expect(writes()).toBe(count);
  });

  it.each<[string, Target, readonly string[]]>([
    ['the reason', { ...joining('vpc-1'), because: 'admitted' }, []],
    ['the list of CIDRs', joining('vpc-1'), ['10.1.0.0/20']],
  ])('is written again when %s changes', async (_, target, cidrs) => {
    const count = writes();
    await record(await reportOn(target, inSync), { cidrs });
    expect(writes()).toBe(count + 1);
  });
});

describe('records whose resource is gone', () => {
  const steps = [concept('flow-log', [], { keptOnLeaving: true }), concept('attachment', [])];
  const because = (key: string) => `${key} was deleted`;

  it('are marked as left, with their CIDRs and the concepts that a leaving VPC loses', async () => {
    await record(await reportOn(joining('vpc-1'), inSync), { cidrs: ['10.1.0.0/20'] });
    await record(await reportOn(joining('vpc-2'), { diff: () => waiting('being made', 20) }));
    await recordAsLeft(scene.context, scene.address, await recorded(), { steps, because });
    const left = { state: 'left', concepts: { attachment: 'absent' } };
    await expect(recorded()).resolves.toEqual([
      { ...left, key: 'vpc-1', because: 'vpc-1 was deleted', cidrs: ['10.1.0.0/20'] },
      { ...left, key: 'vpc-2', because: 'vpc-2 was deleted', cidrs: [] },
    ]);
  });

  it('are not written again when they are left already', async () => {
    await record(await reportOn(leaving('vpc-1'), {}));
    const [before, count] = [await recorded(), writes()];
    await recordAsLeft(scene.context, scene.address, before, { steps, because });
    expect(writes()).toBe(count);
  });
});
