import { MANAGED } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Actual } from './plan';

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
