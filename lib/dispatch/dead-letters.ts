import { deadLetterQueueUrl } from '../landing-zone';
import { cleanText } from '../names';
import type { Report } from '../reconcile/engine';
import type { WorkerContext } from './worker-context';

const LONGEST_REASON = 1000;
/** Characters. SQS takes 1 MiB of body and attributes; a plan beyond this is cut. */
const LONGEST_PLAN = 200_000;

/** A message that goes to a dead-letter queue, with SQS's own group and id. */
export interface DeadLetter {
  /** Unchanged. */
  readonly body: string;
  readonly group: string;
  readonly messageId: string;
}

/** Sends a message to the worker's dead-letter queue, with the reason and more attributes beside it. */
export const sendToDeadLetterQueue = (
  { queues, landingZone, worker }: Pick<WorkerContext, 'queues' | 'landingZone' | 'worker'>,
  { body, group, messageId }: DeadLetter,
  reason: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> =>
  queues.send(deadLetterQueueUrl(landingZone, worker.name), {
    body,
    group,
    deduplicationId: messageId,
    attributes: { reason: cleanText(reason, LONGEST_REASON), ...attributes },
  });

/** The plan as JSON, for an attribute of a dead letter. */
export const planText = (reports: readonly Report[]): string => {
  const plan = reports.map(({ target, outcomes }) => ({ target, outcomes: Object.fromEntries(outcomes) }));
  return cleanText(JSON.stringify(plan), LONGEST_PLAN);
};
