import type { LandingZone } from '../../landing-zone';
import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, type ChangeBase, type Refused } from '../../reconcile/outcome';

export type Desired = LandingZone['join']['s3Endpoint'];

export interface Actual {
  readonly vpcId: string;
  readonly serviceName: string;
  /** The VPC's route tables. */
  readonly routeTableIds: readonly string[];
  readonly endpoint?: { readonly id: string; readonly ours: boolean; readonly routeTableIds: readonly string[] };
}

export type Change = ChangeBase &
  (
    | Readonly<{ verb: 'create'; serviceName: string; routeTableIds: readonly string[] }>
    | Readonly<{ verb: 'update'; endpointId: string; routeTableIds: readonly string[] }>
  );

/** On leaving the endpoint stays: it costs nothing, and workloads may use it. */
export const desire = (target: Target, inputs: PlanInputs): Desired =>
  target.intent === 'join' ? inputs.landingZone.join.s3Endpoint : 'off';

/**
 * | endpoint                    | create              | require | off |
 * |-----------------------------|---------------------|---------|-----|
 * | none                        | create              | refused | –   |
 * | ours, lacking a route table | update              | –       | –   |
 * | not ours                    | –                   | –       | –   |
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Refused {
  const { vpcId: key, endpoint, serviceName } = actual;
  const routeTableIds = [...actual.routeTableIds].sort();
  if (desired === 'off') return [];
  if (!endpoint) {
    const because = `${key} has no gateway endpoint for S3, from where image layers are pulled`;
    return desired === 'require'
      ? refused('s3-endpoint-missing', `${because}; join.s3Endpoint is "require": create the endpoint`)
      : [{ verb: 'create', key, serviceName, routeTableIds, because }];
  }
  const missing = routeTableIds.filter((id) => !endpoint.routeTableIds.includes(id));
  if (desired === 'require' || !endpoint.ours || missing.length === 0) return [];
  return [
    {
      verb: 'update',
      key,
      endpointId: endpoint.id,
      routeTableIds: missing,
      because: `${endpoint.id} lacks the route tables ${missing.join(', ')} of ${key}`,
    },
  ];
}
