import { contains, overlaps } from './cidr';
import { pushedTo } from './lookups';
import { enabledByDefault } from './regions';
import type { LandingZone } from './schema';

/** Something that is right in itself and wrong beside the rest. `message` says what was expected. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What the fields of a landing zone say against each other, in the order of the file. */
export const contradictions = (landingZone: LandingZone): readonly Contradiction[] => [
  ...hub(landingZone),
  ...existing(landingZone),
  ...regions(landingZone),
  ...prefixes(landingZone),
  ...segmentCidrs(landingZone),
  ...routes(landingZone),
  ...organizationalUnits(landingZone),
  ...reach(landingZone),
  ...zones(landingZone),
  ...nameServers(landingZone),
  ...push(landingZone),
];

interface Placed {
  readonly path: readonly (string | number)[];
  readonly cidr: string;
}

const segmentRanges = ({ segments }: LandingZone): readonly Placed[] =>
  Object.entries(segments).flatMap(([name, { cidrs }]) =>
    cidrs.map((cidr, index) => ({ path: ['segments', name, 'cidrs', index], cidr })),
  );

const meshRanges = ({ mesh }: LandingZone): readonly Placed[] =>
  mesh.prefixes.map((cidr, index) => ({ path: ['mesh', 'prefixes', index], cidr }));

