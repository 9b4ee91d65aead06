import type * as cloudformation from '@aws-sdk/client-cloudformation';
import { validation } from './template';

/** How many instances of a region are worked on at once, and how many may fail before the operation stops. */
export interface Limits {
  readonly atOnce: number;
  readonly tolerated: number;
}

/** AWS's defaults are one at a time and no failure. Percentages are rounded down, but at least one at a time goes ahead. */
export function limitsFor(preferences: cloudformation.StackSetOperationPreferences, accounts: number): Limits {
  const share = (percentage: number | undefined): number => Math.floor(((percentage ?? 0) * accounts) / 100);
  const tolerated = preferences.FailureToleranceCount ?? share(preferences.FailureTolerancePercentage);
  const wanted = Math.max(1, preferences.MaxConcurrentCount ?? share(preferences.MaxConcurrentPercentage));
  const soft = preferences.ConcurrencyMode === 'SOFT_FAILURE_TOLERANCE';
  return { tolerated, atOnce: soft ? wanted : Math.min(wanted, tolerated + 1) };
}

export function checkedPreferences(
  preferences: cloudformation.StackSetOperationPreferences = {},
): cloudformation.StackSetOperationPreferences {
  const { FailureToleranceCount, FailureTolerancePercentage, MaxConcurrentCount, MaxConcurrentPercentage } =
    preferences;
  if (FailureToleranceCount !== undefined && FailureTolerancePercentage !== undefined)
    throw validation('Specify either FailureToleranceCount or FailureTolerancePercentage.');
  if (MaxConcurrentCount !== undefined && MaxConcurrentPercentage !== undefined)
    throw validation('Specify either MaxConcurrentCount or MaxConcurrentPercentage.');
  const strict = preferences.ConcurrencyMode !== 'SOFT_FAILURE_TOLERANCE';
  if (strict && MaxConcurrentCount !== undefined && MaxConcurrentCount > (FailureToleranceCount ?? 0) + 1)
    throw validation('MaxConcurrentCount must be at most FailureToleranceCount plus one.');
  return preferences;
}
