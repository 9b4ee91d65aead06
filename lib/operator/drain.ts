import { bind } from '../aws/sdk/calls';
import { hubQueueUrl } from '../landing-zone';
import { QUEUES, WORKERS, queueName } from '../names';
import { drainCalls } from './act-calls';
import type { Connection } from './connection';

/** The messages of one queue. */
export interface Backlog {
  readonly queue: string;
  readonly messages: number;
}

const WORK = [QUEUES.intake, QUEUES.sweep, ...WORKERS.map(queueName)];
const LOOK_EVERY_MS = 5_000;
/** SQS counts messages right a minute after the last was sent (SQS API reference, GetQueueAttributes). */
const QUIET_MS = 60_000;

/**
 * Waits until no work has a message in its queue, for `most` milliseconds at most. A spoke that waits for AWS, or that fails, has
 * messages; a wait that may last has none: the sweep wakes it.
 * @returns what is left
 */
export async function untilDrained(
  connection: Pick<Connection, 'hub' | 'clock' | 'landingZone'>,
  most: number,
  now: (text: string) => void,
): Promise<readonly Backlog[]> {
  const { clock } = connection;
  const end = clock.now().getTime() + most;
  let quietSince: number | undefined;
  for (;;) {
    const left = await backlogs(connection);
    const time = clock.now().getTime();
    quietSince = left.length > 0 ? undefined : (quietSince ?? time);
    if (quietSince !== undefined && time - quietSince >= QUIET_MS) return [];
    if (time >= end) return left;
    const count = left.reduce((sum, { messages }) => sum + messages, 0);
    now(count === 0 ? 'the queues are empty, waiting a minute for late messages' : `${count} messages in the queues`);
    await clock.sleep(LOOK_EVERY_MS);
  }
}

async function backlogs({ hub, landingZone }: Pick<Connection, 'hub' | 'landingZone'>): Promise<readonly Backlog[]> {
  const { attributes } = bind(drainCalls.hub, hub);
  const found: Backlog[] = [];
  for (const queue of WORK) {
    const { Attributes = {} } = await attributes({
      QueueUrl: hubQueueUrl(landingZone, queue),
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    });
    const messages = Object.values(Attributes).reduce((sum, text) => sum + Number(text), 0);
    if (messages > 0) found.push({ queue, messages });
  }
  return found;
}
