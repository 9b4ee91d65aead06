import type * as ec2 from '@aws-sdk/client-ec2';

/** AWS lists a deleted, rejected or failed resource for two hours. */
export const LISTED_AFTER_END_MS = 2 * 60 * 60 * 1000;

type Switch = 'enable' | 'disable';

export interface TransitGatewayOptions {
  amazonSideAsn: number;
  autoAcceptSharedAttachments: Switch;
  defaultRouteTableAssociation: Switch;
  associationDefaultRouteTableId?: string | undefined;
  defaultRouteTablePropagation: Switch;
  propagationDefaultRouteTableId?: string | undefined;
  vpnEcmpSupport: Switch;
  dnsSupport: Switch;
  securityGroupReferencingSupport: Switch;
  multicastSupport: Switch;
}

export interface TransitGateway {
  readonly transitGatewayId: string;
  readonly transitGatewayArn: string;
  readonly ownerId: string;
  readonly region: string;
  readonly creationTime: Date;
  description: string;
  state: ec2.TransitGatewayState;
  options: TransitGatewayOptions;
  /**
   * Which attachment's propagation holds a CIDR, by `attachment id/CIDR`, first come first. A CIDR that overlaps one
   * held by another attachment is not propagated.
   */
  readonly heldCidrs: Map<string, HeldCidr>;
  endedAt?: Date;
}

export interface HeldCidr {
  readonly attachmentId: string;
  readonly cidr: string;
}

export interface AttachmentOptions {
  dnsSupport: Switch;
  securityGroupReferencingSupport: Switch;
  ipv6Support: Switch;
  applianceModeSupport: Switch;
}

/** What an attachment attaches where it is no VPC: the twin has no calls that make one (`tgw-other-attachments.ts`). */
export interface OtherResource {
  readonly type: Exclude<ec2.TransitGatewayAttachmentResourceType, 'vpc'>;
  /** What the other side announces, and the attachment propagates. */
  cidrs: readonly string[];
}

/** An attachment. Its one association and its propagations end with it. */
export interface TransitGatewayAttachment {
  readonly attachmentId: string;
  readonly transitGatewayId: string;
  readonly transitGatewayOwnerId: string;
  readonly region: string;
  /** The VPC; where `other` is there, the id of that resource. */
  readonly vpcId: string;
  readonly vpcOwnerId: string;
  readonly other?: OtherResource;
  readonly creationTime: Date;
  state: ec2.TransitGatewayAttachmentState;
  subnetIds: readonly string[];
  options: AttachmentOptions;
  association?: { readonly routeTableId: string; state: ec2.TransitGatewayAssociationState } | undefined;
  /** By TGW route table id. */
  readonly propagations: Map<string, ec2.TransitGatewayPropagationState>;
  endedAt?: Date;
}

/** A static TGW route: to an attachment, or to nowhere (blackhole). */
export interface StaticRoute {
  readonly cidr: string;
  readonly attachmentId?: string | undefined;
}

export interface PrefixListReference {
  readonly prefixListId: string;
  readonly attachmentId?: string | undefined;
  state: ec2.TransitGatewayPrefixListReferenceState;
}

export interface TransitGatewayRouteTable {
  readonly routeTableId: string;
  readonly routeTableArn: string;
  readonly transitGatewayId: string;
  readonly ownerId: string;
  readonly region: string;
  readonly creationTime: Date;
  state: ec2.TransitGatewayRouteTableState;
  /** By CIDR. Propagated routes are derived from the attachments that propagate here. */
  readonly staticRoutes: Map<string, StaticRoute>;
  /** By prefix list id. */
  readonly prefixListReferences: Map<string, PrefixListReference>;
  endedAt?: Date;
}

/**
 * Quotas of the Transit Gateway page; tests may lower them.
 * The last one is not adjustable at AWS: a VPC joins at most five different transit gateways.
 */
export interface TransitGatewayQuotas {
  transitGatewaysPerRegion: number;
  routeTablesPerTransitGateway: number;
  routesPerTransitGateway: number;
  attachmentsPerTransitGateway: number;
  transitGatewaysPerVpc: number;
}
export const transitGatewayQuotas = (): TransitGatewayQuotas => ({
  transitGatewaysPerRegion: 5,
  routeTablesPerTransitGateway: 20,
  routesPerTransitGateway: 10_000,
  attachmentsPerTransitGateway: 5_000,
  transitGatewaysPerVpc: 5,
});
