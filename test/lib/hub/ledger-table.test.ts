import { DynamoDBClient, PutItemCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { freezeOf, type FreezeOrder } from '../../../lib/hub/freezes';
import { FreezesTable } from '../../../lib/hub/freezes-table';
import { ledgerTable } from '../../../lib/hub/ledger-table';
import type { TargetRecord, Ledger, SpokeRecord } from '../../../lib/hub/ledger';
import type { World } from '../../twin/world';
import { runUntilSettled } from '../../twin/eventually';
import { AwsError } from '../../twin/wire/errors';
import { LEDGER_TABLE, type SpokeAddress } from '../../../lib/names';
import { HUB, worldWithQueuesAndLedger, REGION } from '../../world/hub-services';

const SPOKE = { accountId: '100000000003', region: REGION };
const OTHER = { accountId: '100000000004', region: REGION };
const AT = new Date('2026-01-01T00:00:00Z');
const HOW = { at: AT, configHash: 'f00', version: '0.1.0' };
const spoke: SpokeRecord = { worker: 'join', readAt: AT.toISOString(), fingerprint: 'f00' };
const wait = { probe: { kind: 'attachment', key: 'vpc-1' }, because: 'being made', retryAfterSeconds: 20 };
const key = (name: string, more: Partial<TargetRecord> = {}): TargetRecord => ({
  key: name,
  state: 'joined',
  flags: [],
  text: 'admitted',
  since: AT.toISOString(),
  cidrs: ['10.1.0.0/20'],
  concepts: { attachment: 'in-sync' },
  plan: [],
  ...more,
});

let ledger: Ledger;
let table: DynamoDBClient;
let freezes: FreezesTable;
let tableName: string;
let world: World;
beforeEach(async () => {
  const { session, ...made } = await worldWithQueuesAndLedger();
  world = made.world;
  tableName = LEDGER_TABLE;
  await world.clock.jump(60_000);
  ledger = ledgerTable(tableName, session);
  freezes = new FreezesTable(tableName, session);
  table = new DynamoDBClient(world.config(world.administrator(HUB), REGION));
});
const recorded = async (worker: string, address: SpokeAddress) => (await ledger.spoke(worker, address)).record;
/** AWS ends a page after 1 MiB; here after so many items. */
const pages = (Limit: number): void => {
  world.around.push(({ input }, next) => {
    Object.assign(input as object, { Limit });
    return next();
  });
};
/** The records of the spoke, without when they were written. */
const targets = async () => (await ledger.targets(SPOKE)).map(({ at: _at, ...record }) => record);
/** Writes an item past `ledgerTable`. */
const putItem = (sk: string, record: string, more: Readonly<Record<string, AttributeValue>> = {}) =>
  table.send(
    new PutItemCommand({
      TableName: tableName,
      Item: { pk: { S: `${SPOKE.accountId}/${REGION}` }, sk: { S: sk }, record: { S: record }, ...more },
    }),
  );

it('has when an account has changed, as the latest that any worker has recorded, beside the records of its spoke', async () => {
  await ledger.putSpoke(SPOKE, spoke);
  const changedAt = async (address = SPOKE) => (await ledger.spoke('join', address)).accountChangedAt;
  await expect(changedAt()).resolves.toBeUndefined();
  await ledger.putAccountChange('join', SPOKE, AT);
  await ledger.clearWait('join', SPOKE);
  await expect(changedAt()).resolves.toEqual(AT);
  const later = new Date(AT.getTime() + 1);
  await ledger.putAccountChange('enroll', SPOKE, later);
  await ledger.putAccountChange('grant-pull', SPOKE, new Date(AT.getTime() - 1));
  await expect(changedAt()).resolves.toEqual(later);
  await expect(changedAt(OTHER)).resolves.toBeUndefined();
  await expect(targets()).resolves.toEqual([]);
});

describe('the record of a worker about a spoke', () => {
  it('is read by that worker for that spoke only', async () => {
    const record = { ...spoke, wait: { ...wait, acknowledged: false } };
    await ledger.putSpoke(SPOKE, record);
    await expect(recorded('join', SPOKE)).resolves.toEqual(record);
    const account = { id: SPOKE.accountId, name: 'dev', state: 'ACTIVE', ouPath: ['r-1', 'ou-1'], tags: {} };
    await ledger.putSpoke(SPOKE, { ...record, account: { ...account, readAt: AT.toISOString() } });
    await expect(recorded('join', SPOKE)).resolves.toEqual({
      ...{ ...record, account: { ...account, readAt: AT.toISOString() } },
    });
    await expect(recorded('enroll', SPOKE)).resolves.toBeUndefined();
    await expect(recorded('join', OTHER)).resolves.toBeUndefined();
  });

  it('is removed with its wait; removing a wait that is not there is no error', async () => {
    await ledger.putSpoke(SPOKE, { ...spoke, wait: { ...wait, acknowledged: true } });
    await ledger.clearWait('join', SPOKE);
    await expect(recorded('join', SPOKE)).resolves.toBeUndefined();
    await expect(ledger.waiting()).resolves.toEqual([]);
    await ledger.clearWait('join', OTHER);
    await expect(recorded('join', OTHER)).resolves.toBeUndefined();
  });

  it('is found by the sweep while the messages of its wait are acknowledged', async () => {
    await ledger.putSpoke(SPOKE, { ...spoke, wait: { ...wait, acknowledged: true } });
    await ledger.putSpoke(SPOKE, { ...spoke, worker: 'enroll', wait: { ...wait, acknowledged: false } });
    await ledger.putSpoke(OTHER, { ...spoke, worker: 'enroll', wait: { ...wait, acknowledged: true } });
    const waiting = await ledger.waiting();
    expect(waiting.toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1))).toEqual([
      { ...SPOKE, worker: 'join' },
      { ...OTHER, worker: 'enroll' },
    ]);
    pages(1);
    await expect(ledger.waiting()).resolves.toHaveLength(2);
    world.around.length = 0;
    await ledger.putSpoke(SPOKE, { ...spoke, wait: { ...wait, acknowledged: false } });
    await expect(ledger.waiting()).resolves.toEqual([{ ...OTHER, worker: 'enroll' }]);
  });
});

