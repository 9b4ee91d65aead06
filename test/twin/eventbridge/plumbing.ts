import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { as, HUB, REGION } from '../organization-fixture';
import { parseObject, type JsonObject } from '../json';
import type { World } from '../world';

/** Lets EventBridge send to the queue, as a queue's owner has to. */
const openPolicy = (queueArn: string): string =>
  JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
    },
  });

/** Creates a queue that EventBridge may send to, in REGION, and returns its ARN. */
export async function openQueue(
  world: World,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  accountId = HUB,
): Promise<string> {
  const arn = `arn:aws:sqs:${REGION}:${accountId}:${name}`;
  const Attributes = { Policy: openPolicy(arn), ...attributes };
  await new SQSClient(as(world, accountId)).send(new CreateQueueCommand({ QueueName: name, Attributes }));
  return arn;
}

export interface RuleOn {
  readonly accountId?: string;
  readonly region?: string;
  readonly bus?: string;
  readonly name?: string;
  readonly pattern: object;
}

/** Puts a rule with its targets. */
export async function rule(
  world: World,
  { accountId = HUB, region = REGION, bus = 'default', name = 'rule', pattern }: RuleOn,
  ...targets: Omit<Target, 'Id'>[]
): Promise<string> {
  const events = new EventBridgeClient(as(world, accountId, region));
  const place = { EventBusName: bus };
  const { RuleArn } = await events.send(
    new PutRuleCommand({ ...place, Name: name, EventPattern: JSON.stringify(pattern) }),
  );
  const Targets = targets.map((target, index) => ({ Id: String(index), ...target }));
  await events.send(new PutTargetsCommand({ ...place, Rule: name, Targets }));
  return RuleArn ?? '';
}

/** Puts one event of the source `test` and returns its id. */
export async function put(
  world: World,
  detail: object,
  { accountId = HUB, region = REGION, bus = 'default' } = {},
): Promise<string> {
  const entry = { EventBusName: bus, Source: 'test', DetailType: 'Test', Detail: JSON.stringify(detail) };
  const events = new EventBridgeClient(as(world, accountId, region));
  const { Entries } = await events.send(new PutEventsCommand({ Entries: [entry] }));
  return Entries?.[0]?.EventId ?? '';
}

/** The bodies of all messages in a queue, as JSON. */
export const eventsIn = (world: World, queueArn: string): (JsonObject | undefined)[] =>
  (world.sqs.queue(queueArn)?.messages() ?? []).map(({ body }) => parseObject(body));
