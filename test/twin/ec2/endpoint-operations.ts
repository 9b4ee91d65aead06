import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops, Output } from '../wire/service';
import type { World } from '../world';
import { invalidValue, list, required, unsupported, type FilterTable, type Tags } from './common';
import { routeThrough, routeNoLonger, serviceOf, type EndpointService } from './endpoint-services';
import { unknownId } from './resources';
import { requireFreeAddresses } from './subnet-addresses';
import { tagFields, tagsAtCreation } from './tags';
import { Tokens } from './tokens';
import { ownSubnet, ownVpc, ownVpcRouteTable } from './vpc-lookups';
import type { Vpc, VpcEndpoint } from './vpc-types';

type CreateInput = Parameters<NonNullable<Ops<typeof ec2>['CreateVpcEndpoint']>>[0];

/** What AWS gives an endpoint without a policy of its own (AWS PrivateLink guide, "Endpoint policies"). */
const FULL_ACCESS = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

/** EC2 User Guide, "Error codes for the Amazon EC2 API". */
const NO_ADDRESS =
  'The specified subnet does not contain enough free private IP addresses to fulfill your request. Use the DescribeSubnets request to view how many IP addresses are available (unused) in your subnet.';

/**
 * EC2 API reference: CreateVpcEndpoint, ModifyVpcEndpoint, DeleteVpcEndpoints, DescribeVpcEndpoints. Gateway endpoints
 * put their route into the named route tables; interface endpoints only exist.
 */
export function endpointOps(world: World): Ops<typeof ec2> {
  const creations = new Tokens<Output<typeof ec2, 'CreateVpcEndpoint'>>(world);
  return {
    CreateVpcEndpoint: (input, call) => creations.once(call, input, () => create(world, call, input)),

    ModifyVpcEndpoint(input, call) {
      unsupported({
        IpAddressType: input.IpAddressType,
        DnsOptions: input.DnsOptions,
        SubnetConfigurations: input.SubnetConfigurations,
      });
      const endpoint = ownEndpoint(world, call, required(input.VpcEndpointId, 'vpcEndpointId'));
      requireIdsOf(endpoint.type, {
        RouteTableIds: [...(input.AddRouteTableIds ?? []), ...(input.RemoveRouteTableIds ?? [])],
        SubnetIds: [...(input.AddSubnetIds ?? []), ...(input.RemoveSubnetIds ?? [])],
        SecurityGroupIds: [...(input.AddSecurityGroupIds ?? []), ...(input.RemoveSecurityGroupIds ?? [])],
      });
      const vpc = ownVpc(world, call, endpoint.vpcId);
      const tables = routeTables(world, call, vpc, input.AddRouteTableIds);
      const subnets = subnetIds(world, call, vpc, input.AddSubnetIds);
      const added = subnets.filter((id) => !endpoint.subnetIds.includes(id));
      requireFreeAddresses(world, added, NO_ADDRESS);
      routeThrough(world, endpoint, tables);
      routeNoLonger(world, endpoint, input.RemoveRouteTableIds ?? []);
      exchange(endpoint.subnetIds, subnets, input.RemoveSubnetIds);
      exchange(endpoint.securityGroupIds, input.AddSecurityGroupIds, input.RemoveSecurityGroupIds);
      endpoint.privateDnsEnabled = input.PrivateDnsEnabled ?? endpoint.privateDnsEnabled;
      endpoint.policyDocument = input.ResetPolicy ? FULL_ACCESS : (input.PolicyDocument ?? endpoint.policyDocument);
      return { Return: true };
    },

    /** Returns, without an error, what it could not delete. */
    DeleteVpcEndpoints(input, call) {
      const unsuccessful: ec2.UnsuccessfulItem[] = [];
      for (const id of input.VpcEndpointIds ?? []) {
        const endpoint = world.ec2.endpoints.owned(id, call);
        if (endpoint) remove(world, endpoint);
        else {
          const { code, message } = unknownId('vpc-endpoint', id);
          unsuccessful.push({ ResourceId: id, Error: { Code: code, Message: message } });
        }
      }
      return { Unsuccessful: unsuccessful };
    },

    DescribeVpcEndpoints(input, call) {
      const { page, next } = list(input, input.VpcEndpointIds, {
        visible: world.ec2.endpoints.of(call),
        idOf: ({ vpcEndpointId }) => vpcEndpointId,
        unknown: (id) => unknownId('vpc-endpoint', id),
        filters: FILTERS,
        tagsOf: tagsOf(world, call),
        pageSizes: { minimum: 1, maximum: 1000 },
      });
      return { VpcEndpoints: page.map((endpoint) => describeEndpoint(world, call, endpoint)), ...next };
    },
  };
}

