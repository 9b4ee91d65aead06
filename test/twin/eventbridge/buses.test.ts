import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  RemovePermissionCommand,
  UpdateEventBusCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { as, DEV, HUB, worldWithOrganization, PROD } from '../organization-fixture';
import type { World } from '../world';

const error = (name: string) => expect.objectContaining({ name }) as Error;
const BUS = `arn:aws:events:eu-west-1:${HUB}:event-bus/inbound`;

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});
const client = (accountId = HUB) => new EventBridgeClient(as(world, accountId));
const createBus = (Name = 'inbound') => client().send(new CreateEventBusCommand({ Name }));
const describeBus = (Name: string) => client().send(new DescribeEventBusCommand({ Name }));

describe('a bus', () => {
  it('is created once, described, listed and deleted, and every account has a default one', async () => {
    await expect(createBus()).resolves.toMatchObject({ EventBusArn: BUS });
    await expect(createBus()).rejects.toEqual(error('ResourceAlreadyExistsException'));
    await expect(createBus('default')).rejects.toEqual(error('ResourceAlreadyExistsException'));
    await expect(createBus('a b')).rejects.toEqual(error('ValidationException'));
    await client().send(new UpdateEventBusCommand({ Name: 'inbound', Description: 'from spokes' }));
    const { EventBuses } = await client().send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name, Description }) => [Name, Description])).toEqual([
      ['default', undefined],
      ['inbound', 'from spokes'],
    ]);
    await client().send(new DeleteEventBusCommand({ Name: 'inbound' }));
    await client().send(new DeleteEventBusCommand({ Name: 'inbound' }));
    await expect(describeBus('inbound')).rejects.toEqual(error('ResourceNotFoundException'));
    await expect(client().send(new DeleteEventBusCommand({ Name: 'default' }))).rejects.toEqual(
      error('ValidationException'),
    );
  });

  it('is not managed from another account', async () => {
    await createBus();
    const rule = new PutRuleCommand({ Name: 'r', EventBusName: BUS, EventPattern: '{"source":["a"]}' });
    await expect(client(DEV).send(rule)).rejects.toEqual(error('AccessDeniedException'));
  });

  it('is not deleted while it has rules', async () => {
    await createBus();
    await client().send(new PutRuleCommand({ Name: 'r', EventBusName: 'inbound', EventPattern: '{"source":["a"]}' }));
    await expect(client().send(new DeleteEventBusCommand({ Name: 'inbound' }))).rejects.toEqual(
      error('ValidationException'),
    );
  });
});

describe('the policy of a bus', () => {
  const permit = (input: object) => client().send(new PutPermissionCommand({ EventBusName: 'inbound', ...input }));
  const Action = 'events:PutEvents';
  const organization = (Value: string) => ({ Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value });
  const put = (accountId: string) =>
    client(accountId).send(
      new PutEventsCommand({ Entries: [{ EventBusName: BUS, Source: 'test', DetailType: 'Test', Detail: '{}' }] }),
    );

  it('grows statement by statement and shrinks again', async () => {
    await createBus();
    await permit({ Action, Principal: DEV, StatementId: 'dev' });
    await permit({ Action, Principal: '*', StatementId: 'org' });
    await permit({ Action, Principal: '*', StatementId: 'org', Condition: organization('o-sampleorg1') });
    const { Policy } = await describeBus('inbound');
    expect(JSON.parse(Policy ?? '')).toMatchObject({
      Statement: [
        { Sid: 'dev', Principal: { AWS: `arn:aws:iam::${DEV}:root` }, Resource: BUS },
        { Sid: 'org', Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-sampleorg1' } } },
      ],
    });
    const remove = (input: object) => client().send(new RemovePermissionCommand({ EventBusName: 'inbound', ...input }));
    await remove({ StatementId: 'dev' });
    await expect(remove({ StatementId: 'dev' })).rejects.toEqual(error('ResourceNotFoundException'));
    await remove({ RemoveAllPermissions: true });
    expect((await describeBus('inbound')).Policy).toBeUndefined();
  });

  it('decides which accounts may put events', async () => {
    await createBus();
    await expect(put(DEV)).rejects.toEqual(error('AccessDeniedException'));
    await permit({ Action, Principal: DEV, StatementId: 'dev' });
    await expect(put(DEV)).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put(PROD)).rejects.toEqual(error('AccessDeniedException'));
    await permit({ Action, Principal: '*', StatementId: 'org', Condition: organization('o-another000') });
    await expect(put(PROD)).rejects.toEqual(error('AccessDeniedException'));
    await permit({ Action, Principal: '*', StatementId: 'org', Condition: organization('o-sampleorg1') });
    await expect(put(PROD)).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put('900000000009')).rejects.toEqual(error('AccessDeniedException'));
  });

  it.each([
    ['another action', { Action: 'events:PutRule', Principal: DEV, StatementId: 's' }],
    ['no statement id', { Action, Principal: DEV }],
    ['a principal that is no account', { Action, Principal: 'dev', StatementId: 's' }],
    ['a condition on one account', { Action, Principal: DEV, StatementId: 's', Condition: organization('o-1') }],
    ['a policy that is no JSON', { Policy: 'nope' }],
    [
      'a condition key that the twin cannot evaluate',
      {
        Policy: JSON.stringify({
          Statement: {
            Effect: 'Allow',
            Principal: '*',
            Action,
            Resource: BUS,
            Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '60' } },
          },
        }),
      },
    ],
  ])('is refused with %s', async (_what, input) => {
    await createBus();
    await expect(permit(input)).rejects.toEqual(error('ValidationException'));
  });
});

describe('PutEvents', () => {
  const entry = { Source: 'test', DetailType: 'Test', Detail: '{}' };
  const put = (...Entries: PutEventsRequestEntry[]) => client().send(new PutEventsCommand({ Entries }));

  it.each([
    ['a source of AWS', { Source: 'aws.tag' }, 'NotAuthorizedForSourceException'],
    ['no source', { Source: undefined }, 'InvalidArgument'],
    ['no detail type', { DetailType: undefined }, 'InvalidArgument'],
    ['no detail', { Detail: undefined }, 'InvalidArgument'],
    ['a detail that is no JSON object', { Detail: '[1]' }, 'MalformedDetail'],
  ])('fails only the entry with %s', async (_what, fault, code) => {
    const { FailedEntryCount, Entries } = await put({ ...entry, ...fault }, entry);
    expect(FailedEntryCount).toBe(1);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([code, undefined]);
    expect(Entries?.[1]?.EventId).toMatch(/^[\w-]{36}$/);
  });

  it('succeeds for a bus that does not exist', async () => {
    await expect(put({ ...entry, EventBusName: 'nothing' })).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  it('is refused for a bus of another region', async () => {
    const elsewhere = new EventBridgeClient(as(world, HUB, 'us-east-1'));
    await elsewhere.send(new CreateEventBusCommand({ Name: 'inbound' }));
    const EventBusName = BUS.replace('eu-west-1', 'us-east-1');
    await expect(put({ ...entry, EventBusName })).rejects.toEqual(error('ValidationException'));
  });

  it.each([
    ['eleven entries', Array.from({ length: 11 }, () => entry)],
    ['more than a mebibyte', [{ ...entry, Detail: JSON.stringify({ a: 'x'.repeat(1_048_576) }) }]],
  ])('is refused with %s', async (_what, entries) => {
    await expect(put(...entries)).rejects.toEqual(error('ValidationException'));
  });
});
