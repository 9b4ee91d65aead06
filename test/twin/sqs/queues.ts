import type * as sqs from '@aws-sdk/client-sqs';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { checkAttributes, DEFAULTS } from './attributes';
import { invalidParameter, missing, noQueue, queueAt, urlOf } from './lookup';
import { Queue } from './queue';

const REUSE_AFTER_MS = 60_000;

/** CreateQueue and what reads, changes and deletes queues. */
export const queueOps = (world: World): Ops<typeof sqs> => ({
  CreateQueue({ QueueName: name, Attributes: attributes = {}, tags = {} }, call) {
    if (!name) throw missing('QueueName');
    const fifo = attributes['FifoQueue'] === 'true';
    if (!/^[\w-]{1,80}$/.test(name.replace(/\.fifo$/, '')) || name.length > 80)
      throw invalidParameter(
        'QueueName',
        name,
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    if (name.endsWith('.fifo') !== fifo)
      throw invalidParameter('QueueName', name, 'The name of a FIFO queue, and of no other, ends in .fifo');
    const place = { accountId: call.accountId, region: call.region };
    const arn = `arn:aws:sqs:${call.region}:${call.accountId}:${name}`;
    checkAttributes(attributes, { fifo, arn }, (one) => world.sqs.queue(one));
    const known = world.sqs.queues(place).get(name);
    if (known) {
      if (Object.entries(attributes).some(([key, value]) => known.attributes.get(key) !== value))
        throw new AwsError(
          'QueueNameExists',
          `A queue already exists with the same name and a different value for an attribute.`,
        );
      return { QueueUrl: urlOf(known, call) };
    }
    const now = world.clock.now().getTime();
    if (now < (world.sqs.deletedAt.get(arn) ?? -Infinity) + REUSE_AFTER_MS)
      throw new AwsError(
        'QueueDeletedRecently',
        'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      );
    const settings = new Map(Object.entries({ ...DEFAULTS, ...(fifo ? { ContentBasedDeduplication: 'false' } : {}) }));
    const queue = new Queue(name, call.accountId, call.region, now, settings, world.clock, (one) =>
      world.sqs.queue(one),
    );
    assign(queue, attributes, now);
    for (const [key, value] of Object.entries(tags)) queue.tags.set(key, value);
    world.sqs.queues(place).set(name, queue);
    return { QueueUrl: urlOf(queue, call) };
  },

  GetQueueUrl({ QueueName: name, QueueOwnerAWSAccountId: owner }, call) {
    const queue = world.sqs.queues({ accountId: owner ?? call.accountId, region: call.region }).get(name ?? '');
    if (!queue) throw noQueue();
    return { QueueUrl: urlOf(queue, call) };
  },

  ListQueues({ QueueNamePrefix: prefix = '', MaxResults: max, NextToken: token }, call) {
    const urls = [...world.sqs.queues({ accountId: call.accountId, region: call.region }).values()]
      .filter((queue) => queue.name.startsWith(prefix))
      .map((queue) => urlOf(queue, call));
    const invalidToken = (): AwsError => invalidParameter('NextToken', token, 'Invalid or expired next token.');
    const { items, next } = page(urls, { limit: max ?? 1000, token, invalidToken });
    return { QueueUrls: items, ...(next === undefined || max === undefined ? {} : { NextToken: next }) };
  },

  GetQueueAttributes({ QueueUrl: url, AttributeNames: names = [] }, call) {
    const queue = queueAt(world, url, call);
    const all = described(queue);
    const unknown = names.find((name) => name !== 'All' && !(name in all) && !OPTIONAL.has(name));
    if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const wanted = Object.entries(all).filter(([name]) => names.some((one) => one === 'All' || one === name));
    return { Attributes: Object.fromEntries(wanted) };
  },

  SetQueueAttributes({ QueueUrl: url, Attributes: attributes = {} }, call) {
    const queue = queueAt(world, url, call);
    if ('FifoQueue' in attributes)
      throw new AwsError('InvalidAttributeName', 'The attribute FifoQueue cannot be changed.');
    checkAttributes(attributes, queue, (one) => world.sqs.queue(one));
    assign(queue, attributes, world.clock.now().getTime());
    return {};
  },

  DeleteQueue({ QueueUrl: url }, call) {
    const queue = queueAt(world, url, call);
    queue.purge();
    world.sqs.queues(queue).delete(queue.name);
    world.sqs.deletedAt.set(queue.arn, world.clock.now().getTime());
    return {};
  },

  PurgeQueue({ QueueUrl: url }, call) {
    queueAt(world, url, call).purge();
    return {};
  },

  TagQueue({ QueueUrl: url, Tags: tags = {} }, call) {
    const queue = queueAt(world, url, call);
    for (const [key, value] of Object.entries(tags)) queue.tags.set(key, value);
    return {};
  },

  UntagQueue({ QueueUrl: url, TagKeys: keys = [] }, call) {
    const queue = queueAt(world, url, call);
    for (const key of keys) queue.tags.delete(key);
    return {};
  },

  ListQueueTags({ QueueUrl: url }, call) {
    const { tags } = queueAt(world, url, call);
    return tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) };
  },
});

/** An empty policy takes the policy away. */
function assign(queue: Queue, attributes: Readonly<Record<string, string>>, now: number): void {
  for (const [name, value] of Object.entries(attributes))
    if (value === '') queue.attributes.delete(name);
    else queue.attributes.set(name, value);
  queue.attributes.set('LastModifiedTimestamp', String(Math.floor(now / 1000)));
}

const OPTIONAL = new Set([
  ...['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'],
  ...['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'],
]);

function described(queue: Queue): Record<string, string> {
  const messages = queue.messages();
  const inFlight = messages.filter((message) => queue.inFlight(message)).length;
  const visible = queue.visibleCount();
  return {
    ...Object.fromEntries(queue.attributes),
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(messages.length - visible - inFlight),
  };
}
