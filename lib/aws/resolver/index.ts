import {
  OrganizationsClient,
  type OrganizationsClientConfig,
  type OrganizationsClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-organizations';
import { ServiceException, makeBuilder, type ServiceExceptionOptions } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import { TypeRegistry } from '@smithy/core/schema';
import type { MetadataBearer, StaticErrorSchema, StaticOperationSchema } from '@smithy/types';
import { NAMESPACE } from './encoding';
import * as schemas from './schemas';
import type * as t from './types';

export * from './schemas';
export type * from './types';

/**
 * The operations of Route 53 Resolver that Wheelwright uses: our own schemas on an SDK client with the same protocol
 * (awsJson 1.1). The available releases of `@aws-sdk/client-route53resolver` are older than the SDK's schemas and would add
 * a second runtime to every bundle. Names and types are those of that package, so that a current release can replace this
 * module.
 */
export class Route53ResolverClient extends OrganizationsClient {
  constructor(config: Route53ResolverClientConfig) {
    super(resolverConfig(config));
  }
}

/** The region is required: the endpoint derives from it. */
export type Route53ResolverClientConfig = OrganizationsClientConfig & { readonly region: string };

const registry = TypeRegistry.for(NAMESPACE);
const syntheticRegistry = TypeRegistry.for(schemas.Route53ResolverServiceException$[1]);

const resolverConfig = (config: Route53ResolverClientConfig) => ({
  endpoint: `https://route53resolver.${config.region}.amazonaws.com`,
  ...config,
  serviceId: 'Route53Resolver',
  defaultSigningName: 'route53resolver',
  signingName: 'route53resolver',
  protocolSettings: {
    defaultNamespace: NAMESPACE,
    errorTypeRegistries: [syntheticRegistry, registry],
    xmlNamespace: 'https://route53resolver.amazonaws.com/doc/2018-04-01/',
    version: '2018-04-01',
    serviceTarget: 'Route53Resolver',
  },
});

/** The base class of the service's errors. */
export class Route53ResolverServiceException extends ServiceException {
  constructor(options: ServiceExceptionOptions) {
    super(options);
    Object.setPrototypeOf(this, new.target.prototype);
  }
}
syntheticRegistry.registerError(schemas.Route53ResolverServiceException$, Route53ResolverServiceException);

/** The fields of an error: `Message` beside `message`, and the resource type or field if AWS names one. */
interface ExceptionFields {
  readonly Message?: string;
  readonly ResourceType?: string;
  readonly FieldName?: string;
}
type ExceptionOptions = Omit<ServiceExceptionOptions, 'name' | '$fault'> & ExceptionFields;

function exception(schema: StaticErrorSchema) {
  class ResolverException extends Route53ResolverServiceException implements ExceptionFields {
    declare readonly Message?: string;
    declare readonly ResourceType?: string;
    declare readonly FieldName?: string;
    constructor(options: ExceptionOptions) {
      super({ ...options, name: schema[2], $fault: 'client' });
    }
  }
  registry.registerError(schema, ResolverException);
  return ResolverException;
}

export const AccessDeniedException = exception(schemas.AccessDeniedException$);
export const InternalServiceErrorException = exception(schemas.InternalServiceErrorException$);
export const InvalidParameterException = exception(schemas.InvalidParameterException$);
export const InvalidRequestException = exception(schemas.InvalidRequestException$);
export const LimitExceededException = exception(schemas.LimitExceededException$);
/** The VPC is associated with this config already, or is being disassociated. */
export const ResourceExistsException = exception(schemas.ResourceExistsException$);
export const ResourceInUseException = exception(schemas.ResourceInUseException$);
export const ResourceNotFoundException = exception(schemas.ResourceNotFoundException$);
export const ThrottlingException = exception(schemas.ThrottlingException$);
export const UnknownResourceException = exception(schemas.UnknownResourceException$);

const commandOf = makeBuilder<OrganizationsClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>(
  {
    UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
    Endpoint: { type: 'builtInParams', name: 'endpoint' },
    Region: { type: 'builtInParams', name: 'region' },
    UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
  },
  'Route53Resolver',
  'Route53ResolverClient',
  getEndpointPlugin,
);
const command = <I extends ServiceInputTypes, O extends object>(schema: StaticOperationSchema) =>
  commandOf<I, O & MetadataBearer>({}, () => [], schema[2], schema);

/** Starts logging a VPC's DNS queries; the association is CREATING, then ACTIVE. */
export class AssociateResolverQueryLogConfigCommand extends command<
  t.QueryLogConfigAndResource,
  t.QueryLogConfigAssociationResponse
>(schemas.AssociateResolverQueryLogConfig$) {}
export class DisassociateResolverQueryLogConfigCommand extends command<
  t.QueryLogConfigAndResource,
  t.QueryLogConfigAssociationResponse
>(schemas.DisassociateResolverQueryLogConfig$) {}
export class GetResolverQueryLogConfigAssociationCommand extends command<
  t.GetResolverQueryLogConfigAssociationRequest,
  t.QueryLogConfigAssociationResponse
>(schemas.GetResolverQueryLogConfigAssociation$) {}
export class ListResolverQueryLogConfigAssociationsCommand extends command<
  t.SortedListRequest,
  t.ListResolverQueryLogConfigAssociationsResponse
>(schemas.ListResolverQueryLogConfigAssociations$) {}
export class CreateResolverQueryLogConfigCommand extends command<
  t.CreateResolverQueryLogConfigRequest,
  t.QueryLogConfigResponse
>(schemas.CreateResolverQueryLogConfig$) {}
export class GetResolverQueryLogConfigCommand extends command<t.QueryLogConfigReference, t.QueryLogConfigResponse>(
  schemas.GetResolverQueryLogConfig$,
) {}
export class DeleteResolverQueryLogConfigCommand extends command<t.QueryLogConfigReference, t.QueryLogConfigResponse>(
  schemas.DeleteResolverQueryLogConfig$,
) {}
export class ListResolverQueryLogConfigsCommand extends command<
  t.SortedListRequest,
  t.ListResolverQueryLogConfigsResponse
>(schemas.ListResolverQueryLogConfigs$) {}
export class CreateResolverEndpointCommand extends command<t.CreateResolverEndpointRequest, t.EndpointResponse>(
  schemas.CreateResolverEndpoint$,
) {}
export class GetResolverEndpointCommand extends command<t.EndpointReference, t.EndpointResponse>(
  schemas.GetResolverEndpoint$,
) {}
export class DeleteResolverEndpointCommand extends command<t.EndpointReference, t.EndpointResponse>(
  schemas.DeleteResolverEndpoint$,
) {}
export class ListResolverEndpointsCommand extends command<t.ListRequest, t.ListResolverEndpointsResponse>(
  schemas.ListResolverEndpoints$,
) {}
export class ListResolverEndpointIpAddressesCommand extends command<
  t.ListResolverEndpointIpAddressesRequest,
  t.ListResolverEndpointIpAddressesResponse
>(schemas.ListResolverEndpointIpAddresses$) {}
export class ListResolverRuleAssociationsCommand extends command<t.ListRequest, t.ListResolverRuleAssociationsResponse>(
  schemas.ListResolverRuleAssociations$,
) {}
