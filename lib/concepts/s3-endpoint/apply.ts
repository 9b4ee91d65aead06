import { MANAGED, toTags } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

/** The shared reads stay: a gateway endpoint has no private DNS, which is what later concepts look at. */
export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
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
