import { CreateVpcEndpointCommand, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';
import { MANAGED } from '../../names';
import { toTags } from '../../aws/sdk/tags';

export const calls = {
  spoke: { createEndpoint: CreateVpcEndpointCommand, modifyEndpoint: ModifyVpcEndpointCommand },
  hub: {},
  alsoNeeds: { spoke: ['ec2:CreateTags'] },
} satisfies Calls;

const GONE = new Set(['deleting', 'deleted', 'failed', 'rejected']);

export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const serviceName = `com.amazonaws.${spoke.region}.s3`;
  const [endpoints, tables] = await Promise.all([spoke.reads.endpoints(), spoke.reads.routeTables()]);
  const gateways = endpoints.filter(
    (endpoint) => endpoint.gateway && endpoint.serviceName === serviceName && !GONE.has(endpoint.state),
  );
  return new Map(
    vpcIds.map((vpcId) => {
      const endpoint = gateways.find((candidate) => candidate.vpcId === vpcId);
      return [
        vpcId,
        {
          vpcId,
          serviceName,
          routeTableIds: tables
            .filter((table) => table.vpcId === vpcId && !table.edge)
            .map(({ routeTableId }) => routeTableId)
            .sort(),
          ...(endpoint
            ? {
                endpoint: {
                  id: endpoint.endpointId,
                  ours: endpoint.tags[MANAGED] === 'true',
                  routeTableIds: endpoint.routeTableIds,
                },
              }
            : {}),
        },
      ];
    }),
  );
}

/** The shared reads of endpoints are kept: later concepts read private DNS only, which gateway endpoints do not have. */
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
