import { fifoMessageOf, workMessage } from '../../../lib/hub/messages';

/** A queue body as 0.1.0 sent it: its messages may still be in the queues when a new version is deployed. */
const BODY_OF_0_1_0 =
  '{"account":"200000000003","region":"ap-southeast-3","because":"sweep of all at 2026-01-01T00:00:00.000Z","accountChanged":true}';
const message = {
  accountId: '200000000003',
  region: 'ap-southeast-3',
  because: 'sweep of all at 2026-01-01T00:00:00.000Z',
  accountChanged: true,
};

test('a message that 0.1.0 sent is read', () => {
  expect(workMessage.parse(JSON.parse(BODY_OF_0_1_0))).toEqual(message);
});

test('a message is sent in the form of 0.1.0, in the group of its spoke', () => {
  expect(fifoMessageOf(message, 'event/1')).toEqual({
    body: BODY_OF_0_1_0,
    group: '200000000003/ap-southeast-3',
    deduplicationId: 'event/1',
  });
});

test('a message without accountChanged is sent and read without it', () => {
  const { accountChanged: _, ...unchanged } = message;
  const { body } = fifoMessageOf(unchanged, 'event/1');
  expect(JSON.parse(body)).toEqual({
    account: message.accountId,
    region: message.region,
    because: message.because,
  });
  expect(workMessage.parse(JSON.parse(body))).toEqual(unchanged);
});

const read = { name: 'dev', state: 'ACTIVE', ouPath: ['r-1', 'ou-1'], readAt: '2026-01-01T00:00:00.000Z' };

test.each([
  ['without its tags', read],
  ['with them', { ...read, tags: { 'wheelwright:frozen': 'true' } }],
])('[FC15] a message has the account as its sender has read it, %s', (_, fields) => {
  const { body } = fifoMessageOf({ ...message, account: { id: message.accountId, ...fields } }, 'event/1');
  expect(JSON.parse(body)).toEqual({ ...(JSON.parse(BODY_OF_0_1_0) as object), read: fields });
  expect(workMessage.parse(JSON.parse(body))).toEqual({ ...message, account: { id: message.accountId, ...fields } });
});

test.each([
  ['a time that is none', { ...read, readAt: 'now' }],
  ['no path', { ...read, ouPath: undefined }],
  ['a text', 'dev'],
])('[FC15] what a message says of the account is left out if it has %s', (_, fields) => {
  const body = { ...(JSON.parse(BODY_OF_0_1_0) as object), read: fields };
  expect(workMessage.parse(body)).toEqual(message);
});

const zones = {
  at: '2026-01-01T00:00:00.000Z',
  zoneIds: ['Z1', 'Z2'],
  vpcs: { 'vpc-1': ['Z1', 'Z2'], 'vpc-2': ['Z2'], 'vpc-3': [] },
};

test('a message has the zones of VPCs as a sweep has read them, each by its place', () => {
  const { body } = fifoMessageOf({ ...message, zones }, 'sweep/1');
  expect(JSON.parse(body)).toMatchObject({
    zones: { at: zones.at, zones: ['Z1', 'Z2'], vpcs: { 'vpc-1': [0, 1], 'vpc-2': [1], 'vpc-3': [] } },
  });
  expect(workMessage.parse(JSON.parse(body))).toEqual({ ...message, zones });
});

test.each([
  ['a time that is none', { at: 'now', zones: [], vpcs: {} }],
  ['zones by their ids', { at: zones.at, zones: ['Z1'], vpcs: { 'vpc-1': ['Z1'] } }],
  ['no zones', { at: zones.at, vpcs: {} }],
])('what a message says of zones is left out if it has %s', (_, fields) => {
  expect(workMessage.parse({ ...(JSON.parse(BODY_OF_0_1_0) as object), zones: fields })).toEqual(message);
});

test.each([
  ['an account id of eleven digits', { account: '20000000003' }],
  ['no account id', { account: undefined }],
  ['the account id under another name', { account: undefined, accountId: '200000000003' }],
  ['no region', { region: undefined }],
])('a message with %s is refused', (_, fields) => {
  expect(workMessage.safeParse({ ...(JSON.parse(BODY_OF_0_1_0) as object), ...fields }).success).toBe(false);
});
