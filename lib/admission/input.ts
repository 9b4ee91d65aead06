import type { LandingZone } from '../landing-zone';

type Tags = Readonly<Record<string, string>>;

/** An attachment to the hub's transit gateway. Of two that overlap, the earlier one stays; of the same time, the lower id. */
export interface Attached {
  readonly attachmentId: string;
  readonly createdAt: Date;
}

/** A VPC's attachment as the hub lists it, with the hub's tags. */
export interface MeshAttachment extends Attached {
  readonly vpcId: string;
  readonly accountId: string;
  /** The CIDRs that were admitted. They come from the hub's tag: the hub cannot read another account's VPC. */
  readonly cidrs: readonly string[];
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
  /** All attachments of the mesh. This VPC's own attachment may be among them: it is ignored. */
  readonly attachments: readonly MeshAttachment[];
  /** This VPC's attachment, if it has one, and the segment it is associated with, if known. */
  readonly own?: Attached & { readonly segment?: string };
  readonly landingZone: LandingZone;
  readonly approvals: readonly Approval[];
}