describe('the records of VPCs', () => {
  it('are read for one spoke, without the records of workers', async () => {
    await ledger.putTarget(SPOKE, key('vpc-1', { segment: 'dev' }), HOW);
    await ledger.putTarget(SPOKE, key('vpc-2', { state: 'joining' }), HOW);
    await ledger.putTarget(OTHER, key('vpc-3'), HOW);
    await ledger.putSpoke(SPOKE, spoke);
    await expect(targets()).resolves.toEqual([key('vpc-1', { segment: 'dev' }), key('vpc-2', { state: 'joining' })]);
  });

  it('are replaced by later ones', async () => {
    await ledger.putTarget(SPOKE, key('vpc-1'), HOW);
    await ledger.putTarget(SPOKE, key('vpc-1', { state: 'left' }), HOW);
    await expect(targets()).resolves.toEqual([key('vpc-1', { state: 'left' })]);
  });

  it('are all read when DynamoDB answers in several pages', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => key(`vpc-${10 + index}`));
    for (const each of keys) await ledger.putTarget(SPOKE, each, HOW);
    pages(5);
    await expect(targets()).resolves.toEqual(keys);
  });
});

test.each(['{"worker": 1}', 'no JSON'])('a record that cannot be read is treated as missing: %s', async (record) => {
  await putItem('spoke/join', record);
  await putItem('vpc-1', record);
  await ledger.putTarget(SPOKE, key('vpc-2'), HOW);
  await expect(recorded('join', SPOKE)).resolves.toBeUndefined();
  await expect(targets()).resolves.toEqual([key('vpc-2')]);
});

