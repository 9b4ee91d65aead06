/**
 * The schemas of the operations in `index.ts`, in the encoding of the SDK's own clients. The compiler holds each structure
 * to its type; the SDK's older client, which has no schemas, holds the whole to the API.
 */
import type { StaticErrorSchema } from '@smithy/types';
import {
  IDEMPOTENCY_TOKEN,
  NAMESPACE,
  NUMBER,
  STRING,
  STRINGS,
  failure,
  listOf,
  operation,
  structure,
} from './encoding';
import type * as t from './types';

const tags = listOf(structure<t.Tag>('Tag', { Key: STRING, Value: STRING }, {}));
const filters = listOf(structure<t.Filter>('Filter', {}, { Name: STRING, Values: STRINGS }));
const page = { MaxResults: NUMBER, NextToken: STRING };
const totals = { NextToken: STRING, TotalCount: NUMBER, TotalFilteredCount: NUMBER };

const queryLogConfigAssociation = structure<t.ResolverQueryLogConfigAssociation>(
  'ResolverQueryLogConfigAssociation',
  {},
  {
    Id: STRING,
    ResolverQueryLogConfigId: STRING,
    ResourceId: STRING,
    Status: STRING,
    Error: STRING,
    ErrorMessage: STRING,
    CreationTime: STRING,
  },
);
const queryLogConfig = structure<t.ResolverQueryLogConfig>(
  'ResolverQueryLogConfig',
  {},
  {
    Id: STRING,
    OwnerId: STRING,
    Status: STRING,
    ShareStatus: STRING,
    AssociationCount: NUMBER,
    Arn: STRING,
    Name: STRING,
    DestinationArn: STRING,
    CreatorRequestId: STRING,
    CreationTime: STRING,
  },
);
const endpoint = structure<t.ResolverEndpoint>(
  'ResolverEndpoint',
  {},
  {
    Id: STRING,
    CreatorRequestId: STRING,
    Arn: STRING,
    Name: STRING,
    SecurityGroupIds: STRINGS,
    Direction: STRING,
    IpAddressCount: NUMBER,
    HostVPCId: STRING,
    Status: STRING,
    StatusMessage: STRING,
    CreationTime: STRING,
    ModificationTime: STRING,
    OutpostArn: STRING,
    PreferredInstanceType: STRING,
    ResolverEndpointType: STRING,
    Protocols: STRINGS,
  },
);
const ipAddressRequest = structure<t.IpAddressRequest>(
  'IpAddressRequest',
  { SubnetId: STRING },
  { Ip: STRING, Ipv6: STRING },
);
const ipAddressResponse = structure<t.IpAddressResponse>(
  'IpAddressResponse',
  {},
  {
    IpId: STRING,
    SubnetId: STRING,
    Ip: STRING,
    Ipv6: STRING,
    Status: STRING,
    StatusMessage: STRING,
    CreationTime: STRING,
    ModificationTime: STRING,
  },
);
const ruleAssociation = structure<t.ResolverRuleAssociation>(
  'ResolverRuleAssociation',
  {},
  { Id: STRING, ResolverRuleId: STRING, Name: STRING, VPCId: STRING, Status: STRING, StatusMessage: STRING },
);

const configAndResource = structure<t.QueryLogConfigAndResource>(
  'QueryLogConfigAndResource',
  { ResolverQueryLogConfigId: STRING, ResourceId: STRING },
  {},
);
const associationAnswer = structure<t.QueryLogConfigAssociationResponse>(
  'QueryLogConfigAssociationResponse',
  {},
  { ResolverQueryLogConfigAssociation: queryLogConfigAssociation },
);
const configReference = structure<t.QueryLogConfigReference>(
  'QueryLogConfigReference',
  { ResolverQueryLogConfigId: STRING },
  {},
);
const configAnswer = structure<t.QueryLogConfigResponse>(
  'QueryLogConfigResponse',
  {},
  { ResolverQueryLogConfig: queryLogConfig },
);
const endpointReference = structure<t.EndpointReference>('EndpointReference', { ResolverEndpointId: STRING }, {});
const endpointAnswer = structure<t.EndpointResponse>('EndpointResponse', {}, { ResolverEndpoint: endpoint });
const listRequest = structure<t.ListRequest>('ListRequest', {}, { ...page, Filters: filters });
const sortedListRequest = structure<t.SortedListRequest>(
  'SortedListRequest',
  {},
  { ...page, Filters: filters, SortBy: STRING, SortOrder: STRING },
);

