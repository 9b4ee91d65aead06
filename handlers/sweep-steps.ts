import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Organization } from '../lib/aws/read/organization';
import type { Telemetry } from '../lib/dispatch/telemetry';
import { fifoMessageOf } from '../lib/hub/messages';
import type { Queues } from '../lib/hub/queues';
import { PAGE_SECONDS, RETRY_SECONDS, sweepPage, type SweepPage } from '../lib/hub/sweep-page';
import { queueUrl, sweepQueueUrl, type LandingZone } from '../lib/landing-zone';
import { WORKERS, addressText } from '../lib/names';
import { wokenBySweep, type Woken } from '../lib/routing/sweep-targets';

export interface SweepSteps {
  wake(woken: readonly Woken[], sweep: 'all' | 'waiting', began: string): Promise<void>;
  /** Lets a page follow after so many seconds. */
  follow(page: SweepPage, seconds: number): Promise<void>;
  run(event: SQSEvent): Promise<SQSBatchResponse>;
}

/** The steps of a full sweep. Each wakes the accounts of one page and lets the next page follow, so that a sweep that fails goes on where it was. */
export function sweepSteps(
  landingZone: LandingZone,
  { organization, queues, telemetry }: { organization: Organization; queues: Queues; telemetry: Telemetry },
): SweepSteps {
  const url = sweepQueueUrl(landingZone);
  const wake: SweepSteps['wake'] = async (woken, sweep, began) => {
    for (const name of WORKERS) {
      const spokes = woken.filter(({ worker }) => worker === name);
      const messages = spokes.map((spoke) => {
        const deduplicationId = `${sweep}/${began}/${name}/${addressText(spoke)}`;
        return fifoMessageOf({ ...spoke, because: `sweep of ${sweep} at ${began}` }, deduplicationId);
      });
      await queues.sendAll(queueUrl(landingZone, name), messages);
    }
    telemetry.count(sweep === 'all' ? 'Swept' : 'WaitingSwept', woken.length);
  };
  const follow: SweepSteps['follow'] = (page, seconds) => queues.sendLater(url, JSON.stringify(page), seconds);
  const step = async ({ body }: SQSRecord): Promise<void> => {
    const page = sweepPage(body);
    const { items, next } = await organization.accountsPage(page);
    const woken = await wokenBySweep(landingZone, items);
    await wake(woken, 'all', page.began);
    telemetry.info('accounts swept', { began: page.began, page: page.index, woken: woken.length });
    if (next !== undefined) await follow({ began: page.began, index: page.index + 1, token: next }, PAGE_SECONDS);
  };
  return {
    wake,
    follow,
    async run({ Records }) {
      const failed: SQSRecord[] = [];
      for (const record of Records)
        await step(record).catch((error: unknown) => {
          telemetry.error('step of a sweep failed: it is tried again', { body: record.body, error });
          failed.push(record);
        });
      const handles = failed.map(({ receiptHandle }) => receiptHandle);
      await queues.delay(url, handles, RETRY_SECONDS);
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
  };
}
