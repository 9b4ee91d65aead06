import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type FunctionName, WORKERS, functionName } from '../../lib/names';

export const depth = (queue: Queue): Metric => queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' });
export const age = (queue: Queue): Metric => queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' });

/** A metric of a function's own; Powertools adds the service as its dimension. */
export const own = (name: FunctionName, metricName: string, period = Duration.minutes(5)): Metric =>
  new Metric({
    namespace: 'Wheelwright',
    metricName,
    dimensionsMap: { service: functionName(name) },
    statistic: Stats.SUM,
    period,
  });

export const quarantined = (): Metric => own('join', 'Quarantined');

/** One metric a worker, labelled with the worker's name. */
export const byWorker = (metricName: string): Metric[] =>
  WORKERS.map((worker) => own(worker, metricName).with({ label: `${worker} ${metricName}` }));

/** How many events a rule of the default bus matched. */
export const triggered = (RuleName: string): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName: 'TriggeredRules',
    dimensionsMap: { RuleName },
    statistic: Stats.SUM,
    period: Duration.minutes(5),
  });
