import { parseArn } from '../../arn';
import { listOf, parseObject } from '../../json';
import type { World } from '../../world';
import { resourcePolicy } from '../documents';
import {
  at,
  each,
  text,
  texts,
  type ActionTable,
  type Ask,
  type Dependent,
  type Resource,
  type ResourceKind,
  type Rule,
} from './types';

/** A resource that can have a policy. A request from another account needs it. */
const governed = (arn: string, accountId: string, policyText: string | undefined): Resource => ({
  arn,
  accountId,
  policy: {
    type: 'resource-based policy',
    ...(policyText ? { policy: resourcePolicy(`policy of ${arn}`, policyText) } : {}),
  },
});

export const queueResource = (world: World, arn: string): Resource => {
  const queue = world.sqs.queue(arn);
  const resource = governed(arn, parseArn(arn)?.accountId ?? '', queue?.attributes.get('Policy'));
  return queue ? { ...resource, tags: queue.tags } : resource;
};

const queue: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find(ask) {
    const { input, call } = ask;
    const byUrl = texts(input, 'QueueUrl').flatMap((url) => {
      const [, accountId, name] = /\/(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
      return accountId && name ? [`arn:aws:sqs:${call.region}:${accountId}:${name}`] : [];
    });
    const owner = text(input, 'QueueOwnerAWSAccountId') ?? call.accountId;
    const byName = texts(input, 'QueueName').map((name) => `arn:aws:sqs:${call.region}:${owner}:${name}`);
    return [...byUrl, ...byName, ...texts(input, 'SourceArn')].map((arn) => queueResource(ask.world, arn));
  },
};

/** AWS docs: SQS, "Configuring queue permissions for dead-letter queue redrive". */
const redrive = (action: string, path: string): Dependent => ({
  action: `sqs:${action}`,
  on: (ask) => texts(ask.input, path).map((arn) => queueResource(ask.world, arn)),
});

export const sqs: ActionTable = {
  prefix: 'sqs',
  kinds: { queue },
  rules: {
    CreateQueue: { on: ['queue'], tags: 'set' },
    TagQueue: { on: ['queue'], tags: 'set' },
    UntagQueue: { on: ['queue'], tags: 'unset' },
    ...each(
      [
        ...['GetQueueUrl', 'GetQueueAttributes', 'SetQueueAttributes', 'DeleteQueue', 'PurgeQueue', 'ListQueueTags'],
        ...['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'ListMessageMoveTasks'],
      ],
      { on: ['queue'] },
    ),
    SendMessageBatch: { on: ['queue'], action: 'SendMessage' },
    DeleteMessageBatch: { on: ['queue'], action: 'DeleteMessage' },
    ChangeMessageVisibilityBatch: { on: ['queue'], action: 'ChangeMessageVisibility' },
    StartMessageMoveTask: {
      on: ['queue'],
      also: [
        ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => redrive(action, 'SourceArn')),
        redrive('SendMessage', 'DestinationArn'),
      ],
    },
  },
};

const topic: ResourceKind = {
  find: ({ input, world }) => {
    const named = texts(input, 'TopicArn');
    const ofSubscription = texts(input, 'SubscriptionArn').map((arn) => arn.replace(/:[^:]+$/, ''));
    return [...named, ...ofSubscription].map((arn) =>
      governed(arn, parseArn(arn)?.accountId ?? '', world.sns.topic(arn)?.policy),
    );
  },
};

export const sns: ActionTable = {
  prefix: 'sns',
  kinds: { topic },
  rules: each(['Publish', 'Subscribe', 'Unsubscribe', 'ListSubscriptionsByTopic'], { on: ['topic'] }),
};

