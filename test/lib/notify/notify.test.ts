import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { noticeTopicArn, type LandingZone } from '../../../lib/landing-zone';
import { dynamodb, secretsmanager, sns } from '../../../lib/aws/sdk/services';
import { NOTICES_TABLE } from '../../../lib/names';
import { notifier, type Told } from '../../../lib/notify/notify';
import { AwsError } from '../../twin/wire/errors';
import { World } from '../../twin/world';
import { HUB, REGION, landingZone, sessionsOf } from '../../world/hub-services';
import { VPC, eventOf } from './notices';

const ADDRESS = 'network@piksel.example';
const KEY = 'k'.repeat(32);

let world: World;
let config: LandingZone;
let secrets: SecretsManagerClient;
/** The paths and bodies that hosts received. */
let posts: { readonly path: string; readonly body: string }[];
let answer: () => Response | Promise<Response>;

beforeEach(async () => {
  world = new World();
  posts = [];
  answer = () => new Response('ok');
  const client = world.config(world.administrator(HUB), REGION);
  secrets = new SecretsManagerClient(client);
  const secretOf = async (Name: string, value: object): Promise<string> => {
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(value) }));
    return ARN ?? '';
  };
  const [slack, webhook, team] = [
    await secretOf('slack', { url: 'https://hooks.example/slack' }),
    await secretOf('webhook', { url: 'https://hooks.example/webhook', key: KEY }),
    await secretOf('team', { url: 'https://hooks.example/team' }),
  ];
  config = {
    ...landingZone,
    notify: [
      'alarms@piksel.example',
      { to: 'slack', secret: slack, on: ['refused', 'left'] },
      { to: 'webhook', secret: webhook, on: ['refused'] },
      { to: 'email', address: ADDRESS, on: ['refused'] },
    ],
    contacts: { payments: { to: 'teams', secret: team, on: ['refused', 'failing'] } },
  };
  const topic = noticeTopicArn(config, ADDRESS);
  world.sns.create(topic);
  const made = world.sns.topic(topic);
  if (made) world.sns.subscribe(made, ADDRESS);
  world.sns.confirm(ADDRESS);
  await new DynamoDBClient(client).send(
    new CreateTableCommand({
      ...{ TableName: NOTICES_TABLE, BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await world.clock.jump(60_000);
});

const fetched: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  posts.push({ path: new URL(request.url).pathname, body: await request.text() });
  return answer();
};
const tell = (type: string, detail: Readonly<Record<string, unknown>> = {}): Promise<readonly Told[]> => {
  const own = sessionsOf(world, HUB, [dynamodb, secretsmanager, sns]).own(HUB, REGION);
  return notifier({ landingZone: config, clock: world.clock, own, fetch: fetched })(eventOf(type, detail));
};
const paths = () => posts.map(({ path }) => path).sort();
const mails = () => world.sns.mailbox(ADDRESS);
const statuses = (told: readonly Told[]) => told.map(({ status }) => status);
/** The states of marks by recipient, in the order of recipients. */
const marks = async () => {
  const table = new DynamoDBClient(world.config(world.administrator(HUB), REGION));
  const { Items = [] } = await table.send(new ScanCommand({ TableName: NOTICES_TABLE }));
  return Items.map(({ sk, state }) => `${sk?.S?.split(' ')[0] ?? ''} ${state?.S ?? ''}`).sort();
};
/** Lets calls of an operation fail from now on, before or after their effect. */
const failing = (operation: string, when: 'before' | 'after'): void => {
  world.around.push(async (invocation, next) => {
    if (invocation.operation !== operation) return next();
    if (when === 'after') await next();
    throw new AwsError('AccessDeniedException', 'no');
  });
};

it('tells those who want the kind, and the contact of the account, each in its words', async () => {
  await expect(tell('Spoke VPC Refused', { contact: 'payments' })).resolves.toMatchObject([
    { status: 'sent' },
    { status: 'sent' },
    { status: 'sent' },
    { recipient: 'contact payments', status: 'sent' },
  ]);
  expect(paths()).toEqual(['/slack', '/team', '/webhook']);
  expect(mails()).toMatchObject([{ subject: `Wheelwright: refused ${VPC}` }]);
  expect(posts.find(({ path }) => path === '/team')?.body).toContain(`your VPC ${VPC}`);
  expect(posts.find(({ path }) => path === '/slack')?.body).not.toContain('your VPC');
});

it('tells nobody of a kind that nobody wants, nor of an event without a kind', async () => {
  await expect(tell('Spoke VPC Quarantined', { contact: 'payments' })).resolves.toEqual([]);
  await expect(tell('Spoke VPC Joined')).resolves.toEqual([]);
  await tell('Spoke VPC Left');
  expect(paths()).toEqual(['/slack']);
});

it('says that a contact is unknown, and tells the others', async () => {
  const told = await tell('Spoke VPC Left', { contact: 'payment' });
  expect(told).toMatchObject([{ status: 'sent' }, { recipient: 'payment', status: 'unknown contact' }]);
  for (const contact of ['toString', '__proto__'])
    expect(statuses(await tell('Spoke VPC Left', { contact, transition: contact }))).toContain('unknown contact');
});

it('tells each once a transition, however often EventBridge delivers the event', async () => {
  await tell('Spoke VPC Refused');
  expect(statuses(await tell('Spoke VPC Refused'))).toEqual(['sent before', 'sent before', 'sent before']);
  await Promise.all([1, 2, 3].map(() => tell('Spoke VPC Refused', { transition: 't-2' })));
  expect(paths()).toEqual(['/slack', '/slack', '/webhook', '/webhook']);
  expect(mails()).toHaveLength(2);
});

it('sends again what a receiver has refused, and nothing to those that have it', async () => {
  answer = () => new Response('no', { status: 503 });
  const told = await tell('Spoke VPC Refused');
  expect(statuses(told)).toEqual(['not sent', 'not sent', 'sent']);
  expect(told[0]?.because).toBe('it answered 503');
  await expect(marks()).resolves.toEqual(['email sent']);
  answer = () => new Response('ok');
  expect(statuses(await tell('Spoke VPC Refused'))).toEqual(['sent', 'sent', 'sent before']);
  await expect(marks()).resolves.toEqual(['email sent', 'slack sent', 'webhook sent']);
});

it('does not send again where no answer came: it may have arrived', async () => {
  answer = () => Promise.reject(new DOMException('The operation timed out', 'TimeoutError'));
  expect(statuses(await tell('Spoke VPC Left'))).toEqual(['unconfirmed']);
  answer = () => new Response('ok');
  expect(statuses(await tell('Spoke VPC Left'))).toEqual(['unconfirmed']);
  expect(posts).toHaveLength(1);
  await expect(marks()).resolves.toEqual(['slack sending']);
});

it('neither sends again nor says sent where the mark could not be written after that', async () => {
  failing('UpdateItem', 'before');
  expect(statuses(await tell('Spoke VPC Left'))).toEqual(['unconfirmed']);
  world.around.pop();
  expect(statuses(await tell('Spoke VPC Left'))).toEqual(['unconfirmed']);
  expect(posts).toHaveLength(1);
  await expect(marks()).resolves.toEqual(['slack sending']);
});

it('does not say sent where the mark of a refused notice could not be removed', async () => {
  answer = () => new Response('no', { status: 500 });
  failing('DeleteItem', 'before');
  expect(statuses(await tell('Spoke VPC Left'))).toEqual(['unconfirmed']);
  await expect(marks()).resolves.toEqual(['slack sending']);
});

it.each(['before', 'after'] as const)('sends nothing without a mark: DynamoDB fails %s it writes', async (when) => {
  failing('PutItem', when);
  expect(statuses(await tell('Spoke VPC Left'))).toEqual(['unconfirmed']);
  expect(posts).toEqual([]);
});

it.each<[string, object | string]>([
  ['without a URL', { key: KEY }],
  ['with a URL that is not https', { url: 'http://hooks.example/webhook', key: KEY }],
  ['without a key', { url: 'https://hooks.example/webhook' }],
  ['with a short key', { url: 'https://hooks.example/webhook', key: 'short' }],
  ['that is no JSON', 'https://hooks.example/webhook'],
])('sends nothing with a secret of a webhook %s, and does not say what it is', async (_, value) => {
  const SecretString = typeof value === 'string' ? value : JSON.stringify(value);
  await secrets.send(new PutSecretValueCommand({ SecretId: 'webhook', SecretString }));
  const told = await tell('Spoke VPC Refused');
  expect(told[1]).toMatchObject({ status: 'not sent' });
  expect(told[1]?.because).toContain('JSON with an https "url" and a "key"');
  expect(JSON.stringify(told)).not.toContain('hooks.example');
  expect(paths()).toEqual(['/slack']);
});

it('says what AWS refuses, and tells the others', async () => {
  world.sns.remove(noticeTopicArn(config, ADDRESS));
  const told = await tell('Spoke VPC Refused');
  expect(statuses(told)).toEqual(['sent', 'sent', 'not sent']);
  expect(told[2]?.because).toContain('sns:Publish');
});
