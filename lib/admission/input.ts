import type { LandingZone } from '../landing-zone';

type Tags = Readonly<Record<string, string>>;

/** A range that another VPC, or a route of the hub's transit gateway, has. */
export interface TakenRange {
  readonly cidr: string;
  /** Who has it, for operators: the VPC and its account, or the attachment. */
  readonly holder: string;
  /** The segment of the VPC that has it, if it is in one. */
  readonly segment?: string;
}

/** `leaving`: the VPC has begun to leave. */
export interface JoinedAttachment {
  readonly segment?: string;
  readonly leaving?: true;
}

/** An operator's approval of one CIDR of one VPC that lies in no segment's range. */
interface Approval {
  readonly vpcId: string;
  readonly cidr: string;
}

/** Everything that the decision about one VPC depends on. */
export interface AdmissionInput {
  readonly account: {
    readonly id: string;
    /** The state in Organizations: ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED; `DEPARTED` if it is not a member. */
    readonly state: string;
    /** Root and OU ids, from the root down. */
    readonly ouPath: readonly string[];
    readonly tags: Tags;
  };
  readonly vpc: {
    readonly vpcId: string;
    readonly ownerId: string;
    readonly region: string;
    readonly isDefault: boolean;
    /** Associated IPv4 CIDRs, also those being associated. */
    readonly cidrs: readonly string[];
    readonly tags: Tags;
    /** The DNS attributes take two calls per VPC: undefined where they were not read. */
    readonly dnsSupport?: boolean;
    readonly dnsHostnames?: boolean;
  };
  /** In how many Availability Zones the VPC has a usable subnet. */
  readonly usableSubnetAzs: number;
  /** Its subnets that a free address would make usable, in zones without a usable subnet. */
  readonly fullSubnetIds: readonly string[];
  /** This VPC's attachment, if it is ours or accepted, and the segment whose route table it is associated with. */
  readonly own?: JoinedAttachment;
  /** The CIDRs that this VPC was admitted with and still holds. */
  readonly admitted: readonly string[];
  /** The ranges of others that overlap CIDRs of this VPC with which it was not admitted. */
  readonly taken: readonly TakenRange[];
  /** Why it is not known whether others have this VPC's CIDRs; undefined where it is. */
  readonly unknown?: string;
  readonly landingZone: LandingZone;
  readonly approvals: readonly Approval[];
}
