/** `guards.maxLeaves` of the config. */
export interface LeaveLimit {
  /** VPCs. */
  readonly count: number;
  /** Of the VPCs in the mesh. */
  readonly percent: number;
  /** VPCs: a percentage of a small mesh is less than one. */
  readonly atLeast: number;
}

/** How many VPCs of a mesh of this size may leave it within an hour. */
export const mostLeaves = ({ count, percent, atLeast }: LeaveLimit, mesh: number): number =>
  Math.min(count, Math.max(atLeast, Math.floor((percent * mesh) / 100)));
