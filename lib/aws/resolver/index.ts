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
import * as schemas from './schemas';
import type * as t from './types';

export * from './schemas';
export type * from './types';

/**
 * Route 53 Resolver, as far as we use it: the operations as schemas of our own on an SDK client that speaks the same
 * protocol (awsJson 1.1). The package registry's newest `@aws-sdk/client-route53resolver` predates the SDK's schemas
 * and would bring a second runtime into every bundle. Names and types are that package's, so that a current release
 * of it can take this module's place.
 */
export class Route53ResolverClient extends OrganizationsClient {
  constructor(config: Route53ResolverClientConfig) {
    super(resolverConfig(config));
  }
}

/** The endpoint follows from the region, which must be given. */
export type Route53ResolverClientConfig = OrganizationsClientConfig & { readonly region: string };

const registry = TypeRegistry.for(schemas.NAMESPACE);
const syntheticRegistry = TypeRegistry.for(schemas.Route53ResolverServiceException$[1]);

const resolverConfig = (config: Route53ResolverClientConfig) => ({
  endpoint: `https://route53resolver.${config.region}.amazonaws.com`,
  ...config,
  serviceId: 'Route53Resolver',
  defaultSigningName: 'route53resolver',
  signingName: 'route53resolver',
  protocolSettings: {
    defaultNamespace: schemas.NAMESPACE,
    errorTypeRegistries: [syntheticRegistry, registry],
    xmlNamespace: 'https://route53resolver.amazonaws.com/doc/2018-04-01/',
    version: '2018-04-01',
    serviceTarget: 'Route53Resolver',
  },
});

/** What every error of the service is an instance of. */
export class Route53ResolverServiceException extends ServiceException {
  constructor(options: ServiceExceptionOptions) {
    super(options);
    Object.setPrototypeOf(this, new.target.prototype);
  }
}
syntheticRegistry.registerError(schemas.Route53ResolverServiceException$, Route53ResolverServiceException);

/** What an operation throws: `Message` beside `message`, and which resource or field it is about where AWS tells. */
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
/** The VPC is already associated with this config, or on its way off it. */
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
  t.QueryLogConfigAssociationAnswer
>(schemas.AssociateResolverQueryLogConfig$) {}
export class DisassociateResolverQueryLogConfigCommand extends command<
  t.QueryLogConfigAndResource,
  t.QueryLogConfigAssociationAnswer
>(schemas.DisassociateResolverQueryLogConfig$) {}
export class GetResolverQueryLogConfigAssociationCommand extends command<
  t.GetResolverQueryLogConfigAssociationRequest,
  t.QueryLogConfigAssociationAnswer
>(schemas.GetResolverQueryLogConfigAssociation$) {}
export class ListResolverQueryLogConfigAssociationsCommand extends command<
  t.SortedListRequest,
  t.ListResolverQueryLogConfigAssociationsResponse
>(schemas.ListResolverQueryLogConfigAssociations$) {}
export class CreateResolverQueryLogConfigCommand extends command<
  t.CreateResolverQueryLogConfigRequest,
  t.QueryLogConfigAnswer
>(schemas.CreateResolverQueryLogConfig$) {}
export class GetResolverQueryLogConfigCommand extends command<t.QueryLogConfigReference, t.QueryLogConfigAnswer>(
  schemas.GetResolverQueryLogConfig$,
) {}
export class DeleteResolverQueryLogConfigCommand extends command<t.QueryLogConfigReference, t.QueryLogConfigAnswer>(
  schemas.DeleteResolverQueryLogConfig$,
) {}
export class ListResolverQueryLogConfigsCommand extends command<
  t.SortedListRequest,
  t.ListResolverQueryLogConfigsResponse
>(schemas.ListResolverQueryLogConfigs$) {}
export class CreateResolverEndpointCommand extends command<t.CreateResolverEndpointRequest, t.EndpointAnswer>(
  schemas.CreateResolverEndpoint$,
) {}
export class GetResolverEndpointCommand extends command<t.EndpointReference, t.EndpointAnswer>(
  schemas.GetResolverEndpoint$,
) {}
export class DeleteResolverEndpointCommand extends command<t.EndpointReference, t.EndpointAnswer>(
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
