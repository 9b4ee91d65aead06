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
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { logicalId } from './names';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Queues } from './queues';
import { type FunctionName, WORKERS, functionName } from '../../lib/names';

/** The oldest message of a worker may be this old: workers give up on what they wait for after fifteen minutes. */
const OLDEST_SECONDS = 30 * 60;
/** Twice the time between two sweeps of everybody. */
const SWEEP_PERIOD = Duration.hours(12);

export interface AlarmsProps {
  readonly queues: Queues;
  readonly functions: Readonly<Record<FunctionName, Function>>;
  readonly topic: Topic;
  /** The rule that hears of changes to the log bucket's policy, where the bucket is ours. */
  readonly bucketPolicyRule?: string | undefined;
}

/** The alarms that a runbook starts from, all told to one topic, and one dashboard. */
export class Alarms extends Construct {
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, { queues, functions, topic, bucketPolicyRule }: AlarmsProps) {
    super(scope, id);
    this.#topic = topic;
    const lambdas = Object.entries(functions);
    const depths = queues.dead.map((queue) => queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }));
    const ages = Object.entries(queues.workers).map(([worker, queue]) => ({
      worker,
      age: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
    }));
    for (const [index, queue] of queues.dead.entries()) {
      const metric = depths[index];
      if (metric) this.#above(`${queue.node.id}NotEmpty`, metric, 0, 'Messages that could not be delivered or handled');
    }
    for (const { worker, age } of ages)
      this.#above(`${logicalId(worker)}Age`, age, OLDEST_SECONDS, 'The worker does not keep up, or a group is stuck');
    for (const [name, lambda] of lambdas) {
      this.#above(`${logicalId(name)}Errors`, lambda.metricErrors(), 0, 'The function threw: a fault of ours');
      this.#above(`${logicalId(name)}Throttles`, lambda.metricThrottles(), 0, 'The account has no concurrency left');
    }
    for (const worker of WORKERS) {
      const id = logicalId(worker);
      this.#above(`${id}Faults`, own(worker, 'Faults'), 0, 'A fault of ours: the log line has the stack');
      this.#above(`${id}Refused`, own(worker, 'Refused'), 0, 'A plan was refused: VPC status tag and ledger say why');
    }
    const quarantined = own('join', 'Quarantined');
    this.#above('JoinQuarantined', quarantined, 0, 'A joined VPC has a CIDR that it must not have; nobody reaches it');
    const heldBack = own('sweep', 'HeldBack');
    this.#above('SweepHeldBack', heldBack, 0, 'A sweep would take out more accounts than the guard lets');
    if (bucketPolicyRule !== undefined)
      this.#above(
        'LogBucketPolicy',
        triggered(bucketPolicyRule),
        0,
        "Somebody set or took away the log bucket's policy",
      );
    const notRun = new Alarm(this, 'SweepNotRun', {
      alarmName: 'wheelwright-sweep-not-run',
      alarmDescription: 'No sweep of everybody for twelve hours: lost events are not made good',
      metric: own('sweep', 'Swept', SWEEP_PERIOD),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    this.#tell(notRun);
    new Dashboard(this, 'Dashboard', {
      dashboardName: 'wheelwright',
      widgets: [
        [
          graph('Changes and refusals', [...byWorker('Changes'), ...byWorker('Refused'), quarantined]),
          graph('Waiting and failed', [...byWorker('Waiting'), ...byWorker('Failed')]),
        ],
        [
          graph(
            'Oldest message',
            ages.map(({ age }) => age),
          ),
          graph('Dead queues', depths),
        ],
        [
          graph(
            'Errors',
            lambdas.map(([, lambda]) => lambda.metricErrors()),
          ),
          graph(
            'Duration',
            lambdas.map(([, lambda]) => lambda.metricDuration({ statistic: 'p99' })),
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
    this.#tell(alarm);
  }

  #tell(alarm: Alarm): void {
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.#topic.topicArn }) });
  }
}

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12 });

/** A metric that a handler counts; Powertools adds the service as its dimension. */
const own = (name: FunctionName, metricName: string, period = Duration.minutes(5)): Metric =>
  new Metric({
    namespace: 'Wheelwright',
    metricName,
    dimensionsMap: { service: functionName(name) },
    statistic: Stats.SUM,
    period,
  });

/** Of each worker, told apart by its name. */
const byWorker = (metricName: string): Metric[] =>
  WORKERS.map((worker) => own(worker, metricName).with({ label: `${worker} ${metricName}` }));

/** How often a rule of the default bus has caught something. */
const triggered = (RuleName: string): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName: 'TriggeredRules',
    dimensionsMap: { RuleName },
    statistic: Stats.SUM,
    period: Duration.minutes(5),
  });
