import type { TargetRecord } from '../../../lib/hub/ledger';
import { formerRecords, recordAsLeft, recordReports, type Recorded } from '../../../lib/dispatch/record';
import { noticeFor } from '../../../lib/dispatch/transition';
import { LEDGER_TABLE, REASONS } from '../../../lib/names';
import { landingZone } from '../../world/hub-services';
import { applied, reconcile, type Report } from '../../../lib/reconcile/engine';
import { refused, waiting } from '../../../lib/reconcile/outcome';
import type { Target } from '../../../lib/reconcile/target';
import { concept, create, failure, joining, leaving, runOf, type Behaviour } from '../reconcile/concepts';
import { buildScene, type Scene } from './fixture';
import { SILENT } from './telemetry';

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
const options = { flags: () => [], noticeOf: noticeFor('vpc') } as const;
const spoke = () => ({ ...scene.address, because: 'vpc-tag-changed (1)', callers: [] });
const record = async (report: Report, more: Omit<Recorded, 'report'> = {}): Promise<void> => {
  const former = await formerRecords(scene.context, spoke());
  await recordReports(scene.context, spoke(), [{ report, ...more }], { ...options, former });
};
/** Without when they were written. */
const recorded = async (): Promise<readonly TargetRecord[]> =>
  (await scene.context.ledger.targets(scene.address)).map(({ at: _at, ...each }) => each);
/** Writes of records, with or without history. */
const writes = (): number =>
  scene.world.calls.filter(({ action }) => /^dynamodb:(PutItem|TransactWriteItems)$/.test(action)).length;
const now = (): string => scene.world.clock.now().toISOString();

const MEMBERSHIP = { segment: 'dev', quarantined: false, cidrs: ['10.1.0.0/20'], localCidrs: [], subnetIds: [] };
const MEMBER: Target = { key: 'vpc-1', intent: 'join', because: 'asked', membership: MEMBERSHIP };
const IN_SYNC = { attachment: 'in-sync', 'segment-routing': 'in-sync', 'vpc-route': 'in-sync' };
const inSync: Behaviour = { diff: () => [] };
const fails: Behaviour = {
  apply: () => {
    throw failure('denied');
  },
};

