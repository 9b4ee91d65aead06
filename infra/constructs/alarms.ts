import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { type FunctionName, WORKERS } from '../../lib/names';
import { dashboard } from './dashboard';
import { age, depth, own, quarantined, triggered } from './metrics';
import { logicalId } from './names';
import type { Notices } from './notices';
import type { Queues } from './queues';

/** Waits for AWS that stay in a queue take minutes; longer ones are acknowledged and leave the queue. */
const OLDEST_SECONDS = 30 * 60;
/** Twice the time between two full sweeps. */
const SWEEP_PERIOD = Duration.hours(12);

export interface AlarmsProps {
  readonly landingZone: LandingZone;
  readonly queues: Queues;
  /** What sends notices, where somebody is to be told. */
  readonly notices?: Notices | undefined;
  readonly functions: Readonly<Partial<Record<FunctionName, Function>>>;
  readonly topic: Topic;
  /** The rule that matches changes of the log bucket's policy; undefined where the bucket existed before. */
  readonly bucketPolicyRule?: string | undefined;
}

/** The sections of the runbook that alarms link. */
type Section =
  | 'states-and-reasons'
  | 'symptoms'
  | 'alarms'
  | 'notices'
  | 'dead-letter-queues'
  | 'an-outage'
  | 'leaves-that-wait-for-an-operator';

/** The alarms of the runbook (docs/operations.md), which all publish to one topic, and one dashboard. */
export class Alarms extends Construct {
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { landingZone, queues, notices, functions, topic, bucketPolicyRule } = props;
    this.#topic = topic;
    this.#ofQueues(queues);
    if (notices) this.#ofNotices(notices);
    this.#ofFunctions(functions);
    this.#ofWorkers(namingOf(landingZone).tags.status);
    this.#ofSweep();
    if (bucketPolicyRule !== undefined)
      this.#above(
        'LogBucketPolicy',
        triggered(bucketPolicyRule),
        0,
        "The log bucket's policy was set or deleted",
        'alarms',
      );
    dashboard(this, queues, Object.values(functions));
  }

  #ofQueues({ deadLetterQueues, workers }: Queues): void {
    for (const queue of deadLetterQueues)
      this.#above(
        `${queue.node.id}NotEmpty`,
        depth(queue),
        0,
        'The queue holds messages that could not be delivered or handled',
        'dead-letter-queues',
      );
    for (const [worker, queue] of Object.entries(workers))
      this.#above(
        `${logicalId(worker)}Age`,
        age(queue),
        OLDEST_SECONDS,
        'A message is over 30 minutes old: the worker is too slow, or a spoke does not finish',
        'alarms',
      );
  }

  #ofNotices({ deadLetters }: Notices): void {
    this.#above(
      'NotifyDeadNotEmpty',
      depth(deadLetters),
      0,
      'A notice was not sent, or nobody knows whether it was: the log of wheelwright-notify says which',
      'notices',
    );
    this.#above(
      'NotifyUnknownContact',
      own('notify', 'UnknownContact'),
      0,
      'The tag of an account names a contact that the config has not got',
      'notices',
    );
  }

  #ofFunctions(functions: AlarmsProps['functions']): void {
    for (const [name, lambda] of Object.entries(functions)) {
      const id = logicalId(name);
      this.#above(
        `${id}Errors`,
        lambda.metricErrors(),
        0,
        'The function threw an error (bug): its log has the stack',
        'alarms',
      );
      this.#above(
        `${id}Throttles`,
        lambda.metricThrottles(),
        0,
        'Lambda throttles the function: the concurrency of the account is used up',
        'alarms',
      );
    }
  }

  #ofWorkers(statusTag: string): void {
    for (const worker of WORKERS) {
      const id = logicalId(worker);
      this.#above(
        `${id}Faults`,
        own(worker, 'Faults'),
        0,
        'Unexpected error (bug): the log line has the stack',
        'symptoms',
      );
      this.#above(
        `${id}Refused`,
        own(worker, 'Refused'),
        0,
        `A plan was refused: ${statusTag} on the VPC, or the ledger, gives the reason`,
        'states-and-reasons',
      );
    }
    this.#above(
      'JoinQuarantined',
      quarantined(),
      0,
      'A joined VPC has a CIDR that is refused: no other VPC reaches it',
      'states-and-reasons',
    );
    this.#above(
      'JoinUnreadable',
      own('join', 'Unreadable'),
      0,
      'An account with VPCs cannot be read: the ledger has since when and why',
      'alarms',
    );
  }

  #ofSweep(): void {
    const heldBack = own('sweep', 'HeldBack');
    this.#above(
      'SweepHeldBack',
      heldBack,
      0,
      'More VPCs would leave than guards.maxLeaves allows: they wait for an operator',
      'leaves-that-wait-for-an-operator',
    );
    // `Swept` counts full sweeps alone: a spoke that waits is swept every five minutes.
    const notRun = new Alarm(this, 'SweepNotRun', {
      alarmName: 'wheelwright-sweep-not-run',
      alarmDescription: linked(
        'No full sweep for 12 hours: a change whose event was lost stays undetected',
        'an-outage',
      ),
      metric: own('sweep', 'Swept', SWEEP_PERIOD),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    this.#publish(notRun);
  }

  #above(id: string, metric: IMetric, threshold: number, description: string, section: Section): void {
    const alarm = new Alarm(this, id, {
      alarmName: `wheelwright-${id.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`,
      alarmDescription: linked(description, section),
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

const linked = (description: string, section: Section): string =>
  `${description}. Runbook: docs/operations.md#${section}`;
