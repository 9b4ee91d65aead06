import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fifoMessageOf, type WorkMessage } from '../../lib/hub/messages';
import { queueUrl } from '../../lib/landing-zone';
import { QUEUES, WORKERS, deadLetterQueueName, type WorkerName } from '../../lib/names';
import type { EnrolledWorld } from './enrolled';

const DEAD = [
  QUEUES.intakeDeadLetters,
  QUEUES.sweepDeadLetters,
  QUEUES.undelivered,
  ...WORKERS.map(deadLetterQueueName),
];

/** What lies in any of the hub's dead-letter queues, as `<queue>: <body>`. */
export function deadLetters({ world, landingZone }: EnrolledWorld): readonly string[] {
  const { accountId, region } = landingZone.hub;
  return DEAD.flatMap((name) => {
    const messages = world.sqs.queue(`arn:aws:sqs:${region}:${accountId}:${name}`)?.messages() ?? [];
    return messages.map(({ body }) => `${name}: ${body}`);
  });
}

/** Sends a worker one message, as functions of the hub do. */
export async function wake(
  { world, landingZone }: EnrolledWorld,
  worker: WorkerName,
  message: WorkMessage,
): Promise<void> {
  const { accountId, region } = landingZone.hub;
  const sqs = new SQSClient(world.config(world.administrator(accountId), region));
  const { body, group, deduplicationId } = fifoMessageOf(message, `${worker}-${world.clock.now().getTime()}`);
  await sqs.send(
    new SendMessageCommand({
      ...{ QueueUrl: queueUrl(landingZone, worker), MessageBody: body },
      ...{ MessageGroupId: group, MessageDeduplicationId: deduplicationId },
    }),
  );
}

/** The calls to Organizations that our roles have made since the call of that index. */
export const organizationsCalls = ({ world }: EnrolledWorld, since: number): readonly string[] =>
  world.calls
    .slice(since)
    .filter(({ action, caller }) => action.startsWith('organizations:') && caller.startsWith('wheelwright-'))
    .map(({ action }) => action);
