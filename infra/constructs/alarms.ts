import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Metric,
  Stats,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { type FunctionName, WORKERS, functionName } from '../../lib/names';
import { logicalId } from './names';
import type { Queues } from './queues';

/** Waits for AWS that stay in a queue take minutes; longer ones are acknowledged and leave the queue. */
const OLDEST_SECONDS = 30 * 60;
/** Twice the time between two full sweeps. */
const SWEEP_PERIOD = Duration.hours(12);

export interface AlarmsProps {
  readonly landingZone: LandingZone;
  readonly queues: Queues;
  readonly functions: Readonly<Record<FunctionName, Function>>;
  readonly topic: Topic;
  /** The rule that matches changes of the log bucket's policy; undefined where the bucket existed before. */
  readonly bucketPolicyRule?: string | undefined;
}

/** The alarms of the runbook (docs/operations.md), which all publish to one topic, and one dashboard. */
export class Alarms extends Construct {
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { landingZone, queues, functions, topic, bucketPolicyRule } = props;
    this.#topic = topic;
    this.#ofQueues(queues);
    this.#ofFunctions(functions);
    this.#ofWorkers(namingOf(landingZone).tags.status);
    this.#ofSweep();
    if (bucketPolicyRule !== undefined)
      this.#above('LogBucketPolicy', triggered(bucketPolicyRule), 0, "The log bucket's policy was set or deleted");
    this.#dashboard(queues, Object.values(functions));
  }

  #ofQueues({ deadLetterQueues, workers }: Queues): void {
    for (const queue of deadLetterQueues)
      this.#above(
        `${queue.node.id}NotEmpty`,
        depth(queue),
        0,
        'The queue holds messages that could not be delivered or handled',
      );
    for (const [worker, queue] of Object.entries(workers))
      this.#above(
        `${logicalId(worker)}Age`,
        age(queue),
        OLDEST_SECONDS,
        'A message is over 30 minutes old: the worker is too slow, or a spoke does not finish',
      );
  }

  #ofFunctions(functions: AlarmsProps['functions']): void {
    for (const [name, lambda] of Object.entries(functions)) {
      const id = logicalId(name);
      this.#above(`${id}Errors`, lambda.metricErrors(), 0, 'The function threw an error (bug): its log has the stack');
      this.#above(
        `${id}Throttles`,
        lambda.metricThrottles(),
        0,
        'Lambda throttles the function: the concurrency of the account is used up',
      );
    }
  }

  #ofWorkers(statusTag: string): void {
    for (const worker of WORKERS) {
      const id = logicalId(worker);
      this.#above(`${id}Faults`, own(worker, 'Faults'), 0, 'Unexpected error (bug): the log line has the stack');
      this.#above(
        `${id}Refused`,
        own(worker, 'Refused'),
        0,
        `A plan was refused: ${statusTag} on the VPC, or the ledger, gives the reason`,
      );
    }
    this.#above(
      'JoinQuarantined',
      quarantined(),
      0,
      'A joined VPC has a CIDR that is refused: no other VPC reaches it',
    );
    this.#above(
      'JoinUnreadable',
      own('join', 'Unreadable'),
      0,
      'An account with VPCs cannot be read: the ledger has since when and why',
    );
  }

  #ofSweep(): void {
    const heldBack = own('sweep', 'HeldBack');
    this.#above(
      'SweepHeldBack',
      heldBack,
      0,
      'More VPCs would leave than guards.maxLeaves allows: they wait for an operator',
    );
    // `Swept` counts full sweeps alone: a spoke that waits is swept every five minutes.
    const notRun = new Alarm(this, 'SweepNotRun', {
      alarmName: 'wheelwright-sweep-not-run',
      alarmDescription: 'No full sweep for 12 hours: a change whose event was lost stays undetected',
      metric: own('sweep', 'Swept', SWEEP_PERIOD),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    this.#publish(notRun);
  }

  #dashboard({ deadLetterQueues, workers }: Queues, lambdas: readonly Function[]): void {
    new Dashboard(this, 'Dashboard', {
      dashboardName: 'wheelwright',
      widgets: [
        [
          graph('Changes and refusals', [...byWorker('Changes'), ...byWorker('Refused'), quarantined()]),
          graph('Waiting and failed spokes', [...byWorker('Waiting'), ...byWorker('Failed')]),
        ],
        [
          graph('Age of the oldest message', Object.values(workers).map(age)),
          graph('Messages in dead-letter queues', deadLetterQueues.map(depth)),
        ],
        [
          graph(
            'Errors of functions',
            lambdas.map((lambda) => lambda.metricErrors()),
          ),
          graph(
            'Duration of functions (p99)',
            lambdas.map((lambda) => lambda.metricDuration({ statistic: 'p99' })),
          ),
        ],
      ],
    });
  }

  #above(id: string, metric: IMetric, threshold: number, alarmDescription: string): void {
    const alarm = new Alarm(this, id, {
      alarmName: `wheelwright-${id.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`,
      alarmDescription,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.#publish(alarm);
  }

  #publish(alarm: Alarm): void {
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.#topic.topicArn }) });
  }
}

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12 });

const depth = (queue: Queue): Metric => queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' });
const age = (queue: Queue): Metric => queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' });

/** A metric of a function's own; Powertools adds the service as its dimension. */
const own = (name: FunctionName, metricName: string, period = Duration.minutes(5)): Metric =>
  new Metric({
    namespace: 'Wheelwright',
    metricName,
    dimensionsMap: { service: functionName(name) },
    statistic: Stats.SUM,
    period,
  });

const quarantined = (): Metric => own('join', 'Quarantined');

/** One metric a worker, labelled with the worker's name. */
const byWorker = (metricName: string): Metric[] =>
  WORKERS.map((worker) => own(worker, metricName).with({ label: `${worker} ${metricName}` }));

/** How many events a rule of the default bus matched. */
const triggered = (RuleName: string): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName: 'TriggeredRules',
    dimensionsMap: { RuleName },
    statistic: Stats.SUM,
    period: Duration.minutes(5),
  });
