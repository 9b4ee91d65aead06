import { parse } from '@aws-lambda-powertools/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { SQSRecord } from 'aws-lambda';
import { sendToDeadLetterQueue } from '../lib/dispatch/dead-letters';
import type { Telemetry } from '../lib/dispatch/telemetry';
import type { WorkerContext } from '../lib/dispatch/worker-context';
import { workMessage, type Delivery } from '../lib/hub/messages';
import { grouped } from '../lib/names';

const body = JSONStringified(workMessage);

/**
 * Reads the records of one group. A record whose body is not a work message goes unchanged to the dead-letter queue, so that
 * it does not block its group.
 */
export async function deliveries(
  context: WorkerContext,
  telemetry: Telemetry,
  records: readonly SQSRecord[],
): Promise<readonly Delivery[]> {
  const read: Delivery[] = [];
  for (const record of records) {
    try {
      read.push(delivery(record));
    } catch (error) {
      const { messageId } = record;
      const because = `not a work message: ${error instanceof Error ? error.message : String(error)}`;
      telemetry.error('message unreadable: sent to the dead-letter queue', { messageId, because });
      const group = record.attributes.MessageGroupId ?? messageId;
      await sendToDeadLetterQueue(context, { body: record.body, group, messageId }, because);
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

/** The records of each message group. */
export const groupsOf = (records: readonly SQSRecord[]): ReadonlyMap<string, readonly SQSRecord[]> =>
  grouped(records, ({ attributes }) => attributes.MessageGroupId ?? '');
