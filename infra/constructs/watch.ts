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
import { Construct } from 'constructs';
import { functionName, logicalId, type FunctionName } from './names';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Queues } from './queues';

/** The oldest message of a worker may be this old: workers give up on what they wait for after fifteen minutes. */
const OLDEST_SECONDS = 30 * 60;
/** Twice the time between two sweeps of everybody. */
const SWEEP_PERIOD = Duration.hours(12);

export interface WatchProps {
  readonly queues: Queues;
  readonly functions: Readonly<Record<FunctionName, Function>>;
}

/** The alarms that a runbook starts from, and one dashboard. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, { queues, functions }: WatchProps) {
    super(scope, id);
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
    const refused = own('join', 'Refused');
    this.#above('JoinRefused', refused, 0, 'A plan was refused: the VPC status tag and the ledger say why');
    this.#above('GrantPullRefused', own('grant-pull', 'Refused'), 0, 'A plan was refused: the ledger says why');
    this.#above(
      'SweepHeldBack',
      own('sweep', 'HeldBack'),
      0,
      'A sweep would take out more accounts than the guard lets',
    );
    new Alarm(this, 'SweepNotRun', {
      alarmName: 'wheelwright-sweep-not-run',
      alarmDescription: 'No sweep of everybody for twelve hours: lost events are not made good',
      metric: own('sweep', 'Swept', SWEEP_PERIOD),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    new Dashboard(this, 'Dashboard', {
      dashboardName: 'wheelwright',
      widgets: [
        [
          graph('Changes and refusals', [own('join', 'Changes'), own('enroll', 'Changes'), refused]),
          graph('Waiting and failed', [own('join', 'Waiting'), own('join', 'Failed'), own('enroll', 'Waiting')]),
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
    new Alarm(this, id, {
      alarmName: `wheelwright-${id.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`,
      alarmDescription,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
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
