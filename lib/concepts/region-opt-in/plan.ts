import type { Target } from '../../reconcile/target';
import { waiting, type ChangeBase, type Waiting } from '../../reconcile/outcome';

export interface Desired {
  readonly enabled: boolean;
}

export interface Actual {
  readonly accountId: string;
  readonly region: string;
  /** ENABLED, ENABLING, DISABLING, DISABLED, ENABLED_BY_DEFAULT. */
  readonly status: string;
}

export type Change = ChangeBase & Readonly<{ region: string }>;

/** "A few minutes for most accounts, but can sometimes take several hours" (AWS Account Management reference). */
const RETRY_SECONDS = 300;

export const desire = (target: Target): Desired => ({ enabled: target.intent === 'join' });

/** A region is never disabled: it may hold workloads of the team. */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Waiting {
  const { accountId: key, region, status } = actual;
  if (!desired.enabled || status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT') return [];
  if (status !== 'DISABLED') return waiting(`${region} is ${status} in account ${key}`, RETRY_SECONDS, true);
  const wait = {
    because: `${region} is being enabled in account ${key}`,
    retryAfterSeconds: RETRY_SECONDS,
    long: true,
  };
  return [{ verb: 'update', key, region, because: `${region} is not enabled in account ${key}`, wait }];
}
