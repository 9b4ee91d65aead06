import type { LandingZone } from '../landing-zone';

type Tags = Readonly<Record<string, string>>;

/** An attachment to the hub's transit gateway. Of overlapping ones the earlier stays, then the one with the lower id. */
export interface Attached {
  readonly attachmentId: string;
  readonly createdAt: Date;
}

/** Another VPC's attachment, as the hub sees it and has tagged it. */
export interface MeshAttachment extends Attached {
  readonly vpcId: string;
  readonly accountId: string;
  /** The CIDRs that were admitted: from the hub's tag, since the hub cannot read another account's VPC. */
  readonly cidrs: readonly string[];
}

/** An operator's word for one CIDR of one VPC that lies in no segment's range. */
export interface Approval {
  readonly vpcId: string;
  readonly cidr: string;
}

/** Everything that decides about one VPC. */
export interface AdmissionInput {
  readonly account: {
    readonly id: string;
    /** As Organizations has it: ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED; `DEPARTED` where it has left. */
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
    /** The DNS attributes are two calls a VPC: left out where nobody read them. */
    readonly dnsSupport?: boolean;
    readonly dnsHostnames?: boolean;
  };
  /** In how many Availability Zones the VPC has a usable subnet. */
  readonly usableSubnetAzs: number;
  /** All attachments of the mesh; this VPC's own among them does no harm. */
  readonly attachments: readonly MeshAttachment[];
  /** This VPC's attachment, if it has one, and the segment it is associated with, if known. */
  readonly own?: Attached & { readonly segment?: string };
  readonly landingZone: LandingZone;
  readonly approvals: readonly Approval[];
}