function create(world: World, call: Call, input: CreateInput) {
  unsupported({
    IpAddressType: input.IpAddressType,
    DnsOptions: input.DnsOptions,
    SubnetConfigurations: input.SubnetConfigurations,
    ServiceNetworkArn: input.ServiceNetworkArn,
    ResourceConfigurationArn: input.ResourceConfigurationArn,
    ServiceRegion: input.ServiceRegion,
  });
  const vpc = ownVpc(world, call, input.VpcId);
  const type = input.VpcEndpointType ?? 'Gateway';
  const service = serviceOf(call.region, required(input.ServiceName, 'serviceName'), type);
  const tags = tagsAtCreation(input.TagSpecifications, 'vpc-endpoint');
  requireIdsOf(service.type, input);
  requirePrivateDns(vpc, service, input);
  requireQuota(world, call, vpc, service);
  const tables = routeTables(world, call, vpc, input.RouteTableIds);
  const subnets = subnetIds(world, call, vpc, input.SubnetIds);
  requireFreeAddresses(world, subnets, NO_ADDRESS);
  const vpcEndpointId = world.ids.ec2('vpce');
  const endpoint: VpcEndpoint = {
    ownerId: call.accountId,
    region: call.region,
    vpcEndpointId,
    type: service.type,
    vpcId: vpc.vpcId,
    serviceName: service.name,
    creationTime: world.clock.now(),
    // A gateway endpoint is there at once, an interface endpoint when its interfaces are.
    state: service.type === 'Gateway' ? 'Available' : 'Pending',
    policyDocument: input.PolicyDocument ?? FULL_ACCESS,
    routeTableIds: [],
    subnetIds: subnets,
    securityGroupIds: service.type === 'Interface' ? (input.SecurityGroupIds ?? [vpc.securityGroupId]) : [],
    privateDnsEnabled: service.type === 'Interface' && (input.PrivateDnsEnabled ?? true),
  };
  routeThrough(world, endpoint, tables);
  world.ec2.endpoints.add(vpcEndpointId, endpoint);
  world.ec2.setTags(vpcEndpointId, call.accountId, tags);
  if (endpoint.state === 'Pending')
    world.clock.after(world.times.other, () => {
      if (endpoint.state === 'Pending') endpoint.state = 'Available';
    });
  return { VpcEndpoint: describeEndpoint(world, call, endpoint), ClientToken: input.ClientToken };
}

interface EndpointIds {
  readonly RouteTableIds?: readonly string[] | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
  readonly SecurityGroupIds?: readonly string[] | undefined;
}

/** Route tables are for gateway endpoints; subnets and security groups for interface endpoints. */
function requireIdsOf(type: VpcEndpoint['type'], { RouteTableIds, SubnetIds, SecurityGroupIds }: EndpointIds): void {
  const wrong = type === 'Gateway' ? [...(SubnetIds ?? []), ...(SecurityGroupIds ?? [])] : (RouteTableIds ?? []);
  if (wrong.length > 0) throw new AwsError('InvalidParameter', `A ${type} endpoint does not take ${wrong.join(', ')}.`);
}

/** Private DNS needs both DNS attributes of the VPC (EC2 API reference, CreateVpcEndpoint). */
function requirePrivateDns(vpc: Vpc, { type }: EndpointService, { PrivateDnsEnabled }: CreateInput): void {
  if (type === 'Gateway' && PrivateDnsEnabled)
    throw new AwsError('InvalidParameter', 'Private DNS can be set for interface endpoints only.');
  if (type === 'Interface' && (PrivateDnsEnabled ?? true) && !(vpc.dnsSupport && vpc.dnsHostnames))
    throw new AwsError(
      'InvalidParameter',
      'Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true',
    );
}

