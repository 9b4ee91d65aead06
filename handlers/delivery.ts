import { parse } from '@aws-lambda-powertools/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { SQSRecord } from 'aws-lambda';
import { deadQueueOf, type Queues } from '../lib/hub/queues';
import type { Signals } from '../lib/dispatch/handle-group';
import { workMessage, type Delivery } from '../lib/hub/messages';

const body = JSONStringified(workMessage);

/**
 * Reads the records of one group. One whose body is no message of ours will never be: it goes whole to the dead queue,
 * so that it does not hold up its group.
 */
export async function deliveries(
  records: readonly SQSRecord[],
  queues: Queues,
  queueUrl: string,
  signals: Signals,
): Promise<readonly Delivery[]> {
  const read: Delivery[] = [];
  for (const record of records) {
    try {
      read.push(delivery(record));
    } catch (error) {
      const reason = `not a message of ours: ${error instanceof Error ? error.message : String(error)}`;
      signals.error('cannot be read: to the dead queue', { because: reason, messageId: record.messageId });
      await queues.send(deadQueueOf(queueUrl), {
        body: record.body,
        group: record.attributes.MessageGroupId ?? record.messageId,
        deduplicationId: record.messageId,
        attributes: { reason: reason.slice(0, 1000) },
      });
    }
  }
  return read;
}

const delivery = (record: SQSRecord): Delivery => ({
  messageId: record.messageId,
  receiptHandle: record.receiptHandle,
  body: record.body,
  message: parse(record.body, undefined, body),
  receives: Number(record.attributes.ApproximateReceiveCount),
  firstReceived: new Date(Number(record.attributes.ApproximateFirstReceiveTimestamp)),
});
