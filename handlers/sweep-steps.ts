import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Telemetry } from '../lib/dispatch/telemetry';
import { RETRY_SECONDS, nextStep, sweepMessage, type SweepOrder, type SweepPage } from '../lib/hub/sweep-page';
import { sweepQueueUrl } from '../lib/landing-zone';
import { wake as wakeUp } from '../lib/hub/wake';
import type { Woken } from '../lib/routing/sweep-targets';
import type { Runtime } from './runtime';
import type { Looking } from './sweep-look';
import type { Wiring } from './wiring';

type Begin = (order: SweepOrder) => Promise<unknown>;
export interface SweepSteps {
  wake(woken: readonly Woken[], sweep: 'all' | 'waiting', began: string): Promise<void>;
  /** Lets a page follow after so many seconds. */
  follow(page: SweepPage, seconds: number): Promise<void>;
  /** Runs what the queue has: steps, and orders of operators, which `begin` carries out. */
  run(event: SQSEvent, begin: Begin): Promise<SQSBatchResponse>;
}

/** The steps of a full sweep. Each wakes the accounts of one page and lets the next page follow, so that a sweep that fails goes on where it was. */
export function sweepSteps(
  { landingZone, clock }: Runtime,
  { organization, queues, telemetry }: Pick<Wiring, 'organization' | 'queues'> & { readonly telemetry: Telemetry },
  looking: Looking,
): SweepSteps {
  const url = sweepQueueUrl(landingZone);
  const wake: SweepSteps['wake'] = async (woken, sweep, began) => {
    await wakeUp({ queues, landingZone }, woken, { because: `sweep of ${sweep} at ${began}`, id: `${sweep}/${began}` });
    telemetry.count(sweep === 'all' ? 'Swept' : 'WaitingSwept', woken.length);
  };
  const follow: SweepSteps['follow'] = (page, seconds) => queues.sendLater(url, JSON.stringify(page), seconds);
  const step = async ({ body }: SQSRecord, begin: Begin): Promise<void> => {
    const page = sweepMessage(body);
    if ('sweep' in page) {
      await begin(page);
      return;
    }
    const started = clock.now();
    const { items, next } = await organization.accountsPage(page);
    const woken = await looking.wokenOn(items, page.look ?? 'all');
    await wake(woken, 'all', page.began);
    telemetry.info('accounts swept', { began: page.began, page: page.index, woken: woken.length });
    if (next !== undefined) await follow(...nextStep(page, next, { started, now: clock.now() }));
  };
  return {
    wake,
    follow,
    async run({ Records }, begin) {
      const failed: SQSRecord[] = [];
      for (const record of Records)
        await step(record, begin).catch((error: unknown) => {
          telemetry.error('step of a sweep failed: it is tried again', { body: record.body, error });
          failed.push(record);
        });
      const handles = failed.map(({ receiptHandle }) => receiptHandle);
      await queues.delay(url, handles, RETRY_SECONDS);
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
  };
}
