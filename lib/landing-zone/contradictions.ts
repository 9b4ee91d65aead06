import { SEGMENT, TAG_PREFIX } from '../names';
import { choices, complete, duplicates, unknownSegment, type Contradiction, type Path } from './contradiction';
import { logContradictions } from './contradictions-logs';
import { notifyContradictions } from './contradictions-notify';
import { rangeContradictions } from './contradictions-ranges';
import { zoneContradictions } from './contradictions-zones';
import { MAX_NAME_SERVERS, MAX_SEGMENTS } from './limits';
import { pushedTo } from './lookups';
import { withTagPrefix } from './naming';
import type { Parts } from './parts';
import { listed, pathText } from './problem';
import { enabledByDefault } from './regions';

/** The contradictions between the fields of a landing zone. An invalid field is compared with nothing. */
export const contradictions = (parts: Parts): readonly Contradiction[] => [
  ...hub(parts),
  ...existingParts(parts),
  ...governedRegions(parts),
  ...defaultRegions(parts),
  ...units(parts),
  ...segmentTables(parts),
  ...sharedUnits(parts),
  ...accountsAndRoot(parts),
  ...rangeContradictions(parts),
  ...reach(parts),
  ...zoneContradictions(parts),
  ...nameServers(parts),
  ...logContradictions(parts),
  ...notifyContradictions(parts),
  ...push(parts),
];

function* hub({ hub, organization }: Parts): Generator<Contradiction> {
  if (hub?.accountId !== undefined && hub.accountId === organization?.managementAccountId)
    yield {
      path: ['hub', 'accountId'],
      message:
        'expected another account than organization.managementAccountId; service-managed StackSets never deploy to the management account',
    };
  if (organization?.delegatedAdministrator === 'hub' && organization.upgradingFrom !== undefined)
    yield {
      path: ['organization', 'delegatedAdministrator'],
      message: 'expected none during an upgrade; StackSets that exist cannot move to another administrator',
    };
  if (hub?.vpc === undefined || hub.inboundResolver === undefined || 'existing' in hub.inboundResolver) return;
  const zones = 'existing' in hub.vpc ? hub.vpc.subnets.length : hub.vpc.azs;
  if (hub.inboundResolver.azs > zones)
    yield {
      path: ['hub', 'inboundResolver', 'azs'],
      message: `expected no more than the ${zones} Availability Zones of hub.vpc`,
    };
}

/** The endpoints through which Systems Manager reaches a test instance in a VPC without internet access. */
const MANAGED_THROUGH = ['ssm', 'ssmmessages'];

function* existingParts({ hub }: Parts): Generator<Contradiction> {
  if (hub?.vpc === undefined) return;
  if ('existing' in hub.vpc) {
    if (hub.vpc.attachmentId !== undefined && hub.transitGateway && !('existing' in hub.transitGateway))
      yield {
        path: ['hub', 'vpc', 'attachmentId'],
        message: 'expected no attachment; hub.transitGateway is created, and then the VPC is attached to it',
      };
    return;
  }
  const endpoints = complete(hub.endpoints);
  const missing = MANAGED_THROUGH.filter((service) => endpoints?.includes(service) === false);
  if (hub.testInstances && missing.length > 0)
    yield {
      path: ['hub', 'endpoints'],
      message: `expected ${missing.join(' and ')} too; hub.testInstances are managed through them`,
    };
}

/** One hub serves one region, where its transit gateway, resolver and queues are. */
function* governedRegions({ hub, regions }: Parts): Generator<Contradiction> {
  const home = hub?.region;
  if (regions === undefined || home === undefined) return;
  if (complete(regions)?.includes(home) === false)
    yield {
      path: ['regions'],
      message: `expected [${home}], the hub's region and no other; a hub serves the VPCs of its own region`,
    };
  else
    for (const [index, region] of regions.entries())
      if (region !== undefined && region !== home)
        yield {
          path: ['regions', index],
          message: `expected the hub's region ${home} and no other; a hub serves the VPCs of its own region`,
        };
  yield* duplicates(
    regions.map((region) => (region === home ? region : undefined)),
    (index) => ['regions', index],
  );
}

function* defaultRegions({ regions, stsRegion, organization }: Parts): Generator<Contradiction> {
  if (stsRegion !== undefined && !enabledByDefault(stsRegion))
    yield {
      path: ['stsRegion'],
      message:
        'expected a region that every account has from the start, such as us-east-1; this one is an opt-in region',
    };
  const home = organization?.controlTowerHomeRegion;
  if (home !== undefined && !enabledByDefault(home) && complete(regions)?.includes(home) === false)
    yield {
      path: ['organization', 'controlTowerHomeRegion'],
      message:
        'expected a region that every account has from the start, or one of regions; this one is an opt-in region that is not enabled',
    };
}

/** A StackSet's `OrganizationalUnitIds` have one item at least (schema of `AWS::CloudFormation::StackSet`; cfn-lint E3032). */
function* units({ segments }: Parts): Generator<Contradiction> {
  const all = Object.values(segments ?? {}).map((segment) => segment?.organizationalUnits);
  if (all.length > 0 && all.every((each) => each?.length === 0))
    yield {
      path: ['segments'],
      message:
        'expected an OU in one segment at least, found none; our roles are deployed to the accounts below the OUs of segments',
    };
}

