import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { count, document, flag, tags, text } from '../fields';
import { resource } from '../resource-type';

export const queue = resource(
  z.strictObject({
    QueueName: text.optional(),
    FifoQueue: flag.optional(),
    ContentBasedDeduplication: flag.optional(),
    DelaySeconds: count.optional(),
    MaximumMessageSize: count.optional(),
    MessageRetentionPeriod: count.optional(),
    ReceiveMessageWaitTimeSeconds: count.optional(),
    RedriveAllowPolicy: document.optional(),
    RedrivePolicy: document.optional(),
    SqsManagedSseEnabled: flag.optional(),
    VisibilityTimeout: count.optional(),
    Tags: tags,
  }),
  {
    async create({ QueueName, Tags = [], ...attributes }, scope) {
      const { accountId, region } = scope.call;
      const name = QueueName ?? `${scope.generatedName.slice(0, 75)}${attributes.FifoQueue ? '.fifo' : ''}`;
      // Attributes of a queue have the names of its properties, and are all texts.
      const Attributes = Object.fromEntries(
        Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
      );
      const { QueueUrl = '' } = await new SQSClient(scope.config).send(
        new CreateQueueCommand({
          QueueName: name,
          Attributes,
          tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
        }),
      );
      const Arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
      return { ref: QueueUrl, attributes: { Arn, QueueName: name, QueueUrl } };
    },
  },
);

export const queuePolicy = resource(z.strictObject({ Queues: z.array(text), PolicyDocument: document }), {
  async create({ Queues, PolicyDocument: Policy }, { config, generatedName }) {
    const client = new SQSClient(config);
    for (const QueueUrl of Queues)
      await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    return { ref: generatedName, attributes: {} };
  },
});