function requireQuota(world: World, call: Call, vpc: Vpc, { type }: EndpointService): void {
  const { gatewayEndpointsPerRegion, interfaceEndpointsPerVpc } = world.ec2.quotas;
  const alike = world.ec2.endpoints.of(call).filter((endpoint) => endpoint.type === type);
  const used = type === 'Gateway' ? alike.length : alike.filter(({ vpcId }) => vpcId === vpc.vpcId).length;
  if (used >= (type === 'Gateway' ? gatewayEndpointsPerRegion : interfaceEndpointsPerVpc))
    throw new AwsError('VpcEndpointLimitExceeded', `The maximum number of ${type} endpoints has been reached.`);
}

const routeTables = (world: World, call: Call, vpc: Vpc, ids: readonly string[] | undefined) =>
  (ids ?? []).map((id) => {
    const table = ownVpcRouteTable(world, call, id);
    if (table.vpcId !== vpc.vpcId) throw invalidValue(`Route table ${id} is not in ${vpc.vpcId}`);
    return table;
  });

const subnetIds = (world: World, call: Call, vpc: Vpc, ids: readonly string[] | undefined): string[] =>
  (ids ?? []).map((id) => {
    const subnet = ownSubnet(world, call, id);
    if (subnet.vpcId !== vpc.vpcId) throw invalidValue(`Subnet ${id} is not in ${vpc.vpcId}`);
    return subnet.subnetId;
  });

function exchange(ids: string[], added: readonly string[] = [], removed: readonly string[] = []): void {
  const result = new Set([...ids, ...added]);
  for (const id of removed) result.delete(id);
  ids.splice(0, ids.length, ...result);
}

function remove(world: World, endpoint: VpcEndpoint): void {
  routeNoLonger(world, endpoint, [...endpoint.routeTableIds]);
  world.ec2.endpoints.delete(endpoint.vpcEndpointId);
  world.ec2.tags.drop(endpoint.vpcEndpointId);
}

function ownEndpoint(world: World, call: Call, id: string): VpcEndpoint {
  const endpoint = world.ec2.endpoints.owned(id, call);
  if (!endpoint) throw unknownId('vpc-endpoint', id);
  return endpoint;
}

const FILTERS: FilterTable<VpcEndpoint> = {
  'service-name': ({ serviceName }) => serviceName,
  'vpc-endpoint-id': ({ vpcEndpointId }) => vpcEndpointId,
  // The states of an endpoint are compared in lower case, as the filter's documentation writes them.
  'vpc-endpoint-state': ({ state }) => [state, state.toLowerCase()],
  'vpc-endpoint-type': ({ type }) => type,
  'vpc-id': ({ vpcId }) => vpcId,
};

const tagsOf =
  (world: World, call: Call) =>
  ({ vpcEndpointId }: VpcEndpoint): Tags =>
    world.ec2.tagsOf(vpcEndpointId, call.accountId);

const describeEndpoint = (world: World, call: Call, endpoint: VpcEndpoint): ec2.VpcEndpoint => ({
  VpcEndpointId: endpoint.vpcEndpointId,
  VpcEndpointType: endpoint.type,
  VpcId: endpoint.vpcId,
  ServiceName: endpoint.serviceName,
  State: endpoint.state,
  PolicyDocument: endpoint.policyDocument,
  RouteTableIds: [...endpoint.routeTableIds],
  SubnetIds: [...endpoint.subnetIds],
  Groups: endpoint.securityGroupIds.map((GroupId) => ({ GroupId })),
  PrivateDnsEnabled: endpoint.privateDnsEnabled,
  RequesterManaged: false,
  NetworkInterfaceIds: [],
  DnsEntries: [],
  CreationTimestamp: endpoint.creationTime,
  OwnerId: endpoint.ownerId,
  ...tagFields(tagsOf(world, call)(endpoint)),
});
