import { refusal } from '../../aws/sdk/failure';
import { MANAGED, toTags } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import { isGateway, type Change } from './plan';

interface Unsuccessful {
  readonly Error?: { readonly Code?: string | undefined; readonly Message?: string | undefined } | undefined;
}

/** Both calls answer success and list what did not succeed. */
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
    succeed(Unsuccessful, 'ec2:CreateFlowLogs', spoke);
  } else {
    const { Unsuccessful } = await spoke.calls.spoke.deleteFlowLogs({ FlowLogIds: [change.flowLogId] });
    succeed(Unsuccessful, 'ec2:DeleteFlowLogs', spoke);
  }
}

function succeed(unsuccessful: readonly Unsuccessful[] | undefined, action: string, spoke: Spoke): void {
  const error = unsuccessful?.[0]?.Error;
  if (error)
    throw refusal(error.Code ?? 'Unsuccessful', error.Message ?? '', {
      action,
      accountId: spoke.account.id,
      region: spoke.region,
    });
}
