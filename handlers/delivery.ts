import { parse } from '@aws-lambda-powertools/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { SQSRecord } from 'aws-lambda';
import { workMessage, type Delivery } from '../lib/workers/message';

const body = JSONStringified(workMessage);

/** Reads one record of a worker's queue. Throws where its body is no message of ours. */
export const delivery = (record: SQSRecord): Delivery => ({
  messageId: record.messageId,
  receiptHandle: record.receiptHandle,
  body: record.body,
  message: parse(record.body, undefined, body),
  receives: Number(record.attributes.ApproximateReceiveCount),
  firstReceived: new Date(Number(record.attributes.ApproximateFirstReceiveTimestamp)),
});
