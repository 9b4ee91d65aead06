import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parse } from '@aws-lambda-powertools/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { dynamodb, secretsmanager, sns } from '../lib/aws/sdk/services';
import { noticeEvent } from '../lib/notify/notice';
import { notifier } from '../lib/notify/notify';
import { lazily, type Runtime } from './runtime';
import { functionTelemetry } from './telemetry';
import { wire } from './wiring';

const body = JSONStringified(noticeEvent);
/** What an operator has to look at. The first two come back: SQS delivers the event again, and at last moves it to the dead-letter queue. */
const METRIC = { 'not sent': 'NotSent', unconfirmed: 'Unconfirmed', 'unknown contact': 'UnknownContact' } as const;

/** Tells operators and contacts of the events on the outbound bus. */
export const create = (runtime: Runtime): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const { landingZone, clock, fetch = globalThis.fetch } = runtime;
  const { own } = wire(runtime, [dynamodb, secretsmanager, sns], 'org-read');
  const { telemetry, wrap } = functionTelemetry(runtime);
  const notify = notifier({ landingZone, clock, own, fetch });
  const processor = new BatchProcessor(EventType.SQS);

  const tell = async (record: SQSRecord): Promise<void> => {
    const event = parse(record.body, undefined, body);
    const { accountId, region, transition } = event.detail;
    const told = await notify(event);
    for (const { status, ...facts } of told) {
      const fields = { accountId, region, transition, ...facts };
      if (status === 'sent' || status === 'sent before') telemetry.info(`notice ${status}`, fields);
      else {
        telemetry.error(status === 'unknown contact' ? status : `notice ${status}`, fields);
        telemetry.count(METRIC[status], 1);
      }
    }
    if (told.some(({ status }) => status === 'not sent' || status === 'unconfirmed'))
      throw new Error('expected every recipient to be told, found one that was not; see the log lines before');
  };

  return wrap((event: SQSEvent, context: Context) =>
    processPartialResponse(event, tell, processor, { context, throwOnFullBatchFailure: false }),
  );
};

export const handler = lazily(create);
