import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, type IPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { acknowledge } from './acknowledge';
import { hubArns, logicalId } from './names';
import { WORKERS, type WorkerName } from '../../lib/names';

export const FUNCTION_TIMEOUT = Duration.minutes(5);
/** AWS asks for six times the function's timeout. */
const VISIBILITY = Duration.seconds(6 * FUNCTION_TIMEOUT.toSeconds());
const RETENTION = Duration.days(14);
/** Workers put their messages back while they wait, which counts as receiving: the redrive is the net for bugs only. */
const WORKER_RECEIVES = 1000;
const INTAKE_RECEIVES = 5;

/** The queues between rules, `route` and the workers, and those for what could not be delivered or handled. */
export class Queues extends Construct {
  readonly intake: Queue;
  readonly workers: Readonly<Record<WorkerName, Queue>>;
  /** What somebody must look at as soon as anything is in it. */
  readonly dead: readonly Queue[];

  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const intakeDead = this.#queue('intake-dead');
    const undelivered = this.#queue('undelivered');
    acknowledge(
      undelivered,
      'SQS3',
      'It is a dead queue itself, of targets on the bus, which the rule does not look at.',
    );
    this.intake = this.#queue('intake', { queue: intakeDead, maxReceiveCount: INTAKE_RECEIVES });
    const workers = WORKERS.map((worker) => {
      const dead = this.#queue(`${worker}-dead.fifo`);
      return { worker, dead, queue: this.#queue(`${worker}.fifo`, { queue: dead, maxReceiveCount: WORKER_RECEIVES }) };
    });
    this.workers = Object.fromEntries(workers.map(({ worker, queue }) => [worker, queue])) as Record<WorkerName, Queue>;
    this.dead = [intakeDead, undelivered, ...workers.map(({ dead }) => dead)];
    const rules = hubArns(landingZone).inbound.replace(':event-bus/', ':rule/');
    for (const queue of [this.intake, undelivered])
      queue.addToResourcePolicy(
        sendingBy(new ServicePrincipal('events.amazonaws.com'), queue, `${rules}/wheelwright-*`),
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

const sendingBy = (principal: IPrincipal, queue: Queue, rule: string): PolicyStatement =>
  new PolicyStatement({
    principals: [principal],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnLike: { 'aws:SourceArn': rule } },
  });
