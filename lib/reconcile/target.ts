import type { Reason } from '../names';

/** How a VPC is part of the mesh: decided by admission. */
export interface MeshMembership {
  readonly segment: string;
  /** The VPC has joined, but its present CIDRs would be refused: it has no propagations until they are removed or approved. */
  readonly quarantined: boolean;
  /** The VPC's CIDRs that the mesh routes. */
  readonly cidrs: readonly string[];
  /** The VPC's CIDRs that no other VPC reaches: those in `mesh.localCidrs`. */
  readonly localCidrs: readonly string[];
  /** One usable subnet per Availability Zone. */
  readonly subnetIds: readonly string[];
}

interface TargetBase {
  /** A VPC id, an account id or the name of a cluster. */
  readonly key: string;
  /** Why it joins or leaves: a sentence for logs and reports. */
  readonly because: string;
  /** Its code, where admission objects to something. */
  readonly reason?: Reason;
  /** The same for operators: it may name other accounts, VPCs and CIDRs. It is never written into a spoke. */
  readonly detail?: string;
}

export interface JoinTarget extends TargetBase {
  readonly intent: 'join';
  /** Given for VPCs of spokes; absent for accounts, clusters and the hub's own VPC and transit gateway. */
  readonly membership?: MeshMembership;
  /** It may join once an operator has approved it. */
  readonly awaitsApproval?: true;
}

export interface LeaveTarget extends TargetBase {
  readonly intent: 'leave';
  /** The leave was allowed before: the number of VPCs that leave does not hold it back. */
  readonly begun?: true;
  /** Why the leave may not begin: too many VPCs would leave. */
  readonly held?: string;
  /** Organizations forbids its path, which no freeze keeps open. */
  readonly forbidden?: true;
  /** Until when the path stays, once the VPC uses its own DNS servers again. Absent: it is closed before all else. */
  readonly drain?: { readonly until?: Date };
}

/** A key and the decision about it: it joins or it leaves. */
export type Target = JoinTarget | LeaveTarget;

/** The membership of a target that joins, if it has one; undefined for one that leaves. */
export const membershipOf = (target: Target): MeshMembership | undefined =>
  target.intent === 'join' ? target.membership : undefined;
