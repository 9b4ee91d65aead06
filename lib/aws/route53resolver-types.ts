/**
 * The shapes of the Route 53 Resolver API (2018-04-01) that the dozen operations we use exchange, spelled and typed as
 * the SDK's own client does: a required member is `X: string | undefined`, timestamps are ISO 8601 strings.
 */
export type ResolverQueryLogConfigAssociationStatus = 'ACTION_NEEDED' | 'ACTIVE' | 'CREATING' | 'DELETING' | 'FAILED';
export type ResolverQueryLogConfigAssociationError =
  'ACCESS_DENIED' | 'DESTINATION_NOT_FOUND' | 'INTERNAL_SERVICE_ERROR' | 'NONE';
export type ResolverQueryLogConfigStatus = 'CREATED' | 'CREATING' | 'DELETING' | 'FAILED';
export type ShareStatus = 'NOT_SHARED' | 'SHARED_BY_ME' | 'SHARED_WITH_ME';
export type ResolverEndpointDirection = 'INBOUND' | 'OUTBOUND';
export type ResolverEndpointStatus =
  'ACTION_NEEDED' | 'AUTO_RECOVERING' | 'CREATING' | 'DELETING' | 'OPERATIONAL' | 'UPDATING';
export type ResolverEndpointType = 'DUALSTACK' | 'IPV4' | 'IPV6';
export type Protocol = 'Do53' | 'DoH' | 'DoH-FIPS';
export type ResolverRuleAssociationStatus = 'COMPLETE' | 'CREATING' | 'DELETING' | 'FAILED' | 'OVERRIDDEN';
export type SortOrder = 'ASCENDING' | 'DESCENDING';
export type IpAddressStatus =
  | 'ATTACHED'
  | 'ATTACHING'
  | 'CREATING'
  | 'DELETE_FAILED_FAS_EXPIRED'
  | 'DELETING'
  | 'DETACHING'
  | 'FAILED_CREATION'
  | 'FAILED_RESOURCE_GONE'
  | 'REMAP_ATTACHING'
  | 'REMAP_DETACHING'
  | 'UPDATE_FAILED'
  | 'UPDATING';

/** The association of a VPC (`ResourceId`) with a query log config. */
export interface ResolverQueryLogConfigAssociation {
  /** `rqlca-…` */
  Id?: string;
  ResolverQueryLogConfigId?: string;
  ResourceId?: string;
  Status?: ResolverQueryLogConfigAssociationStatus;
  Error?: ResolverQueryLogConfigAssociationError;
  ErrorMessage?: string;
  CreationTime?: string;
}
export interface ResolverQueryLogConfig {
  /** `rqlc-…` */
  Id?: string;
  OwnerId?: string;
  Status?: ResolverQueryLogConfigStatus;
  ShareStatus?: ShareStatus;
  AssociationCount?: number;
  Arn?: string;
  Name?: string;
  DestinationArn?: string;
  CreatorRequestId?: string;
  CreationTime?: string;
}
export interface ResolverEndpoint {
  /** `rslvr-in-…` or `rslvr-out-…` */
  Id?: string;
  CreatorRequestId?: string;
  Arn?: string;
  Name?: string;
  SecurityGroupIds?: string[];
  Direction?: ResolverEndpointDirection;
  IpAddressCount?: number;
  HostVPCId?: string;
  Status?: ResolverEndpointStatus;
  StatusMessage?: string;
  CreationTime?: string;
  ModificationTime?: string;
  OutpostArn?: string;
  PreferredInstanceType?: string;
  ResolverEndpointType?: ResolverEndpointType;
  Protocols?: Protocol[];
}
export interface IpAddressRequest {
  SubnetId: string | undefined;
  Ip?: string;
  Ipv6?: string;
}
export interface IpAddressResponse {
  IpId?: string;
  SubnetId?: string;
  Ip?: string;
  Ipv6?: string;
  Status?: IpAddressStatus;
  StatusMessage?: string;
  CreationTime?: string;
  ModificationTime?: string;
}
export interface ResolverRuleAssociation {
  Id?: string;
  ResolverRuleId?: string;
  Name?: string;
  VPCId?: string;
  Status?: ResolverRuleAssociationStatus;
  StatusMessage?: string;
}
export interface Filter {
  Name?: string;
  Values?: string[];
}
export interface Tag {
  Key: string | undefined;
  Value: string | undefined;
}

/** A query log config and the VPC to associate with it or to take off it. */
export interface QueryLogConfigAndResource {
  ResolverQueryLogConfigId: string | undefined;
  ResourceId: string | undefined;
}
export interface QueryLogConfigAssociationAnswer {
  ResolverQueryLogConfigAssociation?: ResolverQueryLogConfigAssociation;
}
export interface GetResolverQueryLogConfigAssociationRequest {
  ResolverQueryLogConfigAssociationId: string | undefined;
}
/** What every list of this API takes; `MaxResults` is 1 to 100. */
export interface ListRequest {
  MaxResults?: number;
  NextToken?: string | undefined;
  Filters?: Filter[];
}
export interface SortedListRequest extends ListRequest {
  SortBy?: string;
  SortOrder?: SortOrder;
}
export interface ListResolverQueryLogConfigAssociationsResponse {
  NextToken?: string | undefined;
  TotalCount?: number;
  TotalFilteredCount?: number;
  ResolverQueryLogConfigAssociations?: ResolverQueryLogConfigAssociation[];
}
export interface CreateResolverQueryLogConfigRequest {
  Name: string | undefined;
  DestinationArn: string | undefined;
  /** The client fills it in. */
  CreatorRequestId?: string;
  Tags?: Tag[];
}
export interface QueryLogConfigReference {
  ResolverQueryLogConfigId: string | undefined;
}
export interface QueryLogConfigAnswer {
  ResolverQueryLogConfig?: ResolverQueryLogConfig;
}
export interface ListResolverQueryLogConfigsResponse {
  NextToken?: string | undefined;
  TotalCount?: number;
  TotalFilteredCount?: number;
  ResolverQueryLogConfigs?: ResolverQueryLogConfig[];
}
export interface CreateResolverEndpointRequest {
  CreatorRequestId: string | undefined;
  SecurityGroupIds: string[] | undefined;
  Direction: ResolverEndpointDirection | undefined;
  IpAddresses: IpAddressRequest[] | undefined;
  Name?: string;
  OutpostArn?: string;
  PreferredInstanceType?: string;
  Tags?: Tag[];
  ResolverEndpointType?: ResolverEndpointType;
  Protocols?: Protocol[];
}
export interface EndpointReference {
  ResolverEndpointId: string | undefined;
}
export interface EndpointAnswer {
  ResolverEndpoint?: ResolverEndpoint;
}
export interface ListResolverEndpointsResponse {
  NextToken?: string | undefined;
  MaxResults?: number;
  ResolverEndpoints?: ResolverEndpoint[];
}
export interface ListResolverEndpointIpAddressesRequest extends EndpointReference {
  MaxResults?: number;
  NextToken?: string | undefined;
}
export interface ListResolverEndpointIpAddressesResponse {
  NextToken?: string | undefined;
  MaxResults?: number;
  IpAddresses?: IpAddressResponse[];
}
export interface ListResolverRuleAssociationsResponse {
  NextToken?: string | undefined;
  MaxResults?: number;
  ResolverRuleAssociations?: ResolverRuleAssociation[];
}