describe('an item that 0.1.0 wrote', () => {
  const SPOKE_ITEM =
    '{"worker":"join","wait":{"probe":{"kind":"dhcp-options","key":"vpc-0a1"},"because":"drain","retryAfterSeconds":60,"acknowledged":true},"readAt":"2026-01-01T00:00:00.000Z","fingerprint":"0123456789abcdef0123456789abcdef"}';
  const KEY_ITEM =
    '{"key":"vpc-0a1","state":"joined","segment":"dev","because":"admitted to segment dev","cidrs":["10.1.0.0/20"],"concepts":{"attachment":"in-sync","dhcp-options":"waiting"}}';

  it('about a spoke that waits is read; the full sweep wakes it, as the index does not have it', async () => {
    await putItem('spoke/join', SPOKE_ITEM, { waiting: { BOOL: true } });
    await expect(recorded('join', SPOKE)).resolves.toEqual({
      worker: 'join',
      wait: {
        probe: { kind: 'dhcp-options', key: 'vpc-0a1' },
        because: 'drain',
        retryAfterSeconds: 60,
        acknowledged: true,
      },
      readAt: '2026-01-01T00:00:00.000Z',
      fingerprint: '0123456789abcdef0123456789abcdef',
    });
    await expect(ledger.waiting()).resolves.toEqual([]);
    await expect(targets()).resolves.toEqual([]);
  });

  it.each([
    ['joined', 'joined'],
    ['waiting', 'joining'],
    ['refused', 'refused'],
    ['left', 'left'],
    ['failed', 'failing'],
    ['planned', 'asked'],
  ])('about a VPC that is %s is read as %s', async (former, state) => {
    await putItem('vpc-0a1', KEY_ITEM.replace('"state":"joined"', `"state":"${former}"`), {
      at: { S: AT.toISOString() },
    });
    await expect(targets()).resolves.toEqual([
      {
        ...{ key: 'vpc-0a1', state, flags: [], segment: 'dev', cidrs: ['10.1.0.0/20'], plan: [] },
        ...{ text: 'recorded by version 0.1.0', detail: 'admitted to segment dev', since: AT.toISOString() },
        concepts: { attachment: 'in-sync', 'dhcp-options': 'waiting' },
      },
    ]);
  });
});

describe('an item', () => {
  const history = { worker: 'join', because: 'vpc-tag-changed (1)', from: 'joining', applied: [] } as const;
  const full: TargetRecord = {
    ...key('vpc-1', { segment: 'dev', state: 'failing', flags: ['frozen', 'shadowed'], tagIs: 'last known' }),
    ...{ reason: 'aws-quota', detail: 'RouteLimitExceeded', cure: 'none', changedAt: AT.toISOString() },
    unreadable: { since: AT.toISOString(), because: 'denied' },
    plan: [{ concept: 'vpc-route', verb: 'create', key: 'vpc-1', because: 'no route', opens: 'a', interrupts: 'b' }],
  };
  const items = async () => (await table.send(new ScanCommand({ TableName: tableName }))).Items ?? [];

  it('has named attributes, all of which are read', async () => {
    await ledger.putTarget(SPOKE, full, HOW);
    await expect(ledger.targets(SPOKE)).resolves.toMatchObject([{ at: AT.toISOString() }]);
    await expect(targets()).resolves.toEqual([full]);
    await expect(items()).resolves.toMatchObject([
      {
        ...{ pk: { S: `${SPOKE.accountId}/${REGION}` }, sk: { S: 'vpc-1' }, state: { S: 'failing' } },
        ...{
          reason: { S: 'aws-quota' },
          at: { S: AT.toISOString() },
          configHash: { S: 'f00' },
          version: { S: '0.1.0' },
        },
        ...{ concepts: { M: { attachment: { S: 'in-sync' } } }, flags: { L: [{ S: 'frozen' }, { S: 'shadowed' }] } },
      },
    ]);
  });

  it('of history is written with its record, by target and time, and is gone after 90 days', async () => {
    await ledger.putTarget(SPOKE, full, { ...HOW, history });
    await expect(targets()).resolves.toEqual([full]);
    const [, step] = (await items()).toSorted((a, b) => ((a['pk']?.S ?? '') < (b['pk']?.S ?? '') ? -1 : 1));
    expect(step).toMatchObject({
      ...{ pk: { S: `history/${SPOKE.accountId}/${REGION}/vpc-1` }, sk: { S: `${AT.toISOString()}/join` } },
      ...{ from: { S: 'joining' }, state: { S: 'failing' }, because: { S: 'vpc-tag-changed (1)' } },
      ...{ list: { S: 'history/2026-01-01' }, expires: { N: String(AT.getTime() / 1000 + 90 * 86_400) } },
    });
  });

  it('has a hundred changes of its plan at most', async () => {
    const [change] = full.plan;
    if (!change) throw new Error('The record has no plan.');
    await ledger.putTarget(SPOKE, { ...full, plan: Array(300).fill(change) }, { ...HOW, history });
    const [record] = await ledger.targets(SPOKE);
    expect(record?.plan).toHaveLength(100);
  });
});

