import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { reachable } from '../ec2/tgw-reach';
import type { Vpc } from '../ec2/vpc-types';
import type { World } from '../world';
import { canonicalName, isWithin, WILDCARD } from './names';
import type { HostedZone } from './state';

/** The resolution of a name by an instance in a VPC. */
export type Answer =
  | { readonly status: 'answered'; readonly zoneId: string; readonly values: readonly string[]; readonly vpcId: string }
  /** The name, or the type of it, is not in the zone that answers for it: no other zone is tried. */
  | { readonly status: 'nxdomain' | 'nodata'; readonly zoneId: string; readonly vpcId: string }
  /** No private zone covers the name: the query goes to the Internet. */
  | { readonly status: 'public'; readonly vpcId: string }
  | { readonly status: 'no-resolver'; readonly because: string };

/**
 * Queries the name servers that the VPC's DHCP options name, in their order; the first that is reachable answers. An
 * address is a Resolver inbound endpoint, which answers with the zones of its own VPC. AmazonProvidedDNS answers with
 * the VPC's, and only if both DNS attributes are on (Route 53 Developer Guide, "Considerations when working with a
 * private hosted zone").
 */
export function resolveName(world: World, vpcId: string, name: string, type: 'A' | 'AAAA' | 'CNAME' | 'TXT'): Answer {
  const vpc = world.ec2.vpc(vpcId);
  if (!vpc) return { status: 'no-resolver', because: `there is no ${vpcId}` };
  const servers = nameServers(world, vpc);
  const asked = servers.map((server) => answering(world, vpc, server)).find((found) => found !== undefined);
  if (!asked)
    return { status: 'no-resolver', because: `none of ${servers.join(', ') || 'no name servers'} answers in ${vpcId}` };
  return privateAnswer(world, asked, name, type);
}

const nameServers = (world: World, { dhcpOptionsId }: Vpc): readonly string[] =>
  world.ec2.dhcpOptions.get(dhcpOptionsId)?.configurations.get('domain-name-servers') ?? [];

/** The VPC whose resolver answers at a name server's address, if it can be reached. */
function answering(world: World, vpc: Vpc, server: string): Vpc | undefined {
  if (server === 'AmazonProvidedDNS') return vpc.dnsSupport ? vpc : undefined;
  const host = world.resolver.inboundEndpointAt(server)?.hostVpcId;
  if (host === undefined) return undefined;
  return host === vpc.vpcId || reachable(world, vpc.vpcId, host) ? world.ec2.vpc(host) : undefined;
}

function privateAnswer(world: World, { vpcId, dnsSupport, dnsHostnames }: Vpc, name: string, type: string): Answer {
  const canonical = canonicalName(name);
  const covering = world.route53
    .zonesOfVpc(vpcId)
    .filter((zone) => canonical !== undefined && isWithin(canonical, zone.name))
    .sort((a, b) => b.name.length - a.name.length);
  const [zone] = covering;
  if (!zone || canonical === undefined || !dnsSupport || !dnsHostnames) return { status: 'public', vpcId };
  const found = lookUp(zone, canonical, type);
  const where = { zoneId: zone.id, vpcId };
  return typeof found === 'string' ? { status: found, ...where } : { status: 'answered', values: found, ...where };
}

const MAX_ALIASES = 10;

/** CNAME records and aliases are followed within the zone; beyond it their target is the answer. */
function lookUp(zone: HostedZone, name: string, type: string, depth = 0): readonly string[] | 'nxdomain' | 'nodata' {
  const records = recordsAt(zone, name);
  const record = records.find(({ Type }) => Type === type) ?? records.find(({ Type }) => Type === 'CNAME');
  if (!record) return records.length > 0 || hasBelow(zone, name) ? 'nodata' : 'nxdomain';
  const target = targetOf(record, type);
  if (target === undefined) return (record.ResourceRecords ?? []).map(({ Value }) => Value ?? '');
  if (!isWithin(target, zone.name) || depth === MAX_ALIASES) return [target];
  return lookUp(zone, target, type, depth + 1);
}

function targetOf({ Type, AliasTarget, ResourceRecords }: ResourceRecordSet, type: string): string | undefined {
  const target =
    AliasTarget?.DNSName ?? (Type === 'CNAME' && type !== 'CNAME' ? ResourceRecords?.[0]?.Value : undefined);
  return target === undefined ? undefined : canonicalName(target);
}

/** The records of the name, else those of the nearest wildcard: `*.dev` matches all names below `dev` that do not exist. */
function recordsAt(zone: HostedZone, name: string): readonly ResourceRecordSet[] {
  const at = (wanted: string): ResourceRecordSet[] => [...zone.records.values()].filter(({ Name }) => Name === wanted);
  const exact = at(name);
  if (exact.length > 0 || hasBelow(zone, name)) return exact;
  for (let parent = parentOf(name); isWithin(parent, zone.name); parent = parentOf(parent)) {
    const wildcard = at(`${WILDCARD}.${parent}`);
    if (wildcard.length > 0) return wildcard;
    // A name that exists hides the wildcards above it.
    if (at(parent).length > 0 || hasBelow(zone, parent)) return [];
  }
  return [];
}

const parentOf = (name: string): string => name.slice(name.indexOf('.') + 1);
const hasBelow = (zone: HostedZone, name: string): boolean =>
  [...zone.records.values()].some(({ Name = '' }) => Name !== name && isWithin(Name, name));
