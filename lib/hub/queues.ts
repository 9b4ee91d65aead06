import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { bind } from '../aws/sdk/calls';
import { failureOf } from '../aws/sdk/failure';
import type { Session } from '../aws/sdk/session';

/** SQS takes ten entries at a time. */
const BATCH = 10;

export interface FifoMessage {
  readonly body: string;
  readonly group: string;
  /** SQS drops a second message with the same id within five minutes (SQS Developer Guide, FIFO queues). */
  readonly deduplicationId: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The calls to SQS that functions make. They throw a `Failure` if SQS refuses a call. */
export interface Queues {
  send(queueUrl: string, message: FifoMessage): Promise<void>;
  /** Sends any number of messages, ten at a time. After a failure some may have been sent: their ids drop them when sent again. */
  sendAll(queueUrl: string, messages: readonly FifoMessage[]): Promise<void>;
  /** Sends a message to a standard queue, which delivers it after so many seconds. */
  sendLater(queueUrl: string, body: string, seconds: number): Promise<void>;
  /** Hides messages for so many seconds; SQS delivers them again after that. */
  delay(queueUrl: string, receiptHandles: readonly string[], seconds: number): Promise<void>;
}

const CALLS = {
  send: SendMessageCommand,
  sendBatch: SendMessageBatchCommand,
  hide: ChangeMessageVisibilityBatchCommand,
};

/** `session`: the function's own credentials in the hub account, with a client of SQS. */
export function queues(session: Session): Queues {
  const calls = bind(CALLS, session);
  return {
    async send(queueUrl, message) {
      await calls.send({ QueueUrl: queueUrl, ...requestOf(message) });
    },
    async sendAll(queueUrl, messages) {
      for (const batch of batches(messages)) {
        const Entries = batch.map((message, index) => ({ Id: String(index), ...requestOf(message) }));
        const { Failed: [failed] = [] } = await calls.sendBatch({ QueueUrl: queueUrl, Entries });
        // SQS takes some entries of a batch and refuses others.
        if (failed)
          throw failureOf(failed.Code ?? '', failed.Message ?? '', { action: 'sqs:SendMessageBatch', ...session });
      }
    },
    async sendLater(queueUrl, body, seconds) {
      await calls.send({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: seconds });
    },
    async delay(queueUrl, receiptHandles, seconds) {
      for (const batch of batches(receiptHandles))
        await calls.hide({
          QueueUrl: queueUrl,
          Entries: batch.map((ReceiptHandle, index) => ({
            Id: String(index),
            ReceiptHandle,
            VisibilityTimeout: seconds,
          })),
        });
    },
  };
}

const requestOf = ({ body, group, deduplicationId, attributes = {} }: FifoMessage) => ({
  MessageBody: body,
  MessageGroupId: group,
  MessageDeduplicationId: deduplicationId,
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
});

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}
