import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Actual } from './plan';

/** Each table's route to the mesh prefix list, from the shared read of route tables. */
export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const tables = (await spoke.reads.routeTables()).filter(({ edge }) => !edge);
  return new Map(
    vpcIds.map((vpcId) => [
      vpcId,
      {
        vpcId,
        tables: tables
          .filter((table) => table.vpcId === vpcId)
          .map(({ routeTableId, routes }) => {
            const mesh = routes.find(({ destination }) => destination === spoke.hub.prefixListId);
            return { routeTableId, ...(mesh ? { target: mesh.target } : {}) };
          }),
      },
    ]),
  );
}
