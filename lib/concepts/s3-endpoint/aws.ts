import {
  CreateVpcEndpointCommand,
  DescribeNetworkInterfacesCommand,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';
import { MANAGED } from '../../names';
import { toTags } from '../../aws/sdk/tags';

/** IAM actions of the shared reads. */
export const SHARED_READS = ['ec2:DescribeRouteTables', 'ec2:DescribeVpcEndpoints'];

export const calls = {
  spoke: {
    createEndpoint: CreateVpcEndpointCommand,
    modifyEndpoint: ModifyVpcEndpointCommand,
    describeInterfaces: DescribeNetworkInterfacesCommand,
  },
  hub: {},
  alsoNeeds: { spoke: ['ec2:CreateTags', ...SHARED_READS] },
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
  const endpointOf = (vpcId: string) => gateways.find((candidate) => candidate.vpcId === vpcId);
  const used =
    spoke.landingZone.join.s3Endpoint === 'create-if-unused'
      ? await vpcsInUse(
          spoke,
          vpcIds.filter((vpcId) => endpointOf(vpcId) === undefined),
        )
      : new Set();
  return new Map(
    vpcIds.map((vpcId) => {
      const endpoint = endpointOf(vpcId);
      return [
        vpcId,
        {
          vpcId,
          serviceName,
          used: used.has(vpcId),
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

/** Values of a filter at most (EC2 API reference, "Filter"). */
const MAX_FILTER_VALUES = 200;

/** Those of the VPCs that have a network interface that no service of AWS manages, as instances have. */
async function vpcsInUse(spoke: Spoke<typeof calls>, vpcIds: readonly string[]): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (let start = 0; start < vpcIds.length; start += MAX_FILTER_VALUES) {
    const Filters = [
      { Name: 'vpc-id', Values: vpcIds.slice(start, start + MAX_FILTER_VALUES) },
      { Name: 'requester-managed', Values: ['false'] },
    ];
    const found = await allPages(async (NextToken) => {
      const page = await spoke.calls.spoke.describeInterfaces({ MaxResults: 1000, Filters, NextToken });
      return { items: page.NetworkInterfaces, next: page.NextToken };
    });
    for (const { VpcId } of found) if (VpcId !== undefined) used.add(VpcId);
  }
  return used;
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
