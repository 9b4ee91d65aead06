/** Where an admitted VPC belongs. */
export interface Placement {
  readonly segment: string;
  /** Joined, but its present CIDRs would be refused: the path stays closed until they are gone or approved. */
  readonly quarantined: boolean;
  /** The VPC's CIDRs. */
  readonly cidrs: readonly string[];
  /** One usable subnet per Availability Zone. */
  readonly subnetIds: readonly string[];
}

interface TargetBase {
  /** A VPC id, an account id or the name of a cluster. */
  readonly key: string;
  /** For people: why this is so. */
  readonly because: string;
}

export interface JoinTarget extends TargetBase {
  readonly intent: 'join';
  /** Of a spoke's VPC; absent for accounts, clusters and what the hub has of its own. */
  readonly placement?: Placement;
}

export interface LeaveTarget extends TargetBase {
  readonly intent: 'leave';
  /** How long the path stays after the VPC uses its own DNS servers again, and until when if that has begun. Absent: no time at all. */
  readonly drain?: { readonly ms: number; readonly until?: Date };
}

/** A key for which it is decided what becomes of it: it joins or leaves the mesh. */
export type Target = JoinTarget | LeaveTarget;

/** The placement of a target that joins; undefined on leaving, and where there is none. */
export const placementOf = (target: Target): Placement | undefined =>
  target.intent === 'join' ? target.placement : undefined;
