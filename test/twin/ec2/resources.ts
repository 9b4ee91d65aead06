import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';

interface Kind {
  /** Before the dash of the id. */
  readonly prefix: string;
  /** The error code is this with `.NotFound` or `.Malformed` behind it. */
  readonly code: string;
  readonly noun: string;
}

/** The kinds of resources that the twin has, by the name that tags and ARNs give them. */
const KINDS = {
  vpc: { prefix: 'vpc', code: 'InvalidVpcID', noun: 'vpc' },
  subnet: { prefix: 'subnet', code: 'InvalidSubnetID', noun: 'subnet' },
  'route-table': { prefix: 'rtb', code: 'InvalidRouteTableID', noun: 'routeTable' },
  'dhcp-options': { prefix: 'dopt', code: 'InvalidDhcpOptionID', noun: 'dhcpOption' },
  'vpc-flow-log': { prefix: 'fl', code: 'InvalidFlowLogId', noun: 'flowLog' },
  'vpc-endpoint': { prefix: 'vpce', code: 'InvalidVpcEndpointId', noun: 'vpcEndpoint' },
  'network-interface': { prefix: 'eni', code: 'InvalidNetworkInterfaceID', noun: 'networkInterface' },
  'internet-gateway': { prefix: 'igw', code: 'InvalidInternetGatewayID', noun: 'internetGateway' },
  'transit-gateway': { prefix: 'tgw', code: 'InvalidTransitGatewayID', noun: 'transitGateway' },
  'transit-gateway-attachment': {
    prefix: 'tgw-attach',
    code: 'InvalidTransitGatewayAttachmentID',
    noun: 'transitGatewayAttachment',
  },
  'transit-gateway-route-table': { prefix: 'tgw-rtb', code: 'InvalidRouteTableID', noun: 'transitGatewayRouteTable' },
  'prefix-list': { prefix: 'pl', code: 'InvalidPrefixListID', noun: 'prefixList' },
} as const satisfies Partial<Record<ec2.ResourceType, Kind>>;

export type ResourceType = keyof typeof KINDS;

const form = (prefix: string): RegExp => new RegExp(`^${prefix}-[0-9a-f]{8}(?:[0-9a-f]{9})?$`);

/** The error for an id that the caller does not see: `.NotFound`, or `.Malformed` if no such resource can have it. */
export function unknownId(type: ResourceType, id: string): AwsError {
  const { prefix, code, noun } = KINDS[type];
  if (!form(prefix).test(id))
    return new AwsError(`${code}.Malformed`, `Invalid id: "${id}" (expecting "${prefix}-...")`);
  if (type === 'transit-gateway')
    return new AwsError(`${code}.NotFound`, `Transit Gateway ${id} was deleted or does not exist.`);
  return new AwsError(`${code}.NotFound`, `The ${noun} ID '${id}' does not exist`);
}

/** The kind of a resource by the form of its id, if any. */
export function resourceTypeOf(id: string): ResourceType | undefined {
  for (const type of Object.keys(KINDS)) if (isResourceType(type) && form(KINDS[type].prefix).test(id)) return type;
  return undefined;
}

const isResourceType = (type: string): type is ResourceType => type in KINDS;

export const arnOf = (
  type: ResourceType,
  owner: { readonly region: string; readonly ownerId: string },
  id: string,
): string => `arn:aws:ec2:${owner.region}:${owner.ownerId}:${type}/${id}`;
