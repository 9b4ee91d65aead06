import type * as resolver from '../../../lib/aws/resolver';
import { addresses, contains } from '../ec2/cidr';
import type { Subnet } from '../ec2/vpc-types';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { exists, invalidParameter, invalidRequest, limitExceeded, notFound, refuse } from './errors';
import { list, type Columns } from './listing';
import type { Endpoint, EndpointIp } from './state';
import { tagsFrom, tellTags } from './tags';

const MAX_SECURITY_GROUPS = 10;
/** The first four addresses of a subnet, and the last, are AWS's (VPC User Guide). */
const RESERVED = 4;

const columns: Columns<Endpoint> = {
  CreatorRequestId: (endpoint) => endpoint.creatorRequestId,
  Direction: (endpoint) => endpoint.direction,
  HostVPCId: (endpoint) => endpoint.hostVpcId,
  IpAddressCount: (endpoint) => String(endpoint.ips.length),
  Name: (endpoint) => endpoint.name,
  SecurityGroupIds: (endpoint) => endpoint.securityGroupIds,
  Status: (endpoint) => endpoint.status,
};

export const endpointOps = (world: World): Ops<typeof resolver> => {
  const state = world.resolver;

  function own(id: string | undefined, call: Call): Endpoint {
    const endpoint = state.endpoints.owned(id ?? '', call);
    if (!endpoint) throw notFound(`[RSLVR-00703] Resolver endpoint with ID '${id}' does not exist.`);
    return endpoint;
  }

  return {
    CreateResolverEndpoint(input, call) {
      refuse({ OutpostArn: input.OutpostArn, PreferredInstanceType: input.PreferredInstanceType });
      refuse({
        ResolverEndpointType: input.ResolverEndpointType === 'IPV4' ? undefined : input.ResolverEndpointType,
        Protocols: input.Protocols?.every((protocol) => protocol === 'Do53') ? undefined : input.Protocols,
      });
      const groups = input.SecurityGroupIds ?? [];
      if (
        groups.length === 0 ||
        groups.length > MAX_SECURITY_GROUPS ||
        !groups.every((id) => /^sg-[0-9a-f]+$/.test(id))
      )
        throw invalidParameter('[RSLVR-00408] The security group IDs are not valid.', 'SecurityGroupIds');
      const direction = input.Direction;
      if (direction === undefined || !['INBOUND', 'OUTBOUND'].includes(direction))
        throw invalidParameter('[RSLVR-00409] Direction must be INBOUND or OUTBOUND.', 'Direction');
      const existing = state.endpoints.of(call);
      if (existing.some(({ creatorRequestId }) => creatorRequestId === input.CreatorRequestId))
        throw exists(`Resolver endpoint with creator request ID '${input.CreatorRequestId}' already exists.`);
      if (existing.length >= state.quotas.endpoints) throw limitExceeded('resolver endpoints', state.quotas.endpoints);
      const ips = place(world, input.IpAddresses ?? [], call);
      const id = world.ids.ec2(direction === 'INBOUND' ? 'rslvr-in' : 'rslvr-out');
      const now = world.clock.now();
      const endpoint: Endpoint = {
        id,
        arn: `arn:aws:route53resolver:${call.region}:${call.accountId}:resolver-endpoint/${id}`,
        ownerId: call.accountId,
        region: call.region,
        name: input.Name,
        creatorRequestId: input.CreatorRequestId ?? '',
        direction,
        securityGroupIds: groups,
        ...ips,
        tags: tagsFrom(input.Tags),
        createdAt: now,
        modifiedAt: now,
        status: 'CREATING',
      };
      state.endpoints.add(id, endpoint);
      tellTags(world, 'resolver-endpoint', endpoint);
      world.clock.after(world.times.other, () => {
        if (endpoint.status !== 'CREATING') return;
        endpoint.status = 'OPERATIONAL';
        endpoint.modifiedAt = world.clock.now();
        for (const ip of endpoint.ips) ip.status = 'ATTACHED';
      });
      return { ResolverEndpoint: toEndpoint(endpoint) };
    },

    GetResolverEndpoint: (input, call) => ({ ResolverEndpoint: toEndpoint(own(input.ResolverEndpointId, call)) }),

    ListResolverEndpoints(input, call) {
      const { items, next } = list(state.endpoints.of(call), input, columns);
      return {
        ResolverEndpoints: items.map(toEndpoint),
        MaxResults: input.MaxResults ?? 100,
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },

    ListResolverEndpointIpAddresses(input, call) {
      const endpoint = own(input.ResolverEndpointId, call);
      const { items, next } = list(endpoint.ips, input, {});
      return {
        IpAddresses: items.map((ip) => ({
          IpId: ip.ipId,
          SubnetId: ip.subnetId,
          Ip: ip.ip,
          Status: ip.status,
          StatusMessage: ip.status === 'ATTACHED' ? 'This IP address is operational.' : 'Creating the IP address',
          CreationTime: endpoint.createdAt.toISOString(),
          ModificationTime: endpoint.modifiedAt.toISOString(),
        })),
        MaxResults: input.MaxResults ?? 100,
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },

    DeleteResolverEndpoint(input, call) {
      const endpoint = own(input.ResolverEndpointId, call);
      endpoint.status = 'DELETING';
      world.clock.after(world.times.other, () => {
        state.endpoints.delete(endpoint.id);
      });
      return { ResolverEndpoint: toEndpoint(endpoint) };
    },
  };
};

function toEndpoint(endpoint: Endpoint): resolver.ResolverEndpoint {
  return {
    Id: endpoint.id,
    Arn: endpoint.arn,
    ...(endpoint.name === undefined ? {} : { Name: endpoint.name }),
    CreatorRequestId: endpoint.creatorRequestId,
    Direction: endpoint.direction,
    SecurityGroupIds: [...endpoint.securityGroupIds],
    IpAddressCount: endpoint.ips.length,
    HostVPCId: endpoint.hostVpcId,
    Status: endpoint.status,
    StatusMessage: `This Resolver Endpoint is ${endpoint.status.toLowerCase()}.`,
    ResolverEndpointType: 'IPV4',
    Protocols: ['Do53'],
    CreationTime: endpoint.createdAt.toISOString(),
    ModificationTime: endpoint.modifiedAt.toISOString(),
  };
}

/** Where the endpoint's addresses go: the given ones, or free ones of the subnets, all in one VPC of the caller's. */
function place(
  world: World,
  requests: readonly resolver.IpAddressRequest[],
  call: Call,
): Pick<Endpoint, 'hostVpcId' | 'ips'> {
  if (requests.length < 2) throw invalidRequest('[RSLVR-00400] Resolver endpoint must have at least 2 IP addresses.');
  const limit = world.resolver.quotas.ipsPerEndpoint;
  if (requests.length > limit) throw limitExceeded('IP addresses per resolver endpoint', limit);
  const wanted = requests.map((request) => {
    refuse({ Ipv6: request.Ipv6 });
    const subnet = world.ec2.subnets.owned(request.SubnetId ?? '', call);
    if (subnet?.cidr === undefined)
      throw invalidParameter(`[RSLVR-00401] The subnet ID '${request.SubnetId}' does not exist.`, 'IpAddresses');
    return { subnet, cidr: subnet.cidr, ip: request.Ip };
  });
  const [hostVpcId, ...others] = new Set(wanted.map(({ subnet }) => subnet.vpcId));
  if (hostVpcId === undefined || others.length > 0)
    throw invalidRequest('[RSLVR-00402] All IP addresses of a Resolver endpoint must be in subnets of one VPC.');
  const taken = takenAddresses(world, hostVpcId);
  const ips: EndpointIp[] = [];
  // The named addresses come first, so that none of the picked ones takes their place.
  for (const { subnet, cidr, ip } of [...wanted].sort(
    (a, b) => Number(a.ip === undefined) - Number(b.ip === undefined),
  )) {
    const address = ip === undefined ? freeAddress(cidr, taken) : requireUsable(ip, subnet, cidr, taken);
    taken.add(address);
    ips.push({ ipId: world.ids.ec2('rni'), subnetId: subnet.subnetId, ip: address, status: 'CREATING' });
  }
  return { hostVpcId, ips };
}

const takenAddresses = (world: World, vpcId: string): Set<string> =>
  new Set(
    [...world.resolver.endpoints.all()]
      .filter(({ hostVpcId }) => hostVpcId === vpcId)
      .flatMap(({ ips }) => ips.map(({ ip }) => ip)),
  );

function requireUsable(ip: string, { subnetId }: Subnet, cidr: string, taken: ReadonlySet<string>): string {
  const offset = /^\d+\.\d+\.\d+\.\d+$/.test(ip) && contains(cidr, `${ip}/32`) ? numberOf(ip) - firstOf(cidr) : -1;
  if (offset < RESERVED || offset === addresses(cidr) - 1)
    throw invalidRequest(`[RSLVR-00403] The IP address '${ip}' is not usable in the subnet '${subnetId}'.`);
  if (taken.has(ip)) throw exists(`[RSLVR-00404] The IP address '${ip}' is already in use.`);
  return ip;
}

/** Other network interfaces are not modelled, so the twin takes the lowest address that no endpoint has. */
function freeAddress(cidr: string, taken: ReadonlySet<string>): string {
  for (let offset = RESERVED; offset < addresses(cidr) - 1; offset++) {
    const candidate = dotted(firstOf(cidr) + offset);
    if (!taken.has(candidate)) return candidate;
  }
  throw invalidRequest(`[RSLVR-00405] No address is left in ${cidr}.`);
}

const numberOf = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const firstOf = (cidr: string): number => numberOf(cidr.slice(0, cidr.indexOf('/')));
const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
