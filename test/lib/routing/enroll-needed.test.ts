import type { Enrollment } from '../../../lib/aws/read/enrollment';
import type { AccountEntry } from '../../../lib/hub/account-records';
import type { TargetRecord } from '../../../lib/hub/ledger';
import { parseHubs, sampleHubVariable, hubOf } from '../../../lib/landing-zone';
import { grouped } from '../../../lib/names';
import { amissIn, isTurnOf, lookFor, MOST_NAMED, needsEnroll, TURNS } from '../../../lib/routing/enroll-needed';
import { fixtureLandingZone } from '../../world/landing-zone';

const landingZone = fixtureLandingZone();
const { region } = landingZone.hub;
const hub = hubOf(parseHubs(JSON.stringify(sampleHubVariable(landingZone))), region);
const [shareArn = ''] = hub.resourceShareArns;
const now = new Date('2026-01-01T12:00:00Z');
const DEV = ['r-pksl', 'ou-pksl-workload', 'ou-pksl-00000dev'];
const NOWHERE = ['r-pksl', 'ou-pksl-000other'];
const ID = '200000000001';

const account = { id: ID, name: 'dev', state: 'ACTIVE', ouPath: DEV, tags: {}, readAt: now.toISOString() };
const instance = { accountId: ID, status: 'CURRENT', detail: 'SUCCEEDED', reason: '', operation: '' };
const INSTANCES = [
  { ...instance, stackSet: 'wheelwright-roles', region: 'us-east-1' },
  ...['us-east-1', region].map((each) => ({ ...instance, stackSet: 'wheelwright-rules', region: each })),
];
const PRINCIPAL = { accountId: ID, shareArn, status: 'ASSOCIATED' };
const enrollment = (instances = INSTANCES, principals = [PRINCIPAL]): Enrollment => ({
  instances: grouped(instances, ({ accountId }) => accountId),
  principals: grouped(principals, ({ accountId }) => accountId),
});
const isAmiss = (found: Enrollment, { ouPath = DEV, state = 'ACTIVE' } = {}): boolean =>
  amissIn(landingZone, hub, [{ ...account, ouPath, state }], found, now).includes(ID);

describe('of an account in an OU of a segment', () => {
  it('nothing is amiss with all instances current and every share associated', () => {
    expect(isAmiss(enrollment())).toBe(false);
  });

  it.each([
    ...INSTANCES.map((lost) => [
      `the instance of ${lost.stackSet} in ${lost.region} is missing`,
      enrollment(INSTANCES.filter((each) => each !== lost)),
    ]),
    ['an instance is not current', enrollment(INSTANCES.map((each) => ({ ...each, status: 'OUTDATED' })))],
    ['an instance is being deployed', enrollment(INSTANCES.map((each) => ({ ...each, detail: 'RUNNING' })))],
    ['it is no principal of the share', enrollment(INSTANCES, [])],
    ...['DISASSOCIATED', 'DISASSOCIATING', 'FAILED', 'ASSOCIATING'].map((status) => [
      `it is ${status}`,
      enrollment(INSTANCES, [{ ...PRINCIPAL, status }]),
    ]),
    ['only another account is a principal', enrollment(INSTANCES, [{ ...PRINCIPAL, accountId: '200000000002' }])],
  ] as [string, Enrollment][])('something is amiss where %s', (_, found) => {
    expect(isAmiss(found)).toBe(true);
  });

  it('a former principal does not count beside the present one', () => {
    expect(isAmiss(enrollment(INSTANCES, [{ ...PRINCIPAL, status: 'DISASSOCIATED' }, PRINCIPAL]))).toBe(false);
  });
});

it.each([
  ['in no OU of a segment', { ouPath: NOWHERE }],
  ['that is suspended', { state: 'SUSPENDED' }],
])('an account %s is amiss as long as it is a principal, and its instances do not count', (_, placed) => {
  expect([isAmiss(enrollment(), placed), isAmiss(enrollment(INSTANCES, []), placed)]).toEqual([true, false]);
});

