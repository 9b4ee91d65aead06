import type {
  $SchemaRef,
  StaticErrorSchema,
  StaticListSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';
import type * as t from './types';

export const NAMESPACE = 'com.amazonaws.route53resolver';

type RequiredKeys<T> = { [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? never : K }[keyof T];
type Members<T, K extends keyof T> = Readonly<Record<K, $SchemaRef>>;

export const STRING = 0;
const NUMBER = 1;
export const STRINGS = 64;
export const IDEMPOTENCY_TOKEN: $SchemaRef = [STRING, 4];

/** The schema of a structure, in the encoding of the SDK's clients. The compiler compares its members with the type `T`. */
export function structure<T>(
  name: string,
  required: Members<T, RequiredKeys<T>>,
  optional: Members<T, Exclude<keyof T, RequiredKeys<T>>>,
): StaticStructureSchema {
  const members: [string, $SchemaRef][] = [
    ...Object.entries<$SchemaRef>(required),
    ...Object.entries<$SchemaRef>(optional),
  ];
  const names = members.map(([member]) => member);
  return [3, NAMESPACE, name, 0, names, members.map(([, schema]) => schema), Object.keys(required).length];
}
export const listOf = (item: StaticStructureSchema): StaticListSchema => [1, NAMESPACE, `${item[2]}List`, 0, item];
export const operation = (
  name: string,
  input: StaticStructureSchema,
  output: StaticStructureSchema,
): StaticOperationSchema => [9, NAMESPACE, name, 0, input, output];
export const failure = (name: string, extra: readonly string[] = []): StaticErrorSchema => [
  -3,
  NAMESPACE,
  name,
  { error: 'client' },
  ['Message', ...extra],
  ['Message', ...extra].map(() => STRING),
];

export const tags = listOf(structure<t.Tag>('Tag', { Key: STRING, Value: STRING }, {}));
const filters = listOf(structure<t.Filter>('Filter', {}, { Name: STRING, Values: STRINGS }));
export const page = { MaxResults: NUMBER, NextToken: STRING };
export const totals = { NextToken: STRING, TotalCount: NUMBER, TotalFilteredCount: NUMBER };

export const queryLogConfigAssociation = structure<t.ResolverQueryLogConfigAssociation>(
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
export const queryLogConfig = structure<t.ResolverQueryLogConfig>(
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
export const endpoint = structure<t.ResolverEndpoint>(
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
export const ipAddressRequest = structure<t.IpAddressRequest>(
  'IpAddressRequest',
  { SubnetId: STRING },
  { Ip: STRING, Ipv6: STRING },
);
export const ipAddressResponse = structure<t.IpAddressResponse>(
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
export const ruleAssociation = structure<t.ResolverRuleAssociation>(
  'ResolverRuleAssociation',
  {},
  { Id: STRING, ResolverRuleId: STRING, Name: STRING, VPCId: STRING, Status: STRING, StatusMessage: STRING },
);

export const configAndResource = structure<t.QueryLogConfigAndResource>(
  'QueryLogConfigAndResource',
  { ResolverQueryLogConfigId: STRING, ResourceId: STRING },
  {},
);
export const associationResponse = structure<t.QueryLogConfigAssociationResponse>(
  'QueryLogConfigAssociationResponse',
  {},
  { ResolverQueryLogConfigAssociation: queryLogConfigAssociation },
);
export const configReference = structure<t.QueryLogConfigReference>(
  'QueryLogConfigReference',
  { ResolverQueryLogConfigId: STRING },
  {},
);
export const configResponse = structure<t.QueryLogConfigResponse>(
  'QueryLogConfigResponse',
  {},
  { ResolverQueryLogConfig: queryLogConfig },
);
export const endpointReference = structure<t.EndpointReference>(
  'EndpointReference',
  { ResolverEndpointId: STRING },
  {},
);
export const endpointResponse = structure<t.EndpointResponse>('EndpointResponse', {}, { ResolverEndpoint: endpoint });
export const listRequest = structure<t.ListRequest>('ListRequest', {}, { ...page, Filters: filters });
export const sortedListRequest = structure<t.SortedListRequest>(
  'SortedListRequest',
  {},
  { ...page, Filters: filters, SortBy: STRING, SortOrder: STRING },
);
