/** `guards.maxLeaves` of the config. */
export interface LeaveLimit {
  /** VPCs. */
  readonly count: number;
  /** Of the VPCs in the mesh. */
  readonly percent: number;
}

/** Why so many VPCs may not leave the mesh at once; undefined where they may. */
export function tooManyLeave(
  limit: LeaveLimit,
  { leaving, mesh }: { readonly leaving: number; readonly mesh: number },
): string | undefined {
  const share = mesh === 0 ? 0 : (100 * leaving) / mesh;
  // A percentage of a small mesh is less than one VPC: one may always leave.
  if (leaving <= limit.count && (leaving <= 1 || share <= limit.percent)) return undefined;
  return `${leaving} of the ${mesh} VPCs in the mesh would leave at once; guards.maxLeaves allows ${limit.count} or ${limit.percent} %: raise it in the config if that is meant`;
}