describe('enroll looks at an account of a sweep', () => {
  const record: TargetRecord = {
    ...{ key: ID, state: 'joined', flags: [], accountName: 'dev', text: '', since: '', cidrs: [], concepts: {} },
    plan: [],
  };
  const known: AccountEntry = { record, freezes: { vpcs: {} } };
  const left: AccountEntry = { ...known, record: { ...record, state: 'left' } };
  /** Not the turn of the account. */
  const look = { amiss: [], turn: 2 };
  const needs = (
    entry = known,
    changes: Partial<typeof account> = {},
    found: Parameters<typeof needsEnroll>[3] = look,
  ) => needsEnroll(landingZone, { ...account, ...changes }, entry, found);
  const order = { at: now.toISOString(), by: 'alice' };
  const change = { concept: 'resource-share', verb: 'create', key: ID, because: '' };

  it('in one of four sweeps in a row, and else not where nothing tells that it has to', () => {
    const turns = Array.from({ length: 2 * TURNS }, (_, turn) => needs(known, {}, { ...look, turn }));
    expect(turns).toEqual([false, true, false, false, false, true, false, false]);
    expect(needs(left, { ouPath: NOWHERE })).toBe(false);
  });

  it.each<[string, () => boolean]>([
    ['stack instances or shares are amiss', () => needs(known, {}, { ...look, amiss: [ID] })],
    ['all accounts are to be looked at', () => needs(known, {}, 'all')],
    ['the ledger has no record', () => needs({ freezes: { vpcs: {} } })],
    ...(['asked', 'joining', 'failing', 'refused', 'leaving'] as const).map((state): [string, () => boolean] => [
      `it is recorded as ${state}`,
      () => needs({ ...known, record: { ...record, state } }),
    ]),
    ['it was moved out of the OUs of segments', () => needs(known, { ouPath: NOWHERE })],
    ['it was suspended', () => needs(known, { state: 'SUSPENDED' })],
    ['it was moved into an OU of a segment', () => needs(left)],
    ['it has another name', () => needs(known, { name: 'development' })],
    ['a flag is recorded', () => needs({ ...known, record: { ...record, flags: ['frozen'] } })],
    ['a plan is recorded', () => needs({ ...known, record: { ...record, plan: [change] } })],
    ['a reason is recorded', () => needs({ ...known, record: { ...record, reason: 'aws-denied' } })],
    ['it could not be read', () => needs({ ...known, record: { ...record, unreadable: { since: '', because: '' } } })],
    ['its tag freezes it', () => needs(known, { tags: { 'wheelwright:frozen': 'true' } })],
    ['its tag asks for plans only', () => needs(known, { tags: { 'wheelwright:plan-only': 'true' } })],
    ['an operator has frozen it', () => needs({ ...known, freezes: { account: order, vpcs: {} } })],
    ['an operator has frozen everything', () => needs({ ...known, freezes: { all: order, vpcs: {} } })],
  ])('where %s', (_, isNeeded) => {
    expect(isNeeded()).toBe(true);
  });

  it('where its tags could not be read', () => {
    const { tags: _, ...untagged } = account;
    expect(needsEnroll(landingZone, untagged, known, look)).toBe(true);
  });

  it.each(['frozen', 'planOnly'])('where guards.%s is set', (guard) => {
    const guarded = { ...landingZone, guards: { ...landingZone.guards, [guard]: true } };
    expect(needsEnroll(guarded, account, known, look)).toBe(true);
  });
});

it('each account has its turn once in any four sweeps', () => {
  const ids = Array.from({ length: 40 }, (_, n) => String(300_000_000_000 + 7 * n));
  for (const first of [0, 5, 11])
    for (const id of ids)
      expect(Array.from({ length: TURNS }, (_, n) => isTurnOf(id, first + n)).filter(Boolean)).toHaveLength(1);
});

describe('a sweep tells its steps', () => {
  const accounts = Array.from({ length: MOST_NAMED + 1 }, (_, n) => ({ ...account, id: String(300_000_000_000 + n) }));
  const found = enrollment([], []);
  const lookAt = (some: readonly (typeof account)[], read: Enrollment | undefined = found) =>
    lookFor({ landingZone, hub, accounts: some, found: read, now, turn: 3 });

  it('which accounts are amiss, and its number', () => {
    expect(lookAt(accounts.slice(0, 1))).toEqual({ amiss: ['300000000000'], turn: 3 });
  });

  it('that enroll looks at all accounts where more are amiss than a message names, or nothing was read', () => {
    expect(lookAt(accounts.slice(1))).toMatchObject({ turn: 3 });
    const unread = lookFor({ landingZone, hub, accounts: [], found: undefined, now, turn: 3 });
    expect([lookAt(accounts), unread]).toEqual(['all', 'all']);
  });
});
