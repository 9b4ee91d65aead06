import { PutItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { accountRecords } from '../../../lib/hub/account-records';
import { FreezesTable } from '../../../lib/hub/freezes-table';
import { ledgerTable } from '../../../lib/hub/ledger-table';
import { sweepMessage } from '../../../lib/hub/sweep-page';
import { sweepsTable } from '../../../lib/hub/sweeps';
import { ADMISSIONS_TABLE, LEDGER_TABLE } from '../../../lib/names';
import { HUB, REGION, worldWithQueuesAndLedger } from '../../world/hub-services';

const began = '2026-01-01T00:00:00.000Z';
let setting: Awaited<ReturnType<typeof worldWithQueuesAndLedger>>;
beforeEach(async () => {
  setting = await worldWithQueuesAndLedger();
});

test('a sweep is recorded with its number and with what it was made', async () => {
  const sweeps = sweepsTable(ADMISSIONS_TABLE, setting.session);
  expect([await sweeps.latest(), await sweeps.last()]).toEqual([undefined, undefined]);
  await sweeps.record({ began, turn: 7, madeWith: 'abc' });
  expect(await sweeps.latest()).toEqual({ began, turn: 7, madeWith: 'abc' });
  expect(await sweeps.last()).toEqual(new Date(began));
});

test('of a sweep of an earlier version only the time is known', async () => {
  const { world, session } = setting;
  const client = new DynamoDBClient(world.config(world.administrator(HUB), REGION));
  const Item = { pk: { S: 'sweep' }, sk: { S: 'all' }, at: { S: began } };
  await client.send(new PutItemCommand({ TableName: ADMISSIONS_TABLE, Item }));
  const sweeps = sweepsTable(ADMISSIONS_TABLE, session);
  expect([await sweeps.latest(), await sweeps.last()]).toEqual([undefined, new Date(began)]);
});

test.each([
  ['of an earlier version', {}],
  ['that has to look at all accounts', { look: 'all' }],
  ['that knows which are amiss', { look: { amiss: ['200000000001'], turn: 3 } }],
])('a step %s is read as it was sent', (_, more) => {
  const page = { began, index: 2, token: 't', ...more };
  expect(sweepMessage(JSON.stringify(page))).toEqual(page);
});

test.each([
  ['a step with a look that is none', { began, index: 0, look: { amiss: 'all', turn: 0 } }],
  ['a step with a look at more', { began, index: 0, look: { amiss: [], turn: 0, region: REGION } }],
  ['a step with anything else', { began, index: 0, region: REGION }],
  ['an order with anything else', { sweep: 'all', region: REGION }],
])('%s is refused', (_, body) => {
  expect(() => sweepMessage(JSON.stringify(body))).toThrow();
});

test('the entries of accounts are read in one call, with what operators have frozen of each', async () => {
  const { world, session } = setting;
  const [first, second, third] = ['200000000001', '200000000002', '200000000003'] as const;
  const record = {
    ...({ key: first, state: 'joined', flags: [], accountName: 'one', text: '', since: began } as const),
    ...{ cidrs: [], concepts: {}, plan: [] },
  };
  await ledgerTable(LEDGER_TABLE, session).putTarget({ accountId: first, region: REGION }, record, {
    ...{ at: new Date(began), configHash: '', version: '' },
  });
  const order = { at: began, by: 'alice' };
  await new FreezesTable(LEDGER_TABLE, session).freeze({ kind: 'account', accountId: second }, order);
  const before = world.calls.length;
  const entries = await accountRecords(
    LEDGER_TABLE,
    session,
  )([first, second, third].map((accountId) => ({ accountId, region: REGION })));
  expect(world.calls.slice(before).map(({ action }) => action)).toEqual(['dynamodb:BatchGetItem']);
  expect([...entries]).toEqual([
    [`200000000001/${REGION}`, { record: { ...record, at: began }, freezes: { vpcs: {} } }],
    [`200000000002/${REGION}`, { freezes: { account: order, vpcs: {} } }],
    [`200000000003/${REGION}`, { freezes: { vpcs: {} } }],
  ]);
});
