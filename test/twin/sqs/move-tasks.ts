import type * as sqs from '@aws-sdk/client-sqs';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import type { Queue } from './queue';
import type { MoveTask } from './state';

/** Moving messages out of dead-letter queues, FIFO queues included. */
export const moveTaskOps = (world: World): Ops<typeof sqs> => ({
  StartMessageMoveTask({ SourceArn: sourceArn, DestinationArn: destinationArn }) {
    const source = queueOf(world, sourceArn);
    if (!world.sqs.all().some((queue) => queue.redrive?.target === source.arn))
      throw new AwsError('UnsupportedOperation', 'Source queue must be configured as a Dead Letter Queue.');
    if (world.sqs.moveTasks.some((task) => task.sourceArn === source.arn && task.status === 'RUNNING'))
      throw new AwsError(
        'UnsupportedOperation',
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    if (destinationArn !== undefined) queueOf(world, destinationArn);
    const task: MoveTask = {
      handle: Buffer.from(JSON.stringify({ taskId: world.ids.uuid(), sourceArn: source.arn })).toString('base64'),
      sourceArn: source.arn,
      destinationArn,
      startedAt: world.clock.now().getTime(),
      toMove: source.messages().length,
      moved: 0,
      status: 'RUNNING',
    };
    world.sqs.moveTasks.push(task);
    world.clock.after(world.times.other, () => move(world, source, task));
    return { TaskHandle: task.handle };
  },

  ListMessageMoveTasks({ SourceArn: sourceArn, MaxResults: max = 1 }) {
    const source = queueOf(world, sourceArn);
    const tasks = world.sqs.moveTasks.filter((task) => task.sourceArn === source.arn).reverse();
    return { Results: tasks.slice(0, max).map(described) };
  },
});

function queueOf(world: World, arn: string | undefined): Queue {
  const queue = world.sqs.queue(arn ?? '');
  if (!queue)
    throw new AwsError(
      'ResourceNotFoundException',
      "The resource that you specified for the ARN doesn't exist.",
      {},
      404,
    );
  return queue;
}

/** Without a destination each message returns to the queue that it came from. Those in flight stay where they are. */
function move(world: World, source: Queue, task: MoveTask): void {
  task.status = 'COMPLETED';
  for (const message of source.messages().filter((one) => !source.inFlight(one))) {
    const target = world.sqs.queue(task.destinationArn ?? message.deadLetterSourceArn ?? '');
    if (!target) {
      task.status = 'FAILED';
      task.failure = 'CouldNotDetermineMessageSource';
      return;
    }
    source.delete(message);
    target.accept(message, undefined);
    task.moved++;
  }
}

const described = (task: MoveTask) => ({
  Status: task.status,
  SourceArn: task.sourceArn,
  ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
  ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
  ...(task.failure === undefined ? {} : { FailureReason: task.failure }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  StartedTimestamp: task.startedAt,
});
