import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { answer, type Answer } from '../lib/dispatch/handle-group';
import type { Delivery } from '../lib/hub/messages';
import type { Trade } from '../lib/dispatch/wake-up';
import type { Workplace } from '../lib/dispatch/context';
import { deliveries } from './delivery';
import type { Runtime } from './runtime';
import { telemetry } from './telemetry';
import type { Wiring } from './wiring';

export interface WorkerOptions {
  readonly runtime: Runtime;
  readonly wiring: Wiring;
  readonly place: Workplace;
  readonly trade: Trade;
  /** Called when what comes next must know of the spoke. */
  done?(delivery: Delivery): Promise<void>;
}

/** The door of a worker: one reconcile per message group and batch, and one answer for all of the group's messages. */
export function worker(options: WorkerOptions): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const { place, trade, wiring } = options;
  const processor = new SqsFifoPartialProcessorAsync();
  const { logger, signals, wrap } = telemetry(options.runtime);
  const queueUrl = place.hub.queueUrls[place.worker] ?? '';

  const reconcile = async (records: readonly SQSRecord[]): Promise<Answer | undefined> => {
    const { MessageGroupId: group = '', MessageDeduplicationId: eventId } = records[0]?.attributes ?? {};
    const [account, region] = group.split('/');
    logger.appendKeys({ account, region, eventId });
    try {
      const [first, ...others] = await deliveries(records, wiring.queues, queueUrl, signals);
      if (!first) return undefined;
      const given = await answer(place, trade, wiring.queues, signals, [first, ...others]);
      if (given.handsOn) await options.done?.(first);
      return given;
    } catch (error) {
      // The batch processor swallows it: the messages come back when the queue shows them again.
      logger.error('not even answered', error as Error);
      throw error;
    }
  };

  return wrap((event: SQSEvent, context: Context) => {
    const groups = Map.groupBy(event.Records, ({ attributes }) => attributes.MessageGroupId);
    const answers = new Map<string | undefined, Promise<Answer | undefined>>();
    const handle = async ({ messageId, attributes: { MessageGroupId: group } }: SQSRecord): Promise<void> => {
      const given = answers.get(group) ?? reconcile(groups.get(group) ?? []);
      answers.set(group, given);
      const ended = await given;
      if (ended?.comeBack.has(messageId)) throw new Error(`not finished: ${ended.because}`);
    };
    return processPartialResponse(event, handle, processor, {
      context,
      skipGroupOnError: true,
      throwOnFullBatchFailure: false,
    });
  });
}
