import type { SpokeAddress } from '../names';

/** A VPC in a spoke. */
export interface VpcAddress extends SpokeAddress {
  readonly vpcId: string;
}

/** A CIDR that a VPC was admitted with. */
export interface AdmittedRange extends VpcAddress {
  readonly cidr: string;
  readonly segment: string;
  /** ISO time. Of two ranges that overlap, the one that was admitted first stays. */
  readonly admittedAt: string;
}

/** What a VPC was admitted with, and what is to be undone when it leaves. It lies outside the reach of the spoke. */
export interface VpcAdmission extends VpcAddress {
  readonly ranges: readonly AdmittedRange[];
  /** Ranges that the VPC gave up and whose waiting VPCs may not have been woken yet. */
  readonly freed: readonly string[];
  /** The OU of its account when it was judged last. If the account is in another one now, Organizations has moved it. */
  readonly organizationalUnitId?: string;
  /** ISO time since when the VPC leaves. A leave that has begun is not held back by the number of other leaves. */
  readonly leavingSince?: string;
  /** ISO time until which the path of a VPC that leaves stays: its instances take new DHCP options only within hours. */
  readonly drainedUntil?: string;
  /** ISO time at which the hub's side was undone while the account could not be entered: its own side is still to be undone. */
  readonly releasedAt?: string;
}

/** A leave that begins, or one whose drain ends at another time. */
export interface Leave {
  readonly since: Date;
  readonly drainedUntil?: Date;
}

/** Whether Wheelwright has changed the VPC, or the hub for it, and has not undone all of it. */
export const isInMesh = ({ ranges, leavingSince, releasedAt }: VpcAdmission): boolean =>
  ranges.length > 0 || leavingSince !== undefined || releasedAt !== undefined;

/** Whether the account is in the OU in which the VPC was judged last. An unknown OU is another one. */
export const isInSameUnit = (recorded: VpcAdmission | undefined, organizationalUnitId: string | undefined): boolean =>
  recorded?.organizationalUnitId !== undefined && recorded.organizationalUnitId === organizationalUnitId;

/** Whether its leave was allowed. It ends then, or the VPC joins again. */
export const hasBegunToLeave = ({ leavingSince, releasedAt }: VpcAdmission): boolean =>
  leavingSince !== undefined || releasedAt !== undefined;

/**
 * The admitted CIDRs of the mesh. Two VPCs never hold overlapping ranges, however many workers write at once. Each method
 * throws a `Failure` if DynamoDB refuses a call, and a `TypeError` for an item that cannot be read: guessing what it held
 * could admit a second VPC to an admitted range.
 */
export interface Admissions {
  /** All VPCs of a spoke that hold ranges, have given up some, or have not left completely. */
  ofSpoke(spoke: SpokeAddress): Promise<readonly VpcAdmission[]>;
  /** The admission of each of these VPCs that has one. */
  ofVpcs(vpcs: readonly VpcAddress[]): Promise<readonly VpcAdmission[]>;
  /** The ranges of all VPCs that overlap one of these. The cost depends on these CIDRs only, not on the size of the mesh. */
  overlapping(cidrs: readonly string[]): Promise<readonly AdmittedRange[]>;
  /**
   * Records that the VPC is in the mesh with exactly these ranges while its account is in the OU, and frees those that it held besides. Returns the ranges of other VPCs
   * that overlap: then nothing is recorded.
   */
  hold(
    vpc: VpcAddress,
    ranges: readonly AdmittedRange[],
    organizationalUnitId?: string,
  ): Promise<readonly AdmittedRange[]>;
  /** Records that the VPC leaves, and keeps its ranges until it has left. */
  leave(vpc: VpcAddress, leave: Leave): Promise<void>;
  /** Frees the ranges of a VPC of which nothing is left in the hub, and remembers that its account could not be entered. */
  release(vpc: VpcAddress, at: Date): Promise<void>;
  /** Records that a VPC waits for these CIDRs. */
  waitFor(vpc: VpcAddress, cidrs: readonly string[]): Promise<void>;
  /** The VPCs that wait for a CIDR that overlaps one of these. */
  waitingFor(cidrs: readonly string[]): Promise<readonly VpcAddress[]>;
  /** Forgets the freed ranges of a VPC and the waits for them: the VPCs that wait have been woken. */
  forgetFreed(vpc: VpcAdmission, woken: readonly VpcAddress[]): Promise<void>;
}
