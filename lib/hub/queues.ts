import { ChangeMessageVisibilityBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { bind } from '../aws/sdk/calls';
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
  /** Hides messages for so many seconds; SQS delivers them again after that. */
  delay(queueUrl: string, receiptHandles: readonly string[], seconds: number): Promise<void>;
}

const CALLS = { send: SendMessageCommand, hide: ChangeMessageVisibilityBatchCommand };

/** `session`: the function's own credentials in the hub account, with a client of SQS. */
export function queues(session: Session): Queues {
  const calls = bind(CALLS, session);
  return {
    async send(queueUrl, { body, group, deduplicationId, attributes = {} }) {
      await calls.send({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
        ),
      });
    },
    async delay(queueUrl, receiptHandles, seconds) {
      for (let start = 0; start < receiptHandles.length; start += BATCH)
        await calls.hide({
          QueueUrl: queueUrl,
          Entries: receiptHandles.slice(start, start + BATCH).map((ReceiptHandle, index) => ({
            Id: String(index),
            ReceiptHandle,
            VisibilityTimeout: seconds,
          })),
        });
    },
  };
}
