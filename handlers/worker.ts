import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import { parse } from '@aws-lambda-powertools/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { answer } from '../lib/workers/answer';
import { workMessage, type Delivery } from '../lib/workers/message';
import type { Trade } from '../lib/workers/wake';
import type { Workplace } from '../lib/workers/workplace';
import type { Runtime } from './runtime';
import { telemetry } from './telemetry';
import type { Wiring } from './wiring';

const body = JSONStringified(workMessage);

const delivery = (record: SQSRecord): Delivery => ({
  messageId: record.messageId,
  receiptHandle: record.receiptHandle,
  body: record.body,
  message: parse(record.body, undefined, body),
  receives: Number(record.attributes.ApproximateReceiveCount),
  firstReceived: new Date(Number(record.attributes.ApproximateFirstReceiveTimestamp)),
});

export interface WorkerOptions {
  readonly runtime: Runtime;
  readonly wiring: Wiring;
  readonly place: Workplace;
  readonly trade: Trade;
  /** Called when a spoke is done with. */
  done?(delivery: Delivery): Promise<void>;
}

/** The door of a worker: one reconcile per message group and batch, and one answer for all of the group's messages. */
export function worker(options: WorkerOptions): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const { place, trade, wiring } = options;
  const processor = new SqsFifoPartialProcessorAsync();
  const { logger, signals, wrap } = telemetry(options.runtime);

  const reconcile = async (records: readonly SQSRecord[]): Promise<void> => {
    const deliveries = records.map(delivery);
    const [first] = deliveries;
    if (!first) return;
    logger.appendKeys({
      account: first.message.account,
      region: first.message.region,
      eventId: records[0]?.attributes.MessageDeduplicationId,
    });
    await answer(place, trade, wiring.queues, signals, deliveries);
    await options.done?.(first);
  };

  return wrap((event: SQSEvent, context: Context) => {
    const groups = Map.groupBy(event.Records, ({ attributes }) => attributes.MessageGroupId);
    const answers = new Map<string | undefined, Promise<void>>();
    const handle = ({ attributes: { MessageGroupId: group } }: SQSRecord): Promise<void> => {
      const given = answers.get(group) ?? reconcile(groups.get(group) ?? []);
      answers.set(group, given);
      return given;
    };
    return processPartialResponse(event, handle, processor, {
      context,
      skipGroupOnError: true,
      throwOnFullBatchFailure: false,
    });
  });
}
