import { queueUrl, type LandingZone } from '../landing-zone';
import { WORKERS, addressText, type WorkerName } from '../names';
import { fifoMessageOf, type WorkMessage } from './messages';
import type { Queues } from './queues';

/** A worker that is to reconcile a spoke. */
export type WakeUp = Omit<WorkMessage, 'because'> & { readonly worker: WorkerName };

/**
 * Wakes workers, each for one spoke. `id`: messages for the same worker and spoke with the same id count once within five minutes.
 * @throws a `Failure` if SQS refuses a call; some may have been woken then
 */
export async function wake(
  { queues, landingZone }: { readonly queues: Queues; readonly landingZone: LandingZone },
  wakeUps: readonly WakeUp[],
  { because, id }: { readonly because: string; readonly id: string },
): Promise<void> {
  for (const name of WORKERS) {
    const messages = wakeUps
      .filter(({ worker }) => worker === name)
      .map(({ worker, ...spoke }) => fifoMessageOf({ ...spoke, because }, `${id}/${worker}/${addressText(spoke)}`));
    await queues.sendAll(queueUrl(landingZone, name), messages);
  }
}