function* segmentTables({ hub, segments = {} }: Parts): Generator<Contradiction> {
  const tables = Object.entries(segments).map(([name, segment]) => [name, segment?.routeTable] as const);
  yield* duplicates(
    tables.map(([, table]) => table),
    (index) => ['segments', tables[index]?.[0] ?? '', 'routeTable'],
  );
  if (hub?.transitGateway && !('existing' in hub.transitGateway))
    for (const [name, table] of tables)
      if (table !== undefined)
        yield {
          path: ['segments', name, 'routeTable'],
          message: 'expected none; hub.transitGateway is created, and has no route table before',
        };
  const count = Object.keys(segments).length;
  if (count > MAX_SEGMENTS)
    yield {
      path: ['segments'],
      message: `expected ${MAX_SEGMENTS} segments at most, the route tables that a transit gateway takes, found ${count}; use fewer segments, or have AWS raise the quota and then raise the limit in lib/landing-zone/limits.ts`,
    };
  for (const [name, segment] of Object.entries(segments))
    yield* duplicates(segment?.organizationalUnits ?? [], (index) => ['segments', name, 'organizationalUnits', index]);
}

/** An account that the config puts into a segment, and the root as an OU. */
function* accountsAndRoot({ organization, hub, segments = {} }: Parts): Generator<Contradiction> {
  const first = new Map<string, Path>();
  const central = [organization?.managementAccountId, hub?.accountId];
  for (const [name, segment] of Object.entries(segments)) {
    for (const [index, unit] of (segment?.organizationalUnits ?? []).entries())
      if (unit?.startsWith('r-') && organization?.rootId !== undefined && unit !== organization.rootId)
        yield {
          path: ['segments', name, 'organizationalUnits', index],
          message: `expected ${organization.rootId}, the root in organization.rootId`,
        };
    for (const [index, account] of (segment?.accounts ?? []).entries()) {
      if (account === undefined) continue;
      const path = ['segments', name, 'accounts', index];
      const earlier = first.get(account);
      if (earlier === undefined) first.set(account, path);
      else if (organization?.segmentByAccountTag === false || earlier[1] === name)
        yield {
          path,
          message: `expected each account once, found ${JSON.stringify(account)} again; ${pathText(earlier)} is the same`,
        };
      if (central.includes(account))
        yield { path, message: 'expected the account of a spoke; the hub and management accounts are none' };
    }
  }
}

/**
 * An OU in two segments lets an account choose its segment, which is more often a copying mistake than meant. Where the
 * setting itself is invalid, it is not known what was meant.
 */
function* sharedUnits({ organization, segments = {}, tags }: Parts): Generator<Contradiction> {
  if (organization?.segmentByAccountTag !== false) return;
  const first = new Map<string, { readonly segment: string; readonly path: Path }>();
  for (const [segment, fields] of Object.entries(segments))
    for (const [index, unit] of (fields?.organizationalUnits ?? []).entries()) {
      if (unit === undefined) continue;
      const path = ['segments', segment, 'organizationalUnits', index];
      const earlier = first.get(unit);
      if (earlier === undefined) first.set(unit, { segment, path });
      else if (earlier.segment !== segment)
        yield {
          path,
          message: `expected each OU in one segment, found ${JSON.stringify(unit)} in two segments; ${pathText(earlier.path)} names it, too: remove one of the two, or set organization.segmentByAccountTag: true if accounts pick their segment by the tag ${withTagPrefix({ tags: { prefix: tags?.prefix ?? TAG_PREFIX } }, SEGMENT)}`,
        };
    }
}

function* reach({ reach = [], segments }: Parts): Generator<Contradiction> {
  for (const [index, pair] of reach.entries()) {
    for (const [side, name] of (pair ?? []).entries()) yield* unknownSegment(name, segments, ['reach', index, side]);
    if (pair !== undefined && pair[0] === pair[1])
      yield { path: ['reach', index], message: 'expected two different segments; a segment always reaches itself' };
  }
  yield* duplicates(
    reach.map((pair) => pair && [...pair].sort().join(' and ')),
    (index) => ['reach', index],
  );
}

/** `hub-inbound` counts as one name server per address of the inbound resolver. */
function* nameServers({ hub, join }: Parts): Generator<Contradiction> {
  const servers = join?.nameServers;
  yield* duplicates(servers ?? [], (index) => ['join', 'nameServers', index]);
  const resolver = hub?.inboundResolver;
  if (complete(servers) === undefined || resolver === undefined) return;
  const inbound = 'existing' in resolver ? resolver.addresses.length : resolver.azs;
  const count = (servers ?? []).reduce((sum, server) => sum + (server === 'hub-inbound' ? inbound : 1), 0);
  const ofHub = servers?.includes('hub-inbound')
    ? `hub-inbound counts as ${inbound}, one for each address of hub.inboundResolver, so `
    : '';
  if (count > MAX_NAME_SERVERS)
    yield {
      path: ['join', 'nameServers'],
      message: `expected ${MAX_NAME_SERVERS} name servers at most, as DHCP options hold no more; ${ofHub}these are ${count}`,
    };
}

function* push({ registry }: Parts): Generator<Contradiction> {
  const repositories = complete(registry?.repositories);
  const entries = registry?.push ?? [];
  for (const [index, entry] of entries.entries()) {
    if (repositories === undefined || entry === undefined) continue;
    for (const [position, image] of (entry.to ?? []).entries())
      if (!repositories.includes(image))
        yield {
          path: ['registry', 'push', index, 'to', position],
          message: `expected one of registry.repositories${choices(image, repositories)}`,
        };
    if (pushedTo({ registry: { repositories } }, entry).length === 0)
      yield {
        path: ['registry', 'push', index],
        message: `expected "to" with ${repositories.length === 0 ? 'a name that registry.repositories has, too' : listed(repositories)}; no image repository ends in the name of ${entry.repository}`,
      };
  }
  yield* duplicates(
    entries.map((entry) => entry && `${entry.repository} ${entry.ref}`),
    (index) => ['registry', 'push', index],
  );
}