describe('the record of a VPC', () => {
  it.each<[string, Target, Behaviour, Pick<TargetRecord, 'state' | 'text' | 'concepts'> & Partial<TargetRecord>]>([
    ['that is in sync is joined', joining('vpc-1'), inSync, { state: 'joined', text: 'asked', concepts: IN_SYNC }],
    [
      'that was changed is joined, and its concepts are in sync',
      joining('vpc-1'),
      {},
      { state: 'joined', text: 'asked', concepts: IN_SYNC },
    ],
    [
      'that has left is left, and its concepts are absent',
      leaving('vpc-1'),
      {},
      {
        state: 'left',
        text: 'its tag was removed',
        concepts: { attachment: 'absent', 'segment-routing': 'absent', 'vpc-route': 'absent' },
      },
    ],
    [
      'that waits gives the reason of the wait, without the concepts after it',
      joining('vpc-1'),
      { diff: () => waiting('the attachment is pending', 20) },
      {
        state: 'joining',
        text: 'the attachment is pending',
        concepts: { attachment: 'in-sync', 'segment-routing': 'waiting' },
      },
    ],
    [
      'that waits while it leaves is not left',
      leaving('vpc-1'),
      { diff: () => waiting('drain', 600, true) },
      { state: 'leaving', text: 'drain', concepts: { 'vpc-route': 'absent', 'segment-routing': 'waiting' } },
    ],
    [
      'whose path is refused is failing, with the reason and what ends it',
      MEMBER,
      { diff: () => refused('route-in-the-way', 'the prefix list leads elsewhere') },
      {
        state: 'failing',
        segment: 'dev',
        reason: 'route-in-the-way',
        text: 'the prefix list leads elsewhere',
        cure: REASONS['route-in-the-way'].cure,
        concepts: { attachment: 'in-sync', 'segment-routing': 'refused' },
      },
    ],
    [
      'whose call AWS refuses is failing, with the call and the code, and the message for operators',
      joining('vpc-1'),
      fails,
      {
        state: 'failing',
        reason: 'aws-denied',
        text: 'AWS refused ec2:CreateThing: Code',
        detail: failure('denied').message,
        cure: REASONS['aws-denied'].cure,
        concepts: { attachment: 'in-sync', 'segment-routing': 'failed' },
      },
    ],
  ])('%s', async (_, target, routing, expected) => {
    const report = await reportOn(target, routing);
    await record(report, { cidrs: ['10.1.0.0/20'] });
    const found = await recorded();
    const changedAt = applied(report).length > 0 ? found[0]?.since : undefined;
    const times = { since: found[0]?.since, ...(changedAt === undefined ? {} : { changedAt }) };
    expect(found).toEqual([{ key: 'vpc-1', flags: [], cidrs: ['10.1.0.0/20'], plan: [], ...times, ...expected }]);
  });

  it('that is only planned has asked, and has the changes that would be made, with why', async () => {
    const opens: Behaviour = { diff: (key) => [create(key, { opens: 'dev ⇄ staging' })] };
    await record(await reportOn(joining('vpc-1'), opens, runOf({ guards: { planOnly: true } })));
    const concepts = { attachment: 'in-sync', 'segment-routing': 'planned', 'vpc-route': 'in-sync' };
    const change = { concept: 'segment-routing', verb: 'create', key: 'vpc-1', because: 'vpc-1 is missing' };
    await expect(recorded()).resolves.toMatchObject([
      { state: 'asked', reason: 'plan-only', concepts, plan: [{ ...change, opens: 'dev ⇄ staging' }] },
    ]);
  });

  it('has the segment of its membership', async () => {
    await record(await reportOn(MEMBER, inSync));
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
  await record(await reportOn(joining('vpc-2'), { diff: () => refused('foreign-role', because) }));
  await record(await reportOn(joining('vpc-3'), { diff: () => refused('foreign-role', 'a role', because) }));
  await expect(recorded()).resolves.toMatchObject([
    { text: clean },
    { text: clean },
    { text: 'a role', detail: clean },
  ]);
  const none = { ...options, steps: [], because: () => because };
  await recordAsLeft(scene.context, spoke(), await recorded(), none);
  await expect(recorded()).resolves.toMatchObject(Array(3).fill({ state: 'left', text: clean }));
});

describe('a record that is there already', () => {
  beforeEach(async () => {
    await record(await reportOn(joining('vpc-1'), inSync));
  });

  it('is not written again while it is the same', async () => {
    const count = writes();
    await record(await reportOn(joining('vpc-1'), inSync));
    expect(writes()).toBe(count);
  });

  it('keeps since when it has its state, and has when the last change was made for it', async () => {
    const [before] = await recorded();
    await scene.world.clock.jump(60_000);
    await record(await reportOn(joining('vpc-1'), {}));
    await expect(recorded()).resolves.toMatchObject([{ state: 'joined', since: before?.since, changedAt: now() }]);
  });

  it('is not written again when only the order of its concepts differs', async () => {
    const [known] = await recorded();
    if (!known) throw new Error('Nothing is recorded.');
    const concepts = Object.fromEntries(Object.entries(known.concepts).toReversed());
    await scene.context.ledger.putTarget(
      scene.address,
      { ...known, concepts },
      { at: scene.world.clock.now(), ...scene.context.provenance },
    );
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

describe('metrics', () => {
  const counted: Record<string, number> = {};
  const telemetry = { ...SILENT, count: (metric: string, value: number) => (counted[metric] = value) };

  it.each<[string, Target, Behaviour, Record<string, number>]>([
    ['joined', MEMBER, inSync, {}],
    ['quarantined', MEMBER, { diff: () => refused('quarantined', 'x') }, { Quarantined: 1, ReasonQuarantined: 1 }],
    ['failing', MEMBER, fails, { Failing: 1, ReasonAwsDenied: 1 }],
    ['refused', joining('vpc-1'), { diff: () => refused('foreign-role', 'x') }, { Refused: 1, ReasonForeignRole: 1 }],
    ['frozen', MEMBER, { diff: () => refused('frozen', 'x') }, { Asked: 1, ReasonFrozen: 1, Frozen: 1 }],
  ])(
    'count a target that is %s in every reconcile, by state, flag and reason',
    async (_, target, routing, expected) => {
      for (const name of Object.keys(counted)) Reflect.deleteProperty(counted, name);
      const report = await reportOn(target, routing);
      const flags = () => ('Frozen' in expected ? (['frozen'] as const) : []);
      await recordReports({ ...scene.context, telemetry }, spoke(), [{ report }], {
        ...{ ...options, flags, former: new Map() },
      });
      expect(counted).toEqual(expected);
    },
  );
});

describe('records whose resource is gone', () => {
  const steps = [concept('flow-log', [], { keptOnLeaving: true }), concept('attachment', [])];
  const because = (key: string) => `${key} was deleted`;

  it('are marked as left, with their CIDRs and the concepts that a leaving VPC loses', async () => {
    await record(await reportOn(joining('vpc-1'), inSync), { cidrs: ['10.1.0.0/20'] });
    await record(await reportOn(joining('vpc-2'), { diff: () => waiting('being made', 20) }));
    await recordAsLeft(scene.context, spoke(), await recorded(), { ...options, steps, because });
    const left = { state: 'left', flags: [], plan: [], since: now(), concepts: { attachment: 'absent' } };
    await expect(recorded()).resolves.toEqual([
      { ...left, key: 'vpc-1', text: 'vpc-1 was deleted', cidrs: ['10.1.0.0/20'] },
      { ...left, key: 'vpc-2', text: 'vpc-2 was deleted', cidrs: [] },
    ]);
  });

  it('are not written again when they are left already', async () => {
    await record(await reportOn(leaving('vpc-1'), {}));
    const [before, count] = [await recorded(), writes()];
    await recordAsLeft(scene.context, spoke(), before, { ...options, steps, because });
    expect(writes()).toBe(count);
  });
});

test('[B5] where the account cannot be entered, what only its role can read is recorded as not read, and the tag as last known', async () => {
  const flowLog = concept('flow-log', []);
  const attachment = { ...concept('attachment', []), hubCanRelease: true };
  const [before] = await reconcile(runOf(), [flowLog, attachment], [joining('vpc-1')]);
  const [released] = await reconcile(runOf(), [attachment], [leaving('vpc-1')]);
  if (!before || !released) throw new Error('The engine returned no report.');
  await record(before);
  await record(released, { closed: true });
  const concepts = { 'flow-log': 'not-read', attachment: 'absent' };
  await expect(recorded()).resolves.toMatchObject([{ state: 'left', tagIs: 'last known', concepts }]);
  await record(before, { key: 'vpc-2' });
  const gone = (await recorded()).filter(({ key }) => key === 'vpc-2');
  const steps = [flowLog, attachment];
  await recordAsLeft(scene.context, spoke(), gone, { ...options, steps, because: () => 'closed', closed: true });
  await expect(recorded()).resolves.toMatchObject([{}, { state: 'left', tagIs: 'last known', concepts }]);
});

describe('a notice', () => {
  const announced: Readonly<Record<string, unknown>>[] = [];
  beforeEach(() => announced.splice(0));
  const CALLERS = [{ call: 'DeleteRoute', principal: 'arn:aws:sts::100000000004:assumed-role/Admin/alice\u202e' }];
  const announce = async (report: Report, ledger = scene.context.ledger): Promise<void> => {
    const context: Scene['context'] = {
      ...{ ...scene.context, ledger },
      announce: ({ type, detail }) => Promise.resolve(void announced.push({ type, ...detail })),
    };
    const former = await formerRecords(context, spoke());
    await scene.world.clock.jump(1000);
    const about = { ...options, former, contact: 'network' };
    await recordReports(context, { ...spoke(), callers: CALLERS }, [{ report }], about);
  };
  const ids = () => announced.map(({ transition }) => transition);

  it('has who gets it, who made the call that woke the worker, and the flags that are new', async () => {
    const finding = { reason: 'shadowed', because: 'a route takes addresses' } as const;
    await announce({ ...(await reportOn(joining('vpc-1'), inSync)), findings: [finding] });
    expect(announced).toMatchObject([
      { type: 'Spoke VPC Joined', contact: 'network', callers: CALLERS, raised: ['shadowed'] },
    ]);
    await announce({ ...(await reportOn(joining('vpc-1'), {})), findings: [finding] });
    expect(announced).toHaveLength(1);
  });

  it('is the same transition as the one before if the ledger could not be written after that', async () => {
    const { ledger } = scene.context;
    const full = { ...ledger, putTarget: () => Promise.reject(failure('throttled')) };
    await expect(announce(await reportOn(joining('vpc-1'), inSync), full)).rejects.toThrow();
    await announce(await reportOn(joining('vpc-1'), inSync));
    expect(announced).toHaveLength(2);
    expect(new Set(ids()).size).toBe(1);
  });

  it('is of another transition each time that a VPC is repaired, or gets into a state again', async () => {
    for (let round = 0; round < 2; round++) {
      await announce(await reportOn(joining('vpc-1'), inSync));
      await announce(await reportOn(joining('vpc-1'), {}));
      await announce(await reportOn(joining('vpc-1'), fails));
    }
    expect(announced.map(({ type }) => type)).toEqual([
      ...['Spoke VPC Joined', 'Drift Repaired', 'Spoke VPC Failing'],
      ...['Spoke VPC Joined', 'Drift Repaired', 'Spoke VPC Failing'],
    ]);
    expect(new Set(ids()).size).toBe(6);
  });
});

test('[A18] the history of a key has who made the call that woke the worker, in visible characters', async () => {
  const principal = 'arn:aws:sts::100000000004:assumed-role/Admin/alice\u202e';
  const former = await formerRecords(scene.context, spoke());
  const report = await reportOn(joining('vpc-1'), {});
  const woken = { ...spoke(), callers: [{ call: 'DeleteRoute', principal }] };
  await recordReports(scene.context, woken, [{ report }], { ...options, former });
  const written = scene.world.dynamodb.tables(landingZone.hub).get(LEDGER_TABLE);
  expect(JSON.stringify([...(written?.items.values() ?? [])])).toContain('Admin/alice�');
});
