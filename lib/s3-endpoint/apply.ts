import { MANAGED, toTags } from '../net/tags';
import type { Spoke } from '../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  spoke.reads.drop('endpoints', 'routeTables');
  if (change.verb === 'create')
    await spoke.calls.spoke.createEndpoint({
      VpcId: change.key,
      ServiceName: change.serviceName,
      VpcEndpointType: 'Gateway',
      RouteTableIds: [...change.routeTableIds],
      TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: toTags({ [MANAGED]: 'true' }) }],
    });
  else
    await spoke.calls.spoke.modifyEndpoint({
      VpcEndpointId: change.endpointId,
      AddRouteTableIds: [...change.routeTableIds],
    });
}
