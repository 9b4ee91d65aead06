import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { age, byWorker, depth, quarantined } from './metrics';
import type { Queues } from './queues';

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12 });

/** One dashboard, of metrics that alarms read too. */
export function dashboard(scope: Construct, { deadLetterQueues, workers }: Queues, lambdas: readonly Function[]): void {
  new Dashboard(scope, 'Dashboard', {
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
