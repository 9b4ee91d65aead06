import type { ChangeBase, Refused } from './outcome';
import { refused } from './outcome';
import type { Target } from './concept';

/** What a guard is shown: the changes planned for one key, and how many VPCs the whole plan takes out of the mesh. */
export interface Proposal {
  readonly target: Target;
  readonly changes: readonly ChangeBase[];
  readonly leaving: number;
  readonly mesh: number;
}

/** A guard stands between diff and apply. It lets a plan pass or refuses it; it never adds to one. */
export type Guard = (proposal: Proposal) => Refused | undefined;

/** The kill switch: nothing is written. */
export const frozen =
  (where: string): Guard =>
  () =>
    refused(`frozen by ${where}: nothing is written until that is taken back`);

export interface Limit {
  readonly count: number;
  readonly percent: number;
}

/** Why so many VPCs may not leave the mesh at once; undefined where they may. */
export function tooMany(limit: Limit, { leaving, mesh }: Pick<Proposal, 'leaving' | 'mesh'>): string | undefined {
  const share = mesh === 0 ? 0 : (100 * leaving) / mesh;
  // A percentage of a small mesh is less than one VPC: one may always leave.
  if (leaving <= limit.count && (leaving <= 1 || share <= limit.percent)) return undefined;
  return `${leaving} of the mesh's ${mesh} VPCs would leave at once; guards.maxLeaves allows ${limit.count} or ${limit.percent} %: if that is meant, raise the guard`;
}

/** Refuses to take more VPCs out of the mesh at once than the config allows. */
export const maxLeaves =
  (limit: Limit): Guard =>
  ({ target, leaving, mesh }) => {
    const because = target.intent === 'join' ? undefined : tooMany(limit, { leaving, mesh });
    return because === undefined ? undefined : refused(because);
  };