it('[D11] says of a call that DynamoDB throttles that it was throttled', async () => {
  world.around.push(() => {
    throw new AwsError('ProvisionedThroughputExceededException', 'The level of configured throughput was exceeded.');
  });
  const calls = [ledger.targets(SPOKE), ledger.putTarget(SPOKE, key('vpc-1'), HOW), ledger.waiting()];
  const throttled = { status: 'rejected', reason: { name: 'Failure', kind: 'throttled' } };
  expect(await runUntilSettled(world, Promise.allSettled(calls))).toMatchObject([throttled, throttled, throttled]);
});

describe('a freeze', () => {
  const ORDER: FreezeOrder = { at: AT.toISOString(), by: 'alice', because: 'a bug' };
  const ALL = { kind: 'all' } as const;
  const ACCOUNT = { kind: 'account', accountId: SPOKE.accountId } as const;
  const VPC = { kind: 'vpc', ...SPOKE, vpcId: 'vpc-1' } as const;
  const VPC_ORDER = { ...ORDER, region: REGION };
  const read = async (address = SPOKE) => (await ledger.spoke('join', address)).freezes;

  it('is read with the record of the worker, in one call', async () => {
    await ledger.putSpoke(SPOKE, spoke);
    await freezes.freeze(VPC, VPC_ORDER);
    world.calls.length = 0;
    await expect(ledger.spoke('join', SPOKE)).resolves.toEqual({
      record: spoke,
      freezes: { vpcs: { 'vpc-1': VPC_ORDER } },
    });
    expect(world.calls.map(({ action }) => action)).toEqual(['dynamodb:BatchGetItem']);
  });

  it('of everything, of an account and of a VPC reaches just these', async () => {
    await freezes.freeze(VPC, VPC_ORDER);
    const [first, other] = [await read(), await read(OTHER)];
    expect([freezeOf(first), freezeOf(first, 'vpc-1'), freezeOf(first, 'vpc-2')]).toEqual([
      undefined,
      VPC_ORDER,
      undefined,
    ]);
    expect(freezeOf(other, 'vpc-1')).toBeUndefined();
    await freezes.freeze(ACCOUNT, ORDER);
    expect(freezeOf(await read(), 'vpc-2')).toEqual(ORDER);
    expect(freezeOf(await read(OTHER))).toBeUndefined();
    await freezes.freeze(ALL, ORDER);
    expect(freezeOf(await read(OTHER), 'vpc-3')).toEqual(ORDER);
  });

  it('ends alone, and one that does not exist is none to end', async () => {
    await freezes.freeze(ACCOUNT, ORDER);
    await freezes.freeze(VPC, VPC_ORDER);
    await freezes.thaw(ALL);
    await freezes.thaw(ACCOUNT);
    await expect(read()).resolves.toEqual({ vpcs: { 'vpc-1': VPC_ORDER } });
    await expect(freezes.all()).resolves.toEqual([[VPC, VPC_ORDER]]);
    await freezes.thaw(VPC);
    await expect(freezes.all()).resolves.toEqual([]);
  });

  it('that cannot be read freezes nevertheless', async () => {
    const Item = { pk: { S: 'freeze' }, sk: { S: SPOKE.accountId }, account: { S: 'yes' } };
    await table.send(new PutItemCommand({ TableName: tableName, Item }));
    expect(freezeOf(await read(), 'vpc-1')).toMatchObject({ by: 'somebody' });
  });

  it('is no target of a spoke', async () => {
    await freezes.freeze(VPC, VPC_ORDER);
    await expect(targets()).resolves.toEqual([]);
  });
});