export const AssociateResolverQueryLogConfig$ = operation(
  'AssociateResolverQueryLogConfig',
  configAndResource,
  associationAnswer,
);
export const DisassociateResolverQueryLogConfig$ = operation(
  'DisassociateResolverQueryLogConfig',
  configAndResource,
  associationAnswer,
);
export const GetResolverQueryLogConfigAssociation$ = operation(
  'GetResolverQueryLogConfigAssociation',
  structure<t.GetResolverQueryLogConfigAssociationRequest>(
    'GetResolverQueryLogConfigAssociationRequest',
    { ResolverQueryLogConfigAssociationId: STRING },
    {},
  ),
  associationAnswer,
);
export const ListResolverQueryLogConfigAssociations$ = operation(
  'ListResolverQueryLogConfigAssociations',
  sortedListRequest,
  structure<t.ListResolverQueryLogConfigAssociationsResponse>(
    'ListResolverQueryLogConfigAssociationsResponse',
    {},
    { ...totals, ResolverQueryLogConfigAssociations: listOf(queryLogConfigAssociation) },
  ),
);
export const CreateResolverQueryLogConfig$ = operation(
  'CreateResolverQueryLogConfig',
  structure<t.CreateResolverQueryLogConfigRequest>(
    'CreateResolverQueryLogConfigRequest',
    { Name: STRING, DestinationArn: STRING },
    { CreatorRequestId: IDEMPOTENCY_TOKEN, Tags: tags },
  ),
  configAnswer,
);
export const GetResolverQueryLogConfig$ = operation('GetResolverQueryLogConfig', configReference, configAnswer);
export const DeleteResolverQueryLogConfig$ = operation('DeleteResolverQueryLogConfig', configReference, configAnswer);
export const ListResolverQueryLogConfigs$ = operation(
  'ListResolverQueryLogConfigs',
  sortedListRequest,
  structure<t.ListResolverQueryLogConfigsResponse>(
    'ListResolverQueryLogConfigsResponse',
    {},
    { ...totals, ResolverQueryLogConfigs: listOf(queryLogConfig) },
  ),
);
export const CreateResolverEndpoint$ = operation(
  'CreateResolverEndpoint',
  structure<t.CreateResolverEndpointRequest>(
    'CreateResolverEndpointRequest',
    { CreatorRequestId: STRING, SecurityGroupIds: STRINGS, Direction: STRING, IpAddresses: listOf(ipAddressRequest) },
    {
      Name: STRING,
      OutpostArn: STRING,
      PreferredInstanceType: STRING,
      Tags: tags,
      ResolverEndpointType: STRING,
      Protocols: STRINGS,
    },
  ),
  endpointAnswer,
);
export const GetResolverEndpoint$ = operation('GetResolverEndpoint', endpointReference, endpointAnswer);
export const DeleteResolverEndpoint$ = operation('DeleteResolverEndpoint', endpointReference, endpointAnswer);
export const ListResolverEndpoints$ = operation(
  'ListResolverEndpoints',
  listRequest,
  structure<t.ListResolverEndpointsResponse>(
    'ListResolverEndpointsResponse',
    {},
    { ...page, ResolverEndpoints: listOf(endpoint) },
  ),
);
export const ListResolverEndpointIpAddresses$ = operation(
  'ListResolverEndpointIpAddresses',
  structure<t.ListResolverEndpointIpAddressesRequest>(
    'ListResolverEndpointIpAddressesRequest',
    { ResolverEndpointId: STRING },
    page,
  ),
  structure<t.ListResolverEndpointIpAddressesResponse>(
    'ListResolverEndpointIpAddressesResponse',
    {},
    { ...page, IpAddresses: listOf(ipAddressResponse) },
  ),
);
export const ListResolverRuleAssociations$ = operation(
  'ListResolverRuleAssociations',
  listRequest,
  structure<t.ListResolverRuleAssociationsResponse>(
    'ListResolverRuleAssociationsResponse',
    {},
    { ...page, ResolverRuleAssociations: listOf(ruleAssociation) },
  ),
);

export const Route53ResolverServiceException$: StaticErrorSchema = [
  -3,
  `smithy.ts.sdk.synthetic.${NAMESPACE}`,
  'Route53ResolverServiceException',
  0,
  [],
  [],
];
export const AccessDeniedException$ = failure('AccessDeniedException');
export const InternalServiceErrorException$ = failure('InternalServiceErrorException');
export const InvalidParameterException$ = failure('InvalidParameterException', ['FieldName']);
export const InvalidRequestException$ = failure('InvalidRequestException');
export const LimitExceededException$ = failure('LimitExceededException', ['ResourceType']);
export const ResourceExistsException$ = failure('ResourceExistsException', ['ResourceType']);
export const ResourceInUseException$ = failure('ResourceInUseException', ['ResourceType']);
export const ResourceNotFoundException$ = failure('ResourceNotFoundException', ['ResourceType']);
export const ThrottlingException$ = failure('ThrottlingException');
export const UnknownResourceException$ = failure('UnknownResourceException');
