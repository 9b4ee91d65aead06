import type { EnrolledWorld } from '../world/enrolled';
import { routesOf } from '../twin/ec2/tgw-routes';
import { reachable } from '../twin/ec2/tgw-reach';

/** Two VPCs that must never reach each other. */
export type Forbidden = () => readonly (readonly [string, string])[];

/**
 * Checks after every write to EC2, and whenever the world is idle before time moves on: nothing can change in between.
 * `run` lets virtual time pass; `seen` has each violation once.
 */
export function watch(setting: EnrolledWorld, forbidden: Forbidden, never: () => readonly string[] = () => []) {
  const { world } = setting;
  const seen = new Set<string>();
  let looks = 0;
  const look = (): void => {
    looks++;
    for (const [one, other] of forbidden())
      if (reachable(world, one, other)) seen.add(`${one} and ${other} reach each other`);
    for (const fault of never()) seen.add(fault);
  };
  world.around.push(async ({ service, operation }, next) => {
    const output = await next();
    if (service.iamPrefix === 'ec2' && !operation.startsWith('Describe')) look();
    return output;
  });
  return {
    seen,
    looks: (): number => looks,
    run: (ms: number): Promise<boolean> =>
      world.clock.run({
        ms,
        until() {
          look();
          return false;
        },
      }),
  };
}

/** The segments whose route tables lead to a VPC now, sorted: those that can send to it. */
export const leadTo = ({ world, hub }: EnrolledWorld, vpcId: string): readonly string[] =>
  Object.entries(hub.routeTableIds)
    .filter(([, id]) => {
      const table = world.ec2.transitGatewayRouteTables.get(id);
      return table && routesOf(world, table).some(({ attachment }) => attachment?.vpcId === vpcId);
    })
    .map(([segment]) => segment)
    .sort();

/** The segments to whose route tables a VPC is propagated in whatever state, also one that begins or ends, sorted. */
export const propagatedTo = ({ world, hub }: EnrolledWorld, vpcId: string): readonly string[] => {
  const tables = [...world.ec2.transitGatewayAttachments.values()]
    .filter((attachment) => attachment.vpcId === vpcId)
    .flatMap(({ propagations }) => [...propagations.keys()]);
  return Object.keys(hub.routeTableIds)
    .filter((segment) => tables.includes(hub.routeTableIds[segment] ?? ''))
    .sort();
};
