import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, type IPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { acknowledge } from './acknowledge';
import { hubArns, logicalId } from './names';
import { WORKERS, type WorkerName } from '../../lib/names';

export const FUNCTION_TIMEOUT = Duration.minutes(5);
/** At least six times the function's timeout (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const VISIBILITY = Duration.seconds(6 * FUNCTION_TIMEOUT.toSeconds());
const RETENTION = Duration.days(14);
/** High, because a waiting worker returns its messages, and each return counts: the redrive policy is for crashes only. */
const WORKER_RECEIVES = 1000;
const INTAKE_RECEIVES = 5;
/** A step of a sweep that fails is tried again every half minute: so for a quarter of an hour. */
const SWEEP_RECEIVES = 30;

/** The queues between rules, `route`, the sweep and the workers, and those for events and messages that could not be delivered or handled. */
export class Queues extends Construct {
  readonly intake: Queue;
  readonly sweep: Queue;
  readonly workers: Readonly<Record<WorkerName, Queue>>;
  /** The dead-letter queues, and the queue of undelivered events: each must be empty. */
  readonly deadLetterQueues: readonly Queue[];

  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const intakeDead = this.#queue('intake-dead');
    const undelivered = this.#queue('undelivered');
    acknowledge(undelivered, 'SQS3', 'It is a dead-letter queue itself, of targets of EventBridge rules.');
    this.intake = this.#queue('intake', { queue: intakeDead, maxReceiveCount: INTAKE_RECEIVES });
    const sweepDead = this.#queue('sweep-dead');
    this.sweep = this.#queue('sweep', { queue: sweepDead, maxReceiveCount: SWEEP_RECEIVES });
    const workers = WORKERS.map((worker) => {
      const deadLetters = this.#queue(`${worker}-dead.fifo`);
      const queue = this.#queue(`${worker}.fifo`, { queue: deadLetters, maxReceiveCount: WORKER_RECEIVES });
      return { worker, deadLetters, queue };
    });
    this.workers = Object.fromEntries(workers.map(({ worker, queue }) => [worker, queue])) as Record<WorkerName, Queue>;
    this.deadLetterQueues = [intakeDead, undelivered, sweepDead, ...workers.map(({ deadLetters }) => deadLetters)];
    const rules = hubArns(landingZone).inbound.replace(':event-bus/', ':rule/');
    for (const queue of [this.intake, undelivered])
      queue.addToResourcePolicy(
        allowSend(new ServicePrincipal('events.amazonaws.com'), queue, `${rules}/wheelwright-*`),
      );
  }

  #queue(name: string, deadLetterQueue?: { queue: Queue; maxReceiveCount: number }): Queue {
    return new Queue(this, logicalId(name), {
      queueName: `wheelwright-${name}`,
      retentionPeriod: RETENTION,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      ...(name.endsWith('.fifo') ? { fifo: true } : {}),
      ...(deadLetterQueue ? { deadLetterQueue, visibilityTimeout: VISIBILITY } : {}),
    });
  }
}

const allowSend = (principal: IPrincipal, queue: Queue, rule: string): PolicyStatement =>
  new PolicyStatement({
    principals: [principal],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnLike: { 'aws:SourceArn': rule } },
  });
