import { logBucketArn } from '../../landing-zone';
import {
  CreateFlowLogsCommand,
  DeleteFlowLogsCommand,
  DescribeFlowLogsCommand,
  type FlowLog as Ec2FlowLog,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import { failureOf } from '../../aws/sdk/failure';
import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import { DEFAULT_FORMAT, fieldsOf, isGateway, type Actual, type Change, type FlowLog } from './plan';
import { MANAGED, by } from '../../names';
import { toRecord, toTags } from '../../aws/sdk/tags';

export const calls = {
  spoke: {
    describeFlowLogs: DescribeFlowLogsCommand,
    createFlowLogs: CreateFlowLogsCommand,
    deleteFlowLogs: DeleteFlowLogsCommand,
  },
  hub: {},
  alsoNeeds: { spoke: ['ec2:CreateTags', 'logs:CreateLogDelivery', 'logs:DeleteLogDelivery'] },
} satisfies Calls;

/** The spoke's flow logs to the hub's bucket, from one paged list. */
export async function observe(
  spoke: Spoke<typeof calls>,
  resourceIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const logs = await allPages(async (NextToken) => {
    const page = await spoke.calls.spoke.describeFlowLogs({ MaxResults: 1000, NextToken });
    return { items: page.FlowLogs, next: page.NextToken };
  });
  const attached = (await spoke.reads.attachments()).map(({ vpcId }) => vpcId);
  const bucketArn = logBucketArn(spoke.landingZone);
  // The destination may have a prefix; the name of another bucket may begin with the hub's. Ours may go to a former bucket.
  const toHub = logs.filter(
    ({ LogDestination, Tags }) =>
      LogDestination === bucketArn || LogDestination?.startsWith(`${bucketArn}/`) || toRecord(Tags)[MANAGED] === 'true',
  );
  return new Map(
    resourceIds.map((resourceId) => [
      resourceId,
      {
        resourceId,
        attached: attached.includes(resourceId),
        logs: toHub
          .filter(({ ResourceId }) => ResourceId === resourceId)
          .map(flowLogOf)
          .sort(by(({ id }) => id)),
      },
    ]),
  );
}

/** AWS leaves out the format and the options of a flow log that has the default ones. */
function flowLogOf(log: Ec2FlowLog): FlowLog {
  const { FileFormat = 'plain-text', HiveCompatiblePartitions, PerHourPartition } = log.DestinationOptions ?? {};
  return {
    id: log.FlowLogId ?? '',
    traffic: log.TrafficType ?? '',
    destination: log.LogDestination ?? '',
    aggregationSeconds: log.MaxAggregationInterval ?? 600,
    fields: fieldsOf(log.LogFormat ?? DEFAULT_FORMAT),
    plainText: FileFormat === 'plain-text' && HiveCompatiblePartitions !== true && PerHourPartition !== true,
    ...(log.FlowLogStatus === 'ACTIVE' && log.DeliverLogsStatus !== 'FAILED'
      ? {}
      : { fails: log.DeliverLogsErrorMessage ?? `its state is ${log.FlowLogStatus ?? 'not known'}` }),
    ours: toRecord(log.Tags)[MANAGED] === 'true',
  };
}

interface Unsuccessful {
  readonly Error?: { readonly Code?: string | undefined; readonly Message?: string | undefined } | undefined;
}

/** Both calls may succeed without effect: the response then lists errors in `Unsuccessful` (EC2 API reference). */
export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  if (change.verb === 'create') {
    const { Unsuccessful } = await spoke.calls.spoke.createFlowLogs({
      ResourceType: isGateway(change.key) ? 'TransitGateway' : 'VPC',
      ResourceIds: [change.key],
      TrafficType: change.traffic === '' ? undefined : change.traffic,
      LogDestinationType: 's3',
      LogDestination: change.bucketArn,
      MaxAggregationInterval: change.aggregationSeconds,
      TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: toTags({ [MANAGED]: 'true' }) }],
    });
    throwFirst(Unsuccessful, 'ec2:CreateFlowLogs', spoke);
  } else {
    const { Unsuccessful } = await spoke.calls.spoke.deleteFlowLogs({ FlowLogIds: [change.flowLogId] });
    throwFirst(Unsuccessful, 'ec2:DeleteFlowLogs', spoke);
  }
}

function throwFirst(unsuccessful: readonly Unsuccessful[] | undefined, action: string, spoke: Spoke): void {
  const error = unsuccessful?.[0]?.Error;
  if (error)
    throw failureOf(error.Code ?? 'Unsuccessful', error.Message ?? '', {
      action,
      accountId: spoke.account.id,
      region: spoke.region,
    });
}
