import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ledgerTable } from '../../../lib/hub/ledger-table';
import type { KeyRecord, Ledger, SpokeRecord } from '../../../lib/hub/ledger';
import type { World } from '../../twin/world';
import { LEDGER_TABLE } from '../../../lib/names';
import { HUB, plumbedWorld, REGION } from '../../world/hub-services';

const SPOKE = { accountId: '100000000003', region: REGION };
const OTHER = { accountId: '100000000004', region: REGION };
const AT = new Date('2026-01-01T00:00:00Z');
const spoke: SpokeRecord = { worker: 'join', readAt: AT.toISOString(), fingerprint: 'f00' };
const wait = { probe: { kind: 'attachment', key: 'vpc-1' }, because: 'being made', retryAfterSeconds: 20 };
const key = (name: string, more: Partial<KeyRecord> = {}): KeyRecord => ({
  key: name,
  state: 'joined',
  because: 'admitted',
  cidrs: ['10.1.0.0/20'],
  concepts: { attachment: 'in-sync' },
  ...more,
});

let ledger: Ledger;
let table: DynamoDBClient;
let tableName: string;
let world: World;
beforeEach(async () => {
  const { config, ...made } = await plumbedWorld();
  world = made.world;
  tableName = LEDGER_TABLE;
  await world.clock.jump(60_000);
  ledger = ledgerTable(tableName, config);
  table = new DynamoDBClient(world.config(world.administrator(HUB), REGION));
});
/** AWS ends a page after 1 MiB; here after so many items. */
const pages = (Limit: number): void => {
  world.around.push(({ input }, next) => {
    Object.assign(input as object, { Limit });
    return next();
  });
};
const spoil = (sk: string, record: string) =>
  table.send(
    new PutItemCommand({
      TableName: tableName,
      Item: { pk: { S: `${SPOKE.accountId}/${REGION}` }, sk: { S: sk }, record: { S: record } },
    }),
  );

describe('what a worker notes of a spoke', () => {
  it('comes back to that worker alone', async () => {
    const record = { ...spoke, wait: { ...wait, acknowledged: false } };
    await ledger.putSpoke(SPOKE, record);
    await expect(ledger.spoke('join', SPOKE)).resolves.toEqual(record);
    await expect(ledger.spoke('enroll', SPOKE)).resolves.toBeUndefined();
    await expect(ledger.spoke('join', OTHER)).resolves.toBeUndefined();
  });

  it('is gone when the wait is taken back, even where there was none', async () => {
    await ledger.putSpoke(SPOKE, { ...spoke, wait: { ...wait, acknowledged: true } });
    await ledger.clearWait('join', SPOKE);
    await expect(ledger.spoke('join', SPOKE)).resolves.toBeUndefined();
    await expect(ledger.waiting()).resolves.toEqual([]);
    await ledger.clearWait('join', OTHER);
    await expect(ledger.spoke('join', OTHER)).resolves.toBeUndefined();
  });

  it('is found by the sweep while its wait is one that was acknowledged', async () => {
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

describe('how keys stand', () => {
  it('comes back for one spoke, without what workers note of it', async () => {
    await ledger.putKey(SPOKE, key('vpc-1', { segment: 'dev' }), AT);
    await ledger.putKey(SPOKE, key('vpc-2', { state: 'waiting' }), AT);
    await ledger.putKey(OTHER, key('vpc-3'), AT);
    await ledger.putSpoke(SPOKE, spoke);
    await expect(ledger.keys(SPOKE)).resolves.toEqual([
      key('vpc-1', { segment: 'dev' }),
      key('vpc-2', { state: 'waiting' }),
    ]);
  });

  it('is what was noted last', async () => {
    await ledger.putKey(SPOKE, key('vpc-1'), AT);
    await ledger.putKey(SPOKE, key('vpc-1', { state: 'left' }), AT);
    await expect(ledger.keys(SPOKE)).resolves.toEqual([key('vpc-1', { state: 'left' })]);
  });

  it('is told in full when it fills several pages', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => key(`vpc-${10 + index}`));
    for (const each of keys) await ledger.putKey(SPOKE, each, AT);
    pages(5);
    await expect(ledger.keys(SPOKE)).resolves.toEqual(keys);
  });
});

test.each(['{"worker": 1}', 'no JSON'])('a record that reads %s is none', async (record) => {
  await spoil('spoke/join', record);
  await spoil('vpc-1', record);
  await ledger.putKey(SPOKE, key('vpc-2'), AT);
  await expect(ledger.spoke('join', SPOKE)).resolves.toBeUndefined();
  await expect(ledger.keys(SPOKE)).resolves.toEqual([key('vpc-2')]);
});
