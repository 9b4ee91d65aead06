import type { LandingZone } from '../../landing-zone';
import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, type ChangeBase, type Refused } from '../../reconcile/outcome';

export type Desired = LandingZone['join']['s3Endpoint'];

export interface Actual {
  readonly vpcId: string;
  readonly serviceName: string;
  /** It has a network interface that AWS does not manage. Read where an endpoint may have to be created only. */
  readonly used: boolean;
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
 * | endpoint                    | create | create-if-unused           | require | off |
 * |-----------------------------|--------|----------------------------|---------|-----|
 * | none                        | create | create; refused where used | refused | –   |
 * | ours, lacking a route table | update | update                     | –       | –   |
 * | not ours                    | –      | –                          | –       | –   |
 *
 * A new gateway endpoint breaks open connections to S3 (AWS PrivateLink guide, "Gateway endpoints", considerations).
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Refused {
  const { vpcId: key, endpoint, serviceName } = actual;
  const routeTableIds = [...actual.routeTableIds].sort();
  if (desired === 'off') return [];
  if (!endpoint) {
    const because = `${key} has no gateway endpoint for S3, from where image layers are pulled`;
    if (desired === 'require')
      return refused('s3-endpoint-missing', `${because}; join.s3Endpoint is "require": create the endpoint`);
    const interrupts = `open connections from ${key} to S3, and requests that a policy allows by their public address`;
    const create = { verb: 'create', key, serviceName, routeTableIds, because } as const;
    if (desired === 'create') return [{ ...create, interrupts }];
    return actual.used
      ? refused(
          's3-endpoint-missing',
          `${because}; creating it interrupts ${interrupts}: create it when that does no harm, or have join.s3Endpoint set to "create"`,
        )
      : [create];
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
