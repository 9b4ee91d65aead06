import type * as ec2 from '@aws-sdk/client-ec2';
import type { Zone } from '../regions';
import type { Owned } from './store';

export interface CidrAssociation {
  readonly associationId: string;
  readonly cidr: string;
  state: ec2.VpcCidrBlockStateCode;
}

export interface Vpc extends Owned {
  readonly vpcId: string;
  state: ec2.VpcState;
  readonly isDefault: boolean;
  readonly instanceTenancy: ec2.Tenancy;
  /** IPv4, the primary one first. Disassociated ones are gone. */
  readonly cidrs: CidrAssociation[];
  readonly ipv6Cidrs: CidrAssociation[];
  dnsSupport: boolean;
  dnsHostnames: boolean;
  networkAddressUsageMetrics: boolean;
  /** An id, or `default`: no DHCP options at all (EC2 API reference, AssociateDhcpOptions). */
  dhcpOptionsId: string;
  readonly networkAclId: string;
  readonly securityGroupId: string;
}

export interface Subnet extends Owned {
  readonly subnetId: string;
  readonly vpcId: string;
  state: ec2.SubnetState;
  /** Absent in an IPv6-only subnet. */
  readonly cidr?: string | undefined;
  readonly ipv6Cidr?: (CidrAssociation & { readonly cidr: string }) | undefined;
  readonly ipv6Native: boolean;
  readonly zone: Zone;
  readonly defaultForAz: boolean;
  mapPublicIpOnLaunch: boolean;
  assignIpv6AddressOnCreation: boolean;
  /** Addresses of interfaces that the twin does not have, such as those of instances. Tests set it. */
  otherAddresses: number;
}

export interface RouteTableAssociation {
  readonly associationId: string;
  /** Absent in the main association. */
  readonly subnetId?: string | undefined;
}

/** Exactly one destination: a canonical CIDR of either family, or a prefix list. */
export type RouteDestination =
  { readonly cidr: string; readonly family: 'IPv4' | 'IPv6' } | { readonly prefixListId: string };
/** An internet gateway or gateway endpoint is a `gatewayId`. */
export type RouteTarget = { readonly gatewayId: string } | { readonly transitGatewayId: string };

/** A route that someone made. Local routes follow from the VPC's CIDRs and are not stored. */
export interface Route {
  readonly destination: RouteDestination;
  target: RouteTarget;
}

export interface RouteTable extends Owned {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly routes: Route[];
  readonly associations: RouteTableAssociation[];
}

export interface DhcpOptions extends Owned {
  readonly dhcpOptionsId: string;
  readonly configurations: ReadonlyMap<string, readonly string[]>;
}

export interface InternetGateway extends Owned {
  readonly internetGatewayId: string;
  vpcId?: string | undefined;
}

export interface NetworkInterface extends Owned {
  readonly networkInterfaceId: string;
  readonly description: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly type: 'interface' | 'transit_gateway' | 'vpc_endpoint';
  /** A service of AWS made it. */
  readonly requesterManaged: boolean;
}

export interface FlowLog extends Owned {
  readonly flowLogId: string;
  readonly creationTime: Date;
  readonly resourceId: string;
  readonly trafficType?: ec2.TrafficType | undefined;
  readonly destinationType: ec2.LogDestinationType;
  readonly destination?: string | undefined;
  readonly logGroupName?: string | undefined;
  readonly deliverLogsPermissionArn?: string | undefined;
  readonly format: string;
  readonly maxAggregationInterval: number;
  readonly destinationOptions?: ec2.DestinationOptionsResponse | undefined;
}

export interface VpcEndpoint extends Owned {
  readonly vpcEndpointId: string;
  readonly type: 'Gateway' | 'Interface';
  readonly vpcId: string;
  readonly serviceName: string;
  readonly creationTime: Date;
  state: ec2.State;
  policyDocument: string;
  /** Gateway endpoints only. */
  readonly routeTableIds: string[];
  /** Interface endpoints only, as the two that follow. */
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
  privateDnsEnabled: boolean;
}
