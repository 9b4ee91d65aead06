import type { Tags } from '../sdk/tags';

/** What the shared bulk reads answer, reduced to what plans compare. Lists are sorted where their order says nothing. */
export interface Reads {
  /** The spoke's VPCs in its region. */
  vpcs(): Promise<readonly Vpc[]>;
  subnets(): Promise<readonly Subnet[]>;
  routeTables(): Promise<readonly RouteTable[]>;
  dhcpOptions(): Promise<readonly DhcpOptions[]>;
  endpoints(): Promise<readonly VpcEndpoint[]>;
  /** The VPC attachments of the hub's transit gateway, of every account, as the hub sees them and has tagged them. */
  attachments(): Promise<readonly Attachment[]>;
  /** Which TGW route table each attachment is associated with, as the hub sees it. */
  associations(): Promise<readonly Association[]>;
  /** The hosted zones that one VPC is associated with, of any owner. It is a call per VPC: for VPCs that are about to change. */
  zonesOf(vpcId: string): Promise<readonly Zone[]>;
  /** Forgets reads that a change has made old. */
  drop(...names: readonly Exclude<keyof Reads, 'drop' | 'zonesOf'>[]): void;
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
  readonly tags: Tags;
}

export interface Route {
  /** A CIDR or a prefix list id. */
  readonly destination: string;
  /** The id of a gateway, `local`, or `other`. */
  readonly target: string;
  readonly blackhole: boolean;
}

export interface RouteTable {
  readonly routeTableId: string;
  readonly vpcId: string;
  /** Associated with a gateway (ingress routing): such a table takes no transit gateway routes. */
  readonly edge: boolean;
  readonly routes: readonly Route[];
}

export interface DhcpOptions {
  readonly dhcpOptionsId: string;
  readonly configuration: Readonly<Record<string, readonly string[]>>;
  readonly tags: Tags;
}

export interface VpcEndpoint {
  readonly endpointId: string;
  readonly vpcId: string;
  readonly serviceName: string;
  readonly gateway: boolean;
  readonly privateDns: boolean;
  readonly routeTableIds: readonly string[];
  /** Lower case: AWS answers this state in two casings. */
  readonly state: string;
  readonly tags: Tags;
}

export interface Attachment {
  readonly attachmentId: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly state: string;
  readonly subnetIds: readonly string[];
  readonly createdAt: Date;
  /** The hub's tags. */
  readonly tags: Tags;
}

export interface Zone {
  /** Without `/hostedzone/`, with which Route 53 writes ids here and there. */
  readonly zoneId: string;
  readonly name: string;
}

export interface Association {
  readonly vpcId: string;
  readonly attachmentId: string;
  readonly routeTableId: string;
  readonly state: string;
}
