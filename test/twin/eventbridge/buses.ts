import type * as eventbridge from '@aws-sdk/client-eventbridge';
import type { Condition } from '@aws-sdk/client-eventbridge';
import { isJsonObject, parseObject, type JsonObject } from '../json';
import { policyFault } from '../resource-policy';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { invalid, limitExceeded, listed, notFound, ownBus, requireName } from './common';
import type { EventBus } from './records';

const MAX_BUSES = 100;
const MAX_POLICY = 10_240;

/** Buses and their resource policies. */
export const busOps = (world: World): Ops<typeof eventbridge> => ({
  CreateEventBus({ Name, Description, EventSourceName, KmsKeyIdentifier, DeadLetterConfig, Tags = [] }, call) {
    const name = requireName('name', Name, 256);
    if (EventSourceName !== undefined || KmsKeyIdentifier !== undefined || DeadLetterConfig !== undefined)
      throw invalid('The twin has no partner event sources, and no keys or dead-letter queues of a bus.');
    const { buses } = world.eventbridge.scope(call);
    if (buses.has(name)) throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    if (buses.size >= MAX_BUSES) throw limitExceeded();
    const bus = world.eventbridge.newBus(call, name);
    if (Description !== undefined) bus.description = Description;
    for (const { Key, Value } of Tags) if (Key !== undefined) bus.tags.set(Key, Value ?? '');
    buses.set(name, bus);
    return { EventBusArn: bus.arn, ...(Description === undefined ? {} : { Description }) };
  },

  DescribeEventBus({ Name }, call) {
    return described(ownBus(world, call, Name));
  },

  ListEventBuses(input, call) {
    const { items, more } = listed(world.eventbridge.scope(call).buses.values(), input);
    return { EventBuses: items.map(described), ...more };
  },

  UpdateEventBus({ Name, Description, KmsKeyIdentifier, DeadLetterConfig }, call) {
    if (KmsKeyIdentifier !== undefined || DeadLetterConfig !== undefined)
      throw invalid('The twin has no keys or dead-letter queues of a bus.');
    const bus = ownBus(world, call, Name);
    if (Description === undefined) delete bus.description;
    else bus.description = Description;
    return { Arn: bus.arn, Name: bus.name, ...(Description === undefined ? {} : { Description }) };
  },

  /** Deleting a bus that does not exist succeeds. */
  DeleteEventBus({ Name }, call) {
    if (Name === 'default') throw invalid('Cannot delete event bus default.');
    const bus = world.eventbridge.findBus(call, Name);
    if (!bus) return {};
    if (bus.rules.size > 0) throw invalid(`Cannot delete event bus ${bus.name}: it has rules.`);
    world.eventbridge.scope(call).buses.delete(bus.name);
    return {};
  },

  PutPermission({ EventBusName, Policy, Action, Principal, StatementId, Condition: condition }, call) {
    const bus = ownBus(world, call, EventBusName);
    const policy = Policy ?? withStatement(bus, statement(bus, { Action, Principal, StatementId, condition }));
    const fault = policyFault(policy);
    if (fault !== undefined) throw invalid(`The policy is malformed. ${fault}`);
    if (policy.length > MAX_POLICY)
      throw new AwsError('PolicyLengthExceededException', 'The event bus policy is too long.');
    bus.policy = policy;
    return {};
  },

  RemovePermission({ EventBusName, StatementId, RemoveAllPermissions }, call) {
    const bus = ownBus(world, call, EventBusName);
    const left = RemoveAllPermissions ? [] : statements(bus).filter(({ Sid }) => Sid !== StatementId);
    if (!RemoveAllPermissions && left.length === statements(bus).length)
      throw notFound('Statement with the provided id does not exist.');
    if (left.length === 0) delete bus.policy;
    else bus.policy = JSON.stringify({ Version: '2012-10-17', Statement: left });
    return {};
  },
});

const described = (bus: EventBus) => ({
  Name: bus.name,
  Arn: bus.arn,
  CreationTime: bus.createdAt,
  LastModifiedTime: bus.createdAt,
  ...(bus.description === undefined ? {} : { Description: bus.description }),
  ...(bus.policy === undefined ? {} : { Policy: bus.policy }),
});

function statements(bus: EventBus): JsonObject[] {
  const found = parseObject(bus.policy ?? '{}')?.['Statement'];
  return (Array.isArray(found) ? found : [found]).filter(isJsonObject);
}

const withStatement = (bus: EventBus, added: JsonObject): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [...statements(bus).filter(({ Sid }) => Sid !== added['Sid']), added],
  });

interface Grant {
  readonly Action: string | undefined;
  readonly Principal: string | undefined;
  readonly StatementId: string | undefined;
  readonly condition: Condition | undefined;
}

/** A condition narrows `*` to an organization; an account needs none. */
function statement(bus: EventBus, { Action, Principal, StatementId, condition }: Grant): JsonObject {
  if (Action !== 'events:PutEvents') throw invalid('Parameter Action is not valid. Reason: only events:PutEvents.');
  if (StatementId === undefined || !/^[\w-]{1,64}$/.test(StatementId))
    throw invalid('Parameter StatementId is not valid.');
  if (Principal !== '*' && !/^\d{12}$/.test(Principal ?? '')) throw invalid('Parameter Principal is not valid.');
  if (condition && Principal !== '*') throw invalid('A condition requires the principal *.');
  const { Type = '', Key = '', Value = '' } = condition ?? {};
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: bus.arn,
    ...(condition ? { Condition: { [Type]: { [Key]: Value } } } : {}),
  };
}
