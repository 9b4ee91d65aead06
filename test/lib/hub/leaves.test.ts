import {
  NO_LEAVES,
  announceLeaves,
  decideLeaves,
  planOf,
  vpcText,
  type LeaveQuestion,
  type LeaveWindow,
} from '../../../lib/hub/leaves';

const MINUTE = 60_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const LIMIT = { count: 5, percent: 10, atLeast: 3 };

const vpc = (name: string) => ({ accountId: '200000000001', region: 'us-east-1', vpcId: `vpc-${name}` });
const vpcs = (...names: readonly string[]) => names.map(vpc);
const texts = (...names: readonly string[]): readonly string[] => vpcs(...names).map(vpcText);

/** The guard, with what it has recorded, in a mesh of a size. */
class Guard {
  window: LeaveWindow = NO_LEAVES;
  confirmation: string | undefined;

  constructor(private readonly mesh: number) {}

  /** Which of the VPCs may leave, so many minutes after the start. */
  ask(minutes: number, names: readonly string[], withdrawn: readonly string[] = []): readonly string[] {
    const attached = Array.from({ length: this.mesh }, (_, index) => `vpc-${index}`);
    const request = { vpcs: vpcs(...names), withdrawn: vpcs(...withdrawn), attached };
    const now = new Date(START + minutes * MINUTE);
    const { after, allowed } = decideLeaves(this.window, request, {
      limit: LIMIT,
      now,
      confirmation: this.confirmation,
    });
    this.window = after;
    return names.filter((name) => allowed.has(`vpc-${name}`));
  }
  get held(): readonly string[] {
    return this.window.held.map((each) => each.vpc.split('-').at(-1) ?? '');
  }
}

it.each([
  ['three of three', 3, ['0', '1', '2']],
  ['three of 29', 29, ['0', '1', '2']],
  ['four of 40', 40, ['0', '1', '2', '3']],
  ['five of 1000', 1000, ['0', '1', '2', '3', '4']],
])('[D15] lets %s leave at once', (_what, mesh, names) => {
  const guard = new Guard(mesh);
  expect(guard.ask(0, names)).toEqual(names);
  expect(guard.ask(0, [...names, '9'])).toEqual(names);
});

it('[A7] holds back all of a wave that is too large, and time lets none of it through', () => {
  const guard = new Guard(20);
  expect(guard.ask(0, ['0', '1', '2', '3'])).toEqual([]);
  for (const minutes of [61, 400, 900]) expect(guard.ask(minutes, ['0', '1', '2', '3'])).toEqual([]);
});

it('[D15] counts the leaves of a sliding hour and of all spokes', () => {
  const guard = new Guard(20);
  expect([guard.ask(0, ['0', '1']), guard.ask(50, ['2']), guard.ask(59, ['3'])]).toEqual([['0', '1'], ['2'], []]);
  // The first two began more than an hour ago.
  expect(guard.ask(61, ['3'])).toEqual(['3']);
});

it('lets the rest of a wave through once enough of it stay', () => {
  const guard = new Guard(20);
  guard.ask(0, ['0', '1', '2', '3']);
  expect(guard.ask(1, ['1'], ['0'])).toEqual(['1']);
  expect(guard.ask(2, ['2', '3'])).toEqual(['2', '3']);
  expect(guard.held).toEqual([]);
});

it('forgets a VPC that waits and that no reconcile has named for a day', () => {
  const guard = new Guard(20);
  guard.ask(0, ['0', '1', '2', '3']);
  guard.ask(20 * 60, ['0', '1', '2']);
  expect(guard.ask(25 * 60, ['0', '1', '2'])).toEqual(['0', '1', '2']);
});

it('writes nothing anew while the same VPCs wait', () => {
  const guard = new Guard(20);
  guard.ask(0, ['0', '1', '2', '3']);
  const { window } = guard;
  guard.ask(5, ['2']);
  expect(guard.window).toEqual(window);
});

describe('a plan that an operator confirms', () => {
  const names = ['0', '1', '2', '3', '4', '5', '6'];
  let guard: Guard;
  beforeEach(() => {
    guard = new Guard(20);
    guard.ask(0, names);
    guard.confirmation = planOf(guard.window, texts(...names));
  });

  it('lets exactly its VPCs leave, spoke by spoke', () => {
    expect(guard.ask(5, ['2'])).toEqual(['2']);
    expect(guard.ask(9, ['0', '1', '3'])).toEqual(['0', '1', '3']);
    expect(guard.ask(200, ['4', '5', '6', '7'])).toEqual(names.slice(4).concat('7'));
  });

  it.each([
    ['another VPC would leave with them', ['0', '9'], []],
    ['one of them stays', ['0'], ['6']],
  ])('is refused where %s', (_what, asking, withdrawn) => {
    expect(guard.ask(5, asking, withdrawn)).toEqual([]);
    expect(guard.held).toContain('0');
  });

  it('is used once', () => {
    guard.ask(5, names);
    // They joined again, and lose their tags again.
    expect(guard.ask(48 * 60, names)).toEqual([]);
  });
});

it('announces neither a VPC whose account has been moved, nor one that leaves already, nor one that was never admitted', async () => {
  const unit = { organizationalUnitId: 'ou-a' };
  const admission = { ranges: [], freed: [], ...unit };
  const recorded = [
    { ...vpc('stays'), ...admission },
    { ...vpc('moved'), ...admission, organizationalUnitId: 'ou-b' },
    { ...vpc('leaves'), ...admission, leavingSince: '2026-01-01T00:00:00Z' },
    { ...vpc('released'), ...admission, releasedAt: '2026-01-01T00:00:00Z' },
  ];
  const asked: LeaveQuestion[] = [];
  const leaves = {
    ask: (question: LeaveQuestion) => {
      asked.push(question);
      return Promise.resolve({ allowed: new Set<string>() });
    },
  };
  const all = vpcs('stays', 'moved', 'leaves', 'released', 'new').map((each) => ({ ...each, ...unit }));
  const admissions = { ofVpcs: () => Promise.resolve(recorded) };
  const options = { attached: ['vpc-stays'], limit: LIMIT, now: new Date(START) };
  await announceLeaves({ admissions, leaves }, all, options);
  expect(asked.map((question) => question.vpcs.map(({ vpcId }) => vpcId))).toEqual([['vpc-stays']]);
  await announceLeaves({ admissions, leaves }, all.slice(1), options);
  expect(asked).toHaveLength(1);
});
