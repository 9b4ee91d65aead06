import type { Tags } from '../sdk/tags';

/** The shared bulk reads, reduced to what plans compare. Lists without a meaningful order are sorted. */
export interface Reads {
  /** The spoke's VPCs in its region. */
  vpcs(): Promise<readonly Vpc[]>;
  subnets(): Promise<readonly Subnet[]>;
  routeTables(): Promise<readonly RouteTable[]>;
  dhcpOptions(): Promise<readonly DhcpOptions[]>;
  /** The sets that were seen in the spoke some minutes ago at most, in this reconcile or another. */
  readonly seenDhcpOptions: SeenDhcpOptions;
  endpoints(): Promise<readonly VpcEndpoint[]>;
  /** The account's VPC attachments to the hub's transit gateway, as the hub lists them, with the hub's tags. */
  attachments(): Promise<readonly Attachment[]>;
  /**
   * The subnets and options of those of these attachments with the ids. They are read at once for all; where AWS refuses that,
   * perhaps because of one, each is read alone, so that the others do not fail.
   */
  attachmentDetails(attachmentIds: readonly string[]): Promise<readonly AttachmentDetails[]>;
  /** The attachments of all accounts and kinds (VPC, VPN, peering …). It grows with the mesh: only for the hub's own reconcile. */
  mesh(): Promise<readonly MeshAttachment[]>;
  /** The attachments with these ids; those that the hub does not list any more are left out. */
  named(attachmentIds: readonly string[]): Promise<readonly MeshAttachment[]>;
  /** Attachments whose tag of the hub contains the text: one page of EC2, which is enough to tell whether there are any. */
  tagged(key: string, text: string): Promise<readonly MeshAttachment[]>;
  /** The propagations of these attachments of the account to these tables, as they are now. */
  propagations(asked: PropagationsAsked): Promise<readonly Propagation[]>;
  /** The hosted zones of all owners that the VPC is associated with. One call per VPC: only for VPCs that may change. */
  zonesOf(vpcId: string): Promise<readonly Zone[]>;
  /** The subnets where they have been read already, and undefined where not. */
  subnetsIfRead(): Promise<readonly Subnet[] | undefined>;
  /** Forgets reads that a change has made outdated. */
  drop(
    ...names: readonly Exclude<
      keyof Reads,
      'drop' | 'seenDhcpOptions' | 'zonesOf' | 'named' | 'tagged' | 'subnetsIfRead' | 'propagations'
    >[]
  ): void;
}

export interface Vpc {
  readonly vpcId: string;
  readonly ownerId: string;
  readonly isDefault: boolean;
  /** Associated IPv4 CIDRs, also those being associated. */
  readonly cidrs: readonly string[];
  /** `default` where the VPC has no DHCP options at all. */
  readonly dhcpOptionsId: string;
  readonly tags: Tags;
}

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  /** Name of the zone: an Availability Zone, or a Local Zone. */
  readonly zone: string;
  readonly ipv6Only: boolean;
  readonly outpost: boolean;
  /** No IPv4 address is free: nothing more can be attached in it. */
  readonly full: boolean;
  readonly tags: Tags;
}

export interface Route {
  /** A CIDR or a prefix list id. */
  readonly destination: string;
  /** The id of a gateway, connection or interface, `local`, or `other`. */
  readonly target: string;
  readonly blackhole: boolean;
  /** Propagated by a virtual private gateway. */
  readonly propagated: boolean;
}

export interface RouteTable {
  readonly routeTableId: string;
  readonly vpcId: string;
  /** Associated with a gateway (ingress routing): such a table takes no transit gateway routes. */
  readonly edge: boolean;
  /** The VPC's main table: it serves the subnets without a table of their own. */
  readonly main: boolean;
  /** The subnets that the table is associated with. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

export interface DhcpOptions {
  readonly dhcpOptionsId: string;
  readonly configuration: Readonly<Record<string, readonly string[]>>;
  readonly tags: Tags;
}

/** The sets of DHCP options that were seen in one spoke. */
export interface SeenDhcpOptions {
  /** Those with these ids; undefined unless each was seen some minutes ago at most. */
  of(ids: readonly string[]): readonly DhcpOptions[] | undefined;
  /** Sets that were read or created just now. */
  add(sets: readonly DhcpOptions[]): void;
}

export interface VpcEndpoint {
  readonly endpointId: string;
  readonly vpcId: string;
  readonly serviceName: string;
  readonly gateway: boolean;
  readonly privateDns: boolean;
  readonly routeTableIds: readonly string[];
  /** In lower case: EC2 returns it in two spellings. */
  readonly state: string;
  readonly tags: Tags;
}

export interface Attachment {
  readonly attachmentId: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly state: string;
  readonly createdAt: Date;
  /** The transit gateway route table that it is associated with. */
  readonly association?: { readonly routeTableId: string; readonly state: string };
  /** The hub's tags. */
  readonly tags: Tags;
}

/** What only the call about VPC attachments returns. */
export interface AttachmentDetails {
  readonly attachmentId: string;
  readonly subnetIds: readonly string[];
  /** `enable` or `disable` by AWS's name of the option (`Ipv6Support`); those that AWS returned. */
  readonly options: Readonly<Record<string, string>>;
}

/** Which attachments, and which transit gateway route tables. */
export interface PropagationsAsked {
  readonly attachmentIds: readonly string[];
  readonly routeTableIds: readonly string[];
}

export interface Propagation {
  readonly attachmentId: string;
  readonly routeTableId: string;
  /** enabling, enabled, disabling. */
  readonly state: string;
}

/** An attachment of any kind. Its `vpcId` is the id of the attached resource. */
export interface MeshAttachment extends Attachment {
  /** `vpc`, `vpn`, `direct-connect-gateway`, `peering`, `connect` … */
  readonly resourceType: string;
}

export interface Zone {
  /** Without the prefix `/hostedzone/`, which Route 53 adds in some responses. */
  readonly zoneId: string;
  readonly name: string;
}