const busArn = ({ call: { region, accountId } }: Ask, nameOrArn = 'default'): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:events:${region}:${accountId}:event-bus/${nameOrArn}`;

export function busResource(world: World, arn: string): Resource {
  const { accountId = '', region = '' } = parseArn(arn) ?? {};
  const found = world.eventbridge.findBus({ accountId, region }, arn);
  const resource = governed(arn, accountId, found?.policy);
  return found ? { ...resource, tags: found.tags } : resource;
}
const busAt = (ask: Ask, nameOrArn: string | undefined): Resource => busResource(ask.world, busArn(ask, nameOrArn));

const bus: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find: (ask) =>
    ['Name', 'EventBusName', 'EventSourceArn', 'Destination.Arn', 'ResourceARN']
      .flatMap((path) => texts(ask.input, path))
      .filter((one) => !/:(rule|archive|replay)\//.test(one))
      .map((one) => busAt(ask, one)),
};

/** Rules of the default bus are a type of their own, with the bus's name missing in the ARN. */
const ruleOn = (custom: boolean): ResourceKind => ({
  tagKeys: ['aws:ResourceTag'],
  find(ask) {
    const { input, call, world } = ask;
    const named = ['Rule', 'Name']
      .flatMap((path) => texts(input, path))
      .map((name): [string, string] => {
        const busName = busArn(ask, text(input, 'EventBusName')).split('event-bus/')[1] ?? 'default';
        return [busName, name];
      });
    const byArn = texts(input, 'ResourceARN').flatMap((arn): [string, string][] => {
      const [, first = '', second] = /:rule\/([^/]+)(?:\/(.+))?$/.exec(arn) ?? [];
      return first === '' ? [] : [second === undefined ? ['default', first] : [first, second]];
    });
    return [...named, ...byArn]
      .filter(([busName]) => (busName !== 'default') === custom)
      .map(([busName, name]) => {
        const path = custom ? `${busName}/${name}` : name;
        const rule = world.eventbridge.findBus(call, busName)?.rules.get(name);
        const arn = `arn:aws:events:${call.region}:${call.accountId}:rule/${path}`;
        return { arn, ...(rule ? { tags: rule.tags } : {}) };
      });
  },
});

const named = (type: string, paths: readonly string[]): ResourceKind => ({
  find: ({ input, call }) =>
    paths
      .flatMap((path) => texts(input, path))
      .filter((name) => !name.startsWith('arn:') || name.includes(`:${type}/`))
      .map((name) => ({
        arn: name.startsWith('arn:') ? name : `arn:aws:events:${call.region}:${call.accountId}:${type}/${name}`,
      })),
});

const RULE_TYPES = ['rule-on-custom-event-bus', 'rule-on-default-event-bus'];
const onRules: Rule = { on: RULE_TYPES };

/** Giving EventBridge a role needs `iam:PassRole`. */
const passRole: Dependent = {
  action: 'iam:PassRole',
  on: ({ input }) => [...texts(input, 'RoleArn'), ...texts(input, 'Targets.RoleArn')].map((arn) => ({ arn })),
  keys: () => ({ 'iam:PassedToService': 'events.amazonaws.com' }),
};

/** The sources that a rule matches: a policy can limit them. */
const inPattern =
  (field: string) =>
  ({ input }: Ask): readonly string[] | undefined => {
    const wanted = listOf(parseObject(text(input, 'EventPattern') ?? '')?.[field]).map(String);
    return wanted.length > 0 ? wanted : undefined;
  };

/** Each entry is put on its own bus, from its own source. */
const entry: ResourceKind = {
  type: 'event-bus',
  tagKeys: ['aws:ResourceTag'],
  find: (ask) =>
    at(ask.input, 'Entries').map((one) => ({
      ...busAt(ask, text(one, 'EventBusName')),
      keys: { 'events:source': text(one, 'Source'), 'events:detail-type': text(one, 'DetailType') },
    })),
};

export const events: ActionTable = {
  prefix: 'events',
  kinds: {
    'event-bus': bus,
    entry,
    'rule-on-custom-event-bus': ruleOn(true),
    'rule-on-default-event-bus': ruleOn(false),
    archive: named('archive', ['ArchiveName', 'EventSourceArn']),
    replay: named('replay', ['ReplayName']),
  },
  rules: {
    CreateEventBus: { on: ['event-bus'], tags: 'set' },
    ...each(['DescribeEventBus', 'UpdateEventBus', 'DeleteEventBus'], { on: ['event-bus'] }),
    PutRule: {
      on: RULE_TYPES,
      tags: 'set',
      keys: { 'events:source': inPattern('source'), 'events:detail-type': inPattern('detail-type') },
      also: [passRole],
    },
    PutTargets: { on: RULE_TYPES, also: [passRole] },
    ...each(['DescribeRule', 'EnableRule', 'DisableRule', 'DeleteRule', 'RemoveTargets', 'ListTargetsByRule'], onRules),
    TagResource: { on: ['event-bus', ...RULE_TYPES], tags: 'set' },
    UntagResource: { on: ['event-bus', ...RULE_TYPES], tags: 'unset' },
    ListTagsForResource: { on: ['event-bus', ...RULE_TYPES] },
    PutEvents: { on: ['entry'] },
    CreateArchive: { on: ['archive', 'event-bus'] },
    ...each(['DescribeArchive', 'UpdateArchive', 'DeleteArchive'], { on: ['archive'] }),
    StartReplay: { on: ['archive', 'event-bus', 'replay'] },
    ...each(['DescribeReplay', 'CancelReplay'], { on: ['replay'] }),
  },
};
