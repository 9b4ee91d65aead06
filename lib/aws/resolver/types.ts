/**
 * The inputs and outputs of the operations of the Route 53 Resolver API (2018-04-01) that Wheelwright uses, typed like the
 * SDK's own client: a required member is `X: string | undefined`, any other `X?: string | undefined`. Timestamps are ISO
 * 8601 strings.
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
  Id?: string | undefined;
  ResolverQueryLogConfigId?: string | undefined;
  ResourceId?: string | undefined;
  Status?: ResolverQueryLogConfigAssociationStatus | undefined;
  Error?: ResolverQueryLogConfigAssociationError | undefined;
  ErrorMessage?: string | undefined;
  CreationTime?: string | undefined;
}
export interface ResolverQueryLogConfig {
  /** `rqlc-…` */
  Id?: string | undefined;
  OwnerId?: string | undefined;
  Status?: ResolverQueryLogConfigStatus | undefined;
  ShareStatus?: ShareStatus | undefined;
  AssociationCount?: number | undefined;
  Arn?: string | undefined;
  Name?: string | undefined;
  DestinationArn?: string | undefined;
  CreatorRequestId?: string | undefined;
  CreationTime?: string | undefined;
}
export interface ResolverEndpoint {
  /** `rslvr-in-…` or `rslvr-out-…` */
  Id?: string | undefined;
  CreatorRequestId?: string | undefined;
  Arn?: string | undefined;
  Name?: string | undefined;
  SecurityGroupIds?: string[] | undefined;
  Direction?: ResolverEndpointDirection | undefined;
  IpAddressCount?: number | undefined;
  HostVPCId?: string | undefined;
  Status?: ResolverEndpointStatus | undefined;
  StatusMessage?: string | undefined;
  CreationTime?: string | undefined;
  ModificationTime?: string | undefined;
  OutpostArn?: string | undefined;
  PreferredInstanceType?: string | undefined;
  ResolverEndpointType?: ResolverEndpointType | undefined;
  Protocols?: Protocol[] | undefined;
}
export interface IpAddressRequest {
  SubnetId: string | undefined;
  Ip?: string | undefined;
  Ipv6?: string | undefined;
}
export interface IpAddressResponse {
  IpId?: string | undefined;
  SubnetId?: string | undefined;
  Ip?: string | undefined;
  Ipv6?: string | undefined;
  Status?: IpAddressStatus | undefined;
  StatusMessage?: string | undefined;
  CreationTime?: string | undefined;
  ModificationTime?: string | undefined;
}
export interface ResolverRuleAssociation {
  Id?: string | undefined;
  ResolverRuleId?: string | undefined;
  Name?: string | undefined;
  VPCId?: string | undefined;
  Status?: ResolverRuleAssociationStatus | undefined;
  StatusMessage?: string | undefined;
}
export interface Filter {
  Name?: string | undefined;
  Values?: string[] | undefined;
}
export interface Tag {
  Key: string | undefined;
  Value: string | undefined;
}

/** A query log config and the VPC to associate with it or disassociate from it. */
export interface QueryLogConfigAndResource {
  ResolverQueryLogConfigId: string | undefined;
  ResourceId: string | undefined;
}
export interface QueryLogConfigAssociationResponse {
  ResolverQueryLogConfigAssociation?: ResolverQueryLogConfigAssociation | undefined;
}
export interface GetResolverQueryLogConfigAssociationRequest {
  ResolverQueryLogConfigAssociationId: string | undefined;
}
/** The input of every list of this API; `MaxResults` is 1 to 100. */
export interface ListRequest {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
  Filters?: Filter[] | undefined;
}
export interface SortedListRequest extends ListRequest {
  SortBy?: string | undefined;
  SortOrder?: SortOrder | undefined;
}
export interface ListResolverQueryLogConfigAssociationsResponse {
  NextToken?: string | undefined;
  TotalCount?: number | undefined;
  TotalFilteredCount?: number | undefined;
  ResolverQueryLogConfigAssociations?: ResolverQueryLogConfigAssociation[] | undefined;
}
export interface CreateResolverQueryLogConfigRequest {
  Name: string | undefined;
  DestinationArn: string | undefined;
  /** Filled in by the client. */
  CreatorRequestId?: string | undefined;
  Tags?: Tag[] | undefined;
}
export interface QueryLogConfigReference {
  ResolverQueryLogConfigId: string | undefined;
}
export interface QueryLogConfigResponse {
  ResolverQueryLogConfig?: ResolverQueryLogConfig | undefined;
}
export interface ListResolverQueryLogConfigsResponse {
  NextToken?: string | undefined;
  TotalCount?: number | undefined;
  TotalFilteredCount?: number | undefined;
  ResolverQueryLogConfigs?: ResolverQueryLogConfig[] | undefined;
}
export interface CreateResolverEndpointRequest {
  CreatorRequestId: string | undefined;
  SecurityGroupIds: string[] | undefined;
  Direction: ResolverEndpointDirection | undefined;
  IpAddresses: IpAddressRequest[] | undefined;
  Name?: string | undefined;
  OutpostArn?: string | undefined;
  PreferredInstanceType?: string | undefined;
  Tags?: Tag[] | undefined;
  ResolverEndpointType?: ResolverEndpointType | undefined;
  Protocols?: Protocol[] | undefined;
}
export interface EndpointReference {
  ResolverEndpointId: string | undefined;
}
export interface EndpointResponse {
  ResolverEndpoint?: ResolverEndpoint | undefined;
}
export interface ListResolverEndpointsResponse {
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
  ResolverEndpoints?: ResolverEndpoint[] | undefined;
}
export interface ListResolverEndpointIpAddressesRequest extends EndpointReference {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}
export interface ListResolverEndpointIpAddressesResponse {
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
  IpAddresses?: IpAddressResponse[] | undefined;
}
export interface ListResolverRuleAssociationsResponse {
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
  ResolverRuleAssociations?: ResolverRuleAssociation[] | undefined;
}
