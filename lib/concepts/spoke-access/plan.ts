import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { waiting, type ChangeBase, type Waiting } from '../../reconcile/outcome';

/** The roles come first: the forward rules name one of them. */
export const STACK_SETS = ['wheelwright-roles', 'wheelwright-rules'] as const;
/** IAM and Route 53 send their events only in this region. */
const GLOBAL_EVENTS_REGION = 'us-east-1';

export interface Instance {
  readonly stackSet: string;
  readonly region: string;
  /** CURRENT, OUTDATED, INOPERABLE. */
  readonly status: string;
  /** PENDING, RUNNING, SUCCEEDED, FAILED … */
  readonly detail: string;
}

export interface Desired {
  /** Regions by StackSet. Empty on leaving: auto-deployment removes the instances. */
  readonly regions: Readonly<Record<string, readonly string[]>>;
  /** The account's OU. A StackSet with auto-deployment takes a single account only as the intersection with its OU. */
  readonly organizationalUnitId: string;
}

export interface Actual {
  readonly accountId: string;
  readonly instances: readonly Instance[];
}

export type Change = ChangeBase &
  Readonly<{ stackSet: string; regions: readonly string[]; organizationalUnitId: string }>;

const OPERATION_SECONDS = 20;
const IN_PROGRESS = new Set(['PENDING', 'RUNNING']);

export function desire(target: Target, inputs: PlanInputs): Desired {
  const organizationalUnitId = inputs.ouPath.at(-1) ?? '';
  if (target.intent === 'leave') return { regions: {}, organizationalUnitId };
  return {
    regions: {
      'wheelwright-roles': [inputs.landingZone.stsRegion],
      'wheelwright-rules': [...new Set([inputs.region, GLOBAL_EVENTS_REGION])].sort(),
    },
    organizationalUnitId,
  };
}

/**
 * Auto-deployment runs when an account enters an OU, before its opt-in regions are enabled: it fails there, and AWS does
 * not try again. Missing and failed instances are therefore created here, one StackSet after the other.
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Waiting {
  const { accountId: key, instances } = actual;
  const { organizationalUnitId } = desired;
  for (const stackSet of STACK_SETS) {
    const wanted = desired.regions[stackSet] ?? [];
    const instanceIn = (region: string) =>
      instances.find((each) => each.stackSet === stackSet && each.region === region);
    if (wanted.some((region) => IN_PROGRESS.has(instanceIn(region)?.detail ?? '')))
      return waiting(`${stackSet} is being deployed to account ${key}`, OPERATION_SECONDS);
    const regions = wanted.filter((region) => instanceIn(region)?.status !== 'CURRENT');
    if (regions.length > 0) {
      const because = `account ${key} has no current instance of ${stackSet} in ${regions.join(', ')}`;
      const wait = { because: `${stackSet} is being deployed to account ${key}`, retryAfterSeconds: OPERATION_SECONDS };
      return [{ verb: 'create', key, stackSet, regions, organizationalUnitId, because, wait }];
    }
  }
  return [];
}
