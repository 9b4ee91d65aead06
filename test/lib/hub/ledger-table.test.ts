import { DynamoDBClient, PutItemCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { ledgerTable } from '../../../lib/hub/ledger-table';
import type { TargetRecord, Ledger, SpokeRecord } from '../../../lib/hub/ledger';
import type { World } from '../../twin/world';
import { LEDGER_TABLE } from '../../../lib/names';
import { HUB, worldWithQueuesAndLedger, REGION } from '../../world/hub-services';

const SPOKE = { accountId: '100000000003', region: REGION };
const OTHER = { accountId: '100000000004', region: REGION };
const AT = new Date('2026-01-01T00:00:00Z');
const spoke: SpokeRecord = { worker: 'join', readAt: AT.toISOString(), fingerprint: 'f00' };
const wait = { probe: { kind: 'attachment', key: 'vpc-1' }, because: 'being made', retryAfterSeconds: 20 };
const key = (name: string, more: Partial<TargetRecord> = {}): TargetRecord => ({
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
  const { config, ...made } = await worldWithQueuesAndLedger();
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
/** Writes an item past `ledgerTable`. */
const putItem = (sk: string, record: string, more: Readonly<Record<string, AttributeValue>> = {}) =>
  table.send(
    new PutItemCommand({
      TableName: tableName,
      Item: { pk: { S: `${SPOKE.accountId}/${REGION}` }, sk: { S: sk }, record: { S: record }, ...more },
    }),
  );

it('keeps for each worker when an account has changed, beside the records of its spoke', async () => {
  await ledger.putSpoke(SPOKE, spoke);
  await ledger.putAccountChange('join', SPOKE, AT);
  await ledger.clearWait('join', SPOKE);
  await expect(ledger.accountChange('join', SPOKE)).resolves.toEqual(AT);
  await expect(ledger.accountChange('enroll', SPOKE)).resolves.toBeUndefined();
  await expect(ledger.accountChange('join', OTHER)).resolves.toBeUndefined();
  await expect(ledger.targets(SPOKE)).resolves.toEqual([]);
});

describe('the record of a worker about a spoke', () => {
  it('is read by that worker for that spoke only', async () => {
    const record = { ...spoke, wait: { ...wait, acknowledged: false } };
    await ledger.putSpoke(SPOKE, record);
    await expect(ledger.spoke('join', SPOKE)).resolves.toEqual(record);
    await expect(ledger.spoke('enroll', SPOKE)).resolves.toBeUndefined();
    await expect(ledger.spoke('join', OTHER)).resolves.toBeUndefined();
  });

  it('is removed with its wait; removing a wait that is not there is no error', async () => {
    await ledger.putSpoke(SPOKE, { ...spoke, wait: { ...wait, acknowledged: true } });
    await ledger.clearWait('join', SPOKE);
    await expect(ledger.spoke('join', SPOKE)).resolves.toBeUndefined();
    await expect(ledger.waiting()).resolves.toEqual([]);
    await ledger.clearWait('join', OTHER);
    await expect(ledger.spoke('join', OTHER)).resolves.toBeUndefined();
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
    await ledger.putTarget(SPOKE, key('vpc-1', { segment: 'dev' }), AT);
    await ledger.putTarget(SPOKE, key('vpc-2', { state: 'waiting' }), AT);
    await ledger.putTarget(OTHER, key('vpc-3'), AT);
    await ledger.putSpoke(SPOKE, spoke);
    await expect(ledger.targets(SPOKE)).resolves.toEqual([
      key('vpc-1', { segment: 'dev' }),
      key('vpc-2', { state: 'waiting' }),
    ]);
  });

  it('are replaced by later ones', async () => {
    await ledger.putTarget(SPOKE, key('vpc-1'), AT);
    await ledger.putTarget(SPOKE, key('vpc-1', { state: 'left' }), AT);
    await expect(ledger.targets(SPOKE)).resolves.toEqual([key('vpc-1', { state: 'left' })]);
  });

  it('are all read when DynamoDB answers in several pages', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => key(`vpc-${10 + index}`));
    for (const each of keys) await ledger.putTarget(SPOKE, each, AT);
    pages(5);
    await expect(ledger.targets(SPOKE)).resolves.toEqual(keys);
  });
});

test.each(['{"worker": 1}', 'no JSON'])('a record that cannot be read is treated as missing: %s', async (record) => {
  await putItem('spoke/join', record);
  await putItem('vpc-1', record);
  await ledger.putTarget(SPOKE, key('vpc-2'), AT);
  await expect(ledger.spoke('join', SPOKE)).resolves.toBeUndefined();
  await expect(ledger.targets(SPOKE)).resolves.toEqual([key('vpc-2')]);
});

describe('an item that 0.1.0 wrote', () => {
  const SPOKE_ITEM =
    '{"worker":"join","wait":{"probe":{"kind":"dhcp-options","key":"vpc-0a1"},"because":"drain","retryAfterSeconds":60,"acknowledged":true},"readAt":"2026-01-01T00:00:00.000Z","fingerprint":"0123456789abcdef0123456789abcdef"}';
  const KEY_ITEM =
    '{"key":"vpc-0a1","state":"joined","segment":"dev","because":"admitted to segment dev","cidrs":["10.1.0.0/20"],"concepts":{"attachment":"in-sync","dhcp-options":"waiting"}}';

  it('about a spoke that waits is read, and found by the sweep', async () => {
    await putItem('spoke/join', SPOKE_ITEM, { waiting: { BOOL: true } });
    await expect(ledger.spoke('join', SPOKE)).resolves.toEqual({
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
    await expect(ledger.waiting()).resolves.toEqual([{ ...SPOKE, worker: 'join' }]);
    await expect(ledger.targets(SPOKE)).resolves.toEqual([]);
  });

  it('about a VPC is read', async () => {
    await putItem('vpc-0a1', KEY_ITEM, { at: { S: AT.toISOString() } });
    await expect(ledger.targets(SPOKE)).resolves.toEqual([
      {
        key: 'vpc-0a1',
        state: 'joined',
        segment: 'dev',
        because: 'admitted to segment dev',
        cidrs: ['10.1.0.0/20'],
        concepts: { attachment: 'in-sync', 'dhcp-options': 'waiting' },
      },
    ]);
  });

  it('has the form that is still written', async () => {
    await ledger.putSpoke(SPOKE, {
      worker: 'join',
      wait: { ...wait, acknowledged: true },
      readAt: AT.toISOString(),
      fingerprint: 'f00',
    });
    await ledger.putTarget(SPOKE, key('vpc-1', { segment: 'dev' }), AT);
    const { Items = [] } = await table.send(new ScanCommand({ TableName: tableName }));
    const pk = { S: `${SPOKE.accountId}/${REGION}` };
    expect(Items.map(({ record, ...item }) => ({ ...item, record: JSON.parse(record?.S ?? '') as unknown }))).toEqual([
      {
        ...{ pk, sk: { S: 'spoke/join' }, waiting: { BOOL: true } },
        record: {
          ...{ worker: 'join', readAt: '2026-01-01T00:00:00.000Z', fingerprint: 'f00' },
          wait: { ...wait, acknowledged: true },
        },
      },
      {
        ...{ pk, sk: { S: 'vpc-1' }, at: { S: '2026-01-01T00:00:00.000Z' } },
        record: key('vpc-1', { segment: 'dev' }),
      },
    ]);
  });
});
