import type { StaticErrorSchema } from '@smithy/types';
import {
  IDEMPOTENCY_TOKEN,
  NAMESPACE,
  STRING,
  STRINGS,
  associationResponse,
  configAndResource,
  configResponse,
  configReference,
  endpoint,
  endpointResponse,
  endpointReference,
  failure,
  ipAddressRequest,
  ipAddressResponse,
  listOf,
  listRequest,
  operation,
  page,
  queryLogConfig,
  queryLogConfigAssociation,
  ruleAssociation,
  sortedListRequest,
  structure,
  tags,
  totals,
} from './structures';
import type * as t from './types';

export { NAMESPACE };

/*
 * The schemas of the operations and errors, in the encoding of the SDK's clients. A test compares them with the
 * SDK's older client, which has no schemas.
 */

export const AssociateResolverQueryLogConfig$ = operation(
  'AssociateResolverQueryLogConfig',
  configAndResource,
  associationResponse,
);
export const DisassociateResolverQueryLogConfig$ = operation(
  'DisassociateResolverQueryLogConfig',
  configAndResource,
  associationResponse,
);
export const GetResolverQueryLogConfigAssociation$ = operation(
  'GetResolverQueryLogConfigAssociation',
  structure<t.GetResolverQueryLogConfigAssociationRequest>(
    'GetResolverQueryLogConfigAssociationRequest',
    { ResolverQueryLogConfigAssociationId: STRING },
    {},
  ),
  associationResponse,
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
  configResponse,
);
export const GetResolverQueryLogConfig$ = operation('GetResolverQueryLogConfig', configReference, configResponse);
export const DeleteResolverQueryLogConfig$ = operation('DeleteResolverQueryLogConfig', configReference, configResponse);
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
  endpointResponse,
);
export const GetResolverEndpoint$ = operation('GetResolverEndpoint', endpointReference, endpointResponse);
export const DeleteResolverEndpoint$ = operation('DeleteResolverEndpoint', endpointReference, endpointResponse);
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