const place = (path: readonly (string | number)[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);

function* hub({ hub, organization, segments }: LandingZone): Generator<Contradiction> {
  if (hub.accountId === organization.managementAccountId)
    yield {
      path: ['hub', 'accountId'],
      message: 'expected another account than the management account: service-managed StackSets never deploy to it',
    };
  const { cidr } = hub.vpc;
  const [, length] = cidr.split('/');
  if (Number(length) < 16 || Number(length) > 28)
    yield { path: ['hub', 'vpc', 'cidr'], message: 'expected a VPC CIDR between /16 and /28' };
  const ranges = Object.values(segments).flatMap(({ cidrs }) => cidrs);
  if (!ranges.some((outer) => contains({ outer, inner: cidr })))
    yield { path: ['hub', 'vpc', 'cidr'], message: `expected a CIDR inside a segment's (${ranges.join(', ')})` };
  const zones = 'existing' in hub.vpc ? hub.vpc.subnets.length : hub.vpc.azs;
  if (!('existing' in hub.inboundResolver) && hub.inboundResolver.azs > zones)
    yield {
      path: ['hub', 'inboundResolver', 'azs'],
      message: `expected no more than the ${zones} Availability Zones of hub.vpc`,
    };
}

/** What a test instance without a way to the internet is managed through. */
const MANAGED_THROUGH = ['ssm', 'ssmmessages'];

function* existing({ hub }: LandingZone): Generator<Contradiction> {
  const { vpc } = hub;
  if (!('existing' in vpc)) {
    const missing = MANAGED_THROUGH.filter((service) => !hub.endpoints.includes(service));
    if (hub.testInstances && missing.length > 0)
      yield {
        path: ['hub', 'endpoints'],
        message: `expected ${missing.join(' and ')} too, through which hub.testInstances are managed`,
      };
    return;
  }
  for (const [index, { cidr }] of vpc.subnets.entries())
    if (!contains({ outer: vpc.cidr, inner: cidr }))
      yield {
        path: ['hub', 'vpc', 'subnets', index, 'cidr'],
        message: `expected a CIDR inside the VPC's, ${vpc.cidr}`,
      };
  if (vpc.attachmentId !== undefined && !('existing' in hub.transitGateway))
    yield {
      path: ['hub', 'vpc', 'attachmentId'],
      message: 'expected none, as hub.transitGateway is created and the VPC is attached to it then',
    };
}

function* regions({ hub, regions, stsRegion, organization }: LandingZone): Generator<Contradiction> {
  if (!regions.includes(hub.region))
    yield { path: ['regions'], message: `expected the hub's region ${hub.region} among the governed regions` };
  yield* duplicates(regions, (index) => ['regions', index]);
  if (!enabledByDefault(stsRegion))
    yield {
      path: ['stsRegion'],
      message: 'expected a region that is enabled by default in every account, such as us-east-1',
    };
  const home = organization.controlTowerHomeRegion;
  if (home !== undefined && !enabledByDefault(home) && !regions.includes(home))
    yield {
      path: ['organization', 'controlTowerHomeRegion'],
      message: 'expected a region that is enabled by default or governed',
    };
}

function* prefixes(landingZone: LandingZone): Generator<Contradiction> {
  yield* overlapping(meshRanges(landingZone));
  for (const { path, cidr } of segmentRanges(landingZone)) {
    const covered = landingZone.mesh.prefixes.some(
      (prefix) => prefix !== cidr && contains({ outer: prefix, inner: cidr }),
    );
    if (!covered)
      yield {
        path,
        message: `expected a CIDR inside a larger mesh prefix (mesh.prefixes: ${landingZone.mesh.prefixes.join(', ')})`,
      };
  }
}

function* segmentCidrs(landingZone: LandingZone): Generator<Contradiction> {
  yield* overlapping(segmentRanges(landingZone));
}

/** More than a segment's own range, that is: what lies in a segment is propagated to those that may reach it. */
function* routes(landingZone: LandingZone): Generator<Contradiction> {
  const ranges = segmentRanges(landingZone);
  for (const [name, { routes }] of Object.entries(landingZone.segments)) {
    for (const [index, { cidr }] of routes.entries())
      for (const range of ranges)
        if (contains({ outer: range.cidr, inner: cidr }))
          yield {
            path: ['segments', name, 'routes', index, 'cidr'],
            message: `expected a default route or a summary; ${cidr} is inside ${place(range.path)}, ${range.cidr}`,
          };
    yield* duplicates(
      routes.map(({ cidr }) => cidr),
      (index) => ['segments', name, 'routes', index, 'cidr'],
    );
  }
}

function* overlapping(placed: readonly Placed[]): Generator<Contradiction> {
  for (const [index, later] of placed.entries())
    for (const earlier of placed.slice(0, index))
      if (overlaps(earlier.cidr, later.cidr))
        yield {
          path: later.path,
          message: `expected a CIDR that overlaps no other; ${place(earlier.path)} is ${earlier.cidr}`,
        };
}

/** A unit may permit several segments (an account tag picks one), but each segment names it once. */
function* organizationalUnits({ segments }: LandingZone): Generator<Contradiction> {
  for (const [name, { organizationalUnits: units }] of Object.entries(segments))
    yield* duplicates(units, (index) => ['segments', name, 'organizationalUnits', index]);
}

function* reach({ reach, segments }: LandingZone): Generator<Contradiction> {
  for (const [index, pair] of reach.entries()) {
    for (const [side, name] of pair.entries()) yield* unknownSegment(name, segments, ['reach', index, side]);
    if (pair[0] === pair[1])
      yield { path: ['reach', index], message: 'expected two different segments: a segment always reaches itself' };
  }
  yield* duplicates(
    reach.map((pair) => [...pair].sort().join(' and ')),
    (index) => ['reach', index],
  );
}

function* zones({ zones, segments }: LandingZone): Generator<Contradiction> {
  for (const [index, zone] of zones.private.entries()) {
    for (const [position, name] of zone.segments.entries())
      yield* unknownSegment(name, segments, ['zones', 'private', index, 'segments', position]);
    yield* duplicates(zone.segments, (position) => ['zones', 'private', index, 'segments', position]);
  }
  yield* duplicates(
    zones.private.map(({ name }) => name),
    (index) => ['zones', 'private', index, 'name'],
  );
  yield* duplicates(zones.public, (index) => ['zones', 'public', index]);
}

/** A set of DHCP options takes four name servers; `hub-inbound` stands for one per Availability Zone. */
function* nameServers({ hub, join }: LandingZone): Generator<Contradiction> {
  yield* duplicates(join.nameServers, (index) => ['join', 'nameServers', index]);
  const inbound = 'existing' in hub.inboundResolver ? hub.inboundResolver.addresses.length : hub.inboundResolver.azs;
  const servers = join.nameServers.reduce((sum, server) => sum + (server === 'hub-inbound' ? inbound : 1), 0);
  if (servers > 4)
    yield {
      path: ['join', 'nameServers'],
      message: `expected four name servers at most, as DHCP options hold no more; these are ${servers} (hub-inbound is ${inbound})`,
    };
}

function* push(landingZone: LandingZone): Generator<Contradiction> {
  const { repositories, push } = landingZone.registry;
  for (const [index, entry] of push.entries()) {
    for (const [position, image] of (entry.to ?? []).entries())
      if (!repositories.includes(image))
        yield {
          path: ['registry', 'push', index, 'to', position],
          message: `expected one of the repositories ${repositories.join(', ')}`,
        };
    if (pushedTo(landingZone, entry).length === 0)
      yield {
        path: ['registry', 'push', index],
        message: `expected "to": no image repository ends in the name of ${entry.repository}`,
      };
  }
  yield* duplicates(
    push.map(({ repository, ref }) => `${repository} ${ref}`),
    (index) => ['registry', 'push', index],
  );
}

function* unknownSegment(
  name: string,
  segments: LandingZone['segments'],
  path: readonly (string | number)[],
): Generator<Contradiction> {
  if (!Object.hasOwn(segments, name))
    yield { path, message: `expected one of the segments ${Object.keys(segments).join(', ')}` };
}

function* duplicates(
  values: readonly string[],
  path: (index: number) => readonly (string | number)[],
): Generator<Contradiction> {
  for (const [index, value] of values.entries())
    if (values.indexOf(value) < index) yield { path: path(index), message: `expected ${value} once only` };
}
