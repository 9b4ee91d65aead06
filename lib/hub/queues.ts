import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ClientConfig } from '../aws/sdk/session';

/** SQS takes ten entries at a time. */
const BATCH = 10;

export interface FifoMessage {
  readonly body: string;
  readonly group: string;
  /** SQS drops a second message with the same id within five minutes (SQS Developer Guide, FIFO queues). */
  readonly deduplicationId: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The calls to SQS that functions make. */
export interface Queues {
  send(queueUrl: string, message: FifoMessage): Promise<void>;
  /** Hides messages for so many seconds; SQS delivers them again after that. */
  delay(queueUrl: string, receiptHandles: readonly string[], seconds: number): Promise<void>;
}

export function queues(config: ClientConfig): Queues {
  const sqs = new SQSClient(config);
  return {
    async send(queueUrl, { body, group, deduplicationId, attributes = {} }) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageGroupId: group,
          MessageDeduplicationId: deduplicationId,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
          ),
        }),
      );
    },
    async delay(queueUrl, receiptHandles, seconds) {
      for (let start = 0; start < receiptHandles.length; start += BATCH)
        await sqs.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: queueUrl,
            Entries: receiptHandles.slice(start, start + BATCH).map((ReceiptHandle, index) => ({
              Id: String(index),
              ReceiptHandle,
              VisibilityTimeout: seconds,
            })),
          }),
        );
    },
  };
}
