import { allPages } from '../../aws/sdk/pages';
import { MANAGED, toRecord } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Actual, FlowLog } from './plan';

/** The spoke's flow logs that deliver to the hub's bucket, in one list. */
export async function observe(
  spoke: Spoke<typeof calls>,
  resourceIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const logs = await allPages(async (NextToken) => {
    const page = await spoke.calls.spoke.describeFlowLogs({ MaxResults: 1000, NextToken });
    return { items: page.FlowLogs, next: page.NextToken };
  });
  const bucketArn = spoke.hub.flowLogBucketArn;
  // A prefix may follow; another bucket's name may begin like ours.
  const toTheHub = logs.filter(
    ({ LogDestination }) => LogDestination === bucketArn || LogDestination?.startsWith(`${bucketArn}/`),
  );
  return new Map(
    resourceIds.map((resourceId) => [
      resourceId,
      {
        resourceId,
        logs: toTheHub
          .filter(({ ResourceId }) => ResourceId === resourceId)
          .map((log): FlowLog => ({
            id: log.FlowLogId ?? '',
            traffic: log.TrafficType ?? '',
            destination: log.LogDestination ?? '',
            aggregationSeconds: log.MaxAggregationInterval ?? 600,
            ours: toRecord(log.Tags)[MANAGED] === 'true',
          }))
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
      },
    ]),
  );
}
