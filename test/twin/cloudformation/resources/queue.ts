import { CreateQueueCommand, DeleteQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { alreadyExists } from '../failure';
import { count, difference, document, flag, tags, text } from '../fields';
import { resource, type Scope } from '../resource-type';

/** Attributes of a queue have the names of its properties, and are all texts. */
const attributesOf = (
  properties: Readonly<Record<string, string | number | boolean | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );

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
      // SQS finds a queue of the same name and attributes again; CloudFormation does not take it over.
      if (scope.world.sqs.queues(scope.call).has(name)) throw alreadyExists('AWS::SQS::Queue', name);
      const { QueueUrl = '' } = await new SQSClient(scope.config).send(
        new CreateQueueCommand({
          QueueName: name,
          Attributes: attributesOf(attributes),
          tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
        }),
      );
      const Arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
      return { ref: QueueUrl, attributes: { Arn, QueueName: name, QueueUrl } };
    },
    async update({ current: { ref: QueueUrl, attributes }, properties }, { config }) {
      const { QueueName: _name, FifoQueue: _fifo, Tags: _tags, ...changeable } = properties;
      const Attributes = attributesOf(changeable);
      await new SQSClient(config).send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      return { ref: QueueUrl, attributes };
    },
    async remove({ ref: QueueUrl }, { config }) {
      await new SQSClient(config).send(new DeleteQueueCommand({ QueueUrl }));
    },
  },
);

async function setPolicy(Queues: readonly string[], Policy: string, { config }: Scope): Promise<void> {
  const client = new SQSClient(config);
  for (const QueueUrl of Queues) await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

export const queuePolicy = resource(z.strictObject({ Queues: z.array(text), PolicyDocument: document }), {
  async create({ Queues, PolicyDocument }, scope) {
    await setPolicy(Queues, PolicyDocument, scope);
    return { ref: scope.generatedName, attributes: {} };
  },
  async update({ current: { ref, attributes, properties: before }, properties }, scope) {
    await setPolicy(difference(before.Queues, properties.Queues).removed, '', scope);
    await setPolicy(properties.Queues, properties.PolicyDocument, scope);
    return { ref, attributes };
  },
  remove: ({ properties }, scope) => setPolicy(properties.Queues, '', scope),
});
