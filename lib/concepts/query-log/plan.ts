import type { PlanInputs, Learned } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { waiting, type ChangeBase, type Waiting } from '../../reconcile/outcome';

export interface Desired {
  readonly logged: boolean;
  readonly configId: string;
}

export interface Actual {
  readonly vpcId: string;
  /** CREATING, ACTIVE, ACTION_NEEDED, DELETING, FAILED, or `absent`. */
  readonly status: string;
  readonly error: string;
}

export type Change = ChangeBase & Readonly<{ configId: string }>;

const DELETING_SECONDS = 30;

export const desire = (target: Target, inputs: PlanInputs): Desired => ({
  logged: target.intent === 'join' && inputs.landingZone.logs.query,
  configId: inputs.hub.queryLogConfigId,
});

/**
 * | status        | logged                  | not logged |
 * |---------------|-------------------------|------------|
 * | absent        | create                  | –          |
 * | CREATING      | – (`segment-routing` waits until it is ACTIVE) | delete |
 * | ACTIVE        | –                       | delete     |
 * | FAILED, ACTION_NEEDED | delete, then create on the next run | delete |
 * | DELETING      | wait                    | –          |
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Waiting {
  const { vpcId: key, status, error } = actual;
  const { configId } = desired;
  if (status === 'DELETING')
    return desired.logged
      ? waiting(`the previous query log association of ${key} is being deleted`, DELETING_SECONDS)
      : [];
  if (!desired.logged)
    return status === 'absent'
      ? []
      : [{ verb: 'delete', key, configId, because: `DNS queries of ${key} are not to be logged` }];
  switch (status) {
    case 'absent':
      return [{ verb: 'create', key, configId, because: `DNS queries of ${key} are not logged` }];
    case 'FAILED':
    case 'ACTION_NEEDED': {
      const because = `the query log association of ${key} is ${status}${error === '' ? '' : ` (${error})`}`;
      const wait = { because: `${because}; it is deleted and created again`, retryAfterSeconds: DELETING_SECONDS };
      return [{ verb: 'delete', key, configId, because, wait }];
    }
    default:
      return [];
  }
}

export const foresee = (actual: Actual, { verb }: Change): Actual => ({
  ...actual,
  status: verb === 'create' ? 'ACTIVE' : 'absent',
});

/** `segment-routing` waits while this is `starting`: a VPC gets its path once its DNS queries are logged. */
export function learn({ status }: Actual): Learned {
  if (status === 'ACTIVE') return { queryLog: 'active' };
  return { queryLog: status === 'CREATING' || status === 'absent' ? 'starting' : 'off' };
}
