import { enabledByDefault } from '../landing-zone';
import type { ExistingAttachment, ExistingHub } from './existing-hub-types';
import { blocksOf, type Block } from './proposal-blocks';
import { freeName, isReached, reachedFrom, segmentsOf, type Pairs, type ProposedSegment } from './proposed-segments';
import { freeRange, meshPrefixes, prefixOf, proposedRanges } from './proposed-ranges';

export interface Proposal {
  /** The content of landing-zone.yaml. */
  readonly landingZone: Readonly<Record<string, unknown>>;
  /** What keeps the file from being deployed, or the adoption from changing nothing that works. */
  readonly blocks: readonly Block[];
  readonly segments: readonly ProposedSegment[];
}

/** A landing zone that describes a hub which people made: each route table with VPCs becomes a segment. Pure. */
export function proposalOf(hub: ExistingHub): Proposal {
  const segments = segmentsOf(hub);
  const home = segments.find(({ members }) => members.some(({ id }) => id === hub.vpc?.id));
  const hubSegment = home ?? { name: freeName('shared', segments), members: [] };
  const all = home === undefined ? [...segments, hubSegment] : segments;
  const cidrsOf = Object.fromEntries(all.map((each) => [each.name, each.members.flatMap(({ cidrs }) => cidrs)]));
  const hubCidr = hub.vpc?.cidr ?? freeRange(Object.values(cidrsOf).flat()).replace('/16', '/20');
  if (home === undefined) cidrsOf[hubSegment.name] = [hubCidr];
  const ranges = proposedRanges(cidrsOf);
  const reach = pairsOf(all);
  const landingZone = {
    version: 1,
    organization: {
      ...{ id: hub.organization.id, rootId: hub.organization.rootId ?? UNKNOWN_ROOT },
      ...{ managementAccountId: hub.organization.managementAccountId, trail: 'create', sharing: true },
    },
    hub: {
      ...{ accountId: hub.accountId, region: hub.region, vpc: vpcOf(hub, hubCidr) },
      ...associationOf(hub, hubSegment, all, reach),
      transitGateway: { existing: hub.gateway.id },
      inboundResolver:
        hub.resolver === undefined
          ? { azs: Math.max(2, Math.min(3, hub.vpc?.subnets.length ?? 3)) }
          : { existing: hub.resolver.id, addresses: hub.resolver.addresses },
      endpoints: [],
    },
    regions: [hub.region],
    stsRegion: enabledByDefault(hub.region) ? hub.region : 'us-east-1',
    mesh: { prefixes: meshPrefixes(Object.values(ranges).flat()) },
    segments: Object.fromEntries(
      all.map((each) => [each.name, segmentSettings(hub, all, each, ranges[each.name] ?? [])]),
    ),
    reach,
    zones: { private: zonesOf(hub, all) },
    ...logsOf(hub),
  };
  return { landingZone, segments: all, blocks: blocksOf(hub, all, hubSegment.name, reach) };
}

const UNKNOWN_ROOT = 'r-0000';

const vpcOf = ({ vpc }: ExistingHub, cidr: string): object =>
  vpc === undefined
    ? { cidr, azs: 3 }
    : {
        ...{ existing: vpc.id, cidr, subnets: vpc.subnets, routeTableIds: vpc.routeTableIds },
        ...(vpc.attachmentId === undefined ? {} : { attachmentId: vpc.attachmentId }),
      };

/** What the stack must not make again. */
function associationOf(
  { vpc }: ExistingHub,
  home: ProposedSegment,
  all: readonly ProposedSegment[],
  reach: Pairs,
): object {
  if (vpc?.attachmentId === undefined) return {};
  const { attachmentId } = vpc;
  const reaching = reachedFrom(home, all, reach);
  return {
    ...(home.table === undefined ? {} : { vpcAssociated: false }),
    ...(reaching.some(({ table }) => table?.propagations.includes(attachmentId)) ? { vpcPropagated: false } : {}),
  };
}

const pairsOf = (all: readonly ProposedSegment[]): Pairs =>
  all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => isReached(one, other) === 'all' && isReached(other, one) === 'all')
      .map((other) => [one.name, other.name] as const),
  );

function segmentSettings(
  hub: ExistingHub,
  all: readonly ProposedSegment[],
  segment: ProposedSegment,
  cidrs: readonly string[],
): object {
  const spokes = segment.members.filter(({ accountId }) => accountId !== hub.accountId);
  const largest = Math.min(...spokes.map((member) => prefixOf(member.cidrs)).filter(Number.isFinite));
  const byDefault = Math.max(16, Math.min(...cidrs.map((cidr) => Number(cidr.split('/')[1]))) + 2);
  const { organizationalUnits, accounts } = placesOf(hub, all, segment);
  return {
    ...{ cidrs, ...(largest < byDefault ? { maxVpcPrefix: Math.max(16, largest) } : {}) },
    ...{ organizationalUnits, ...(accounts.length > 0 ? { accounts } : {}) },
    ...(segment.table === undefined || segment.moves === true ? {} : { routeTable: segment.table.id }),
  };
}

/** An OU belongs to the segment with most of its accounts; accounts of other segments are named. */
function placesOf(hub: ExistingHub, all: readonly ProposedSegment[], segment: ProposedSegment) {
  const spokes = ({ members }: ProposedSegment) => members.filter(({ accountId }) => accountId !== hub.accountId);
  const unitOf = ({ ouPath }: ExistingAttachment): string | undefined => ouPath?.at(-1);
  const accountsIn = (each: ProposedSegment, unit: string): number =>
    new Set(spokes(each).flatMap((member) => (unitOf(member) === unit ? member.accountId : []))).size;
  const holder = (unit: string): ProposedSegment | undefined =>
    all.reduce<ProposedSegment | undefined>(
      (best, each) => (accountsIn(each, unit) > (best ? accountsIn(best, unit) : 0) ? each : best),
      undefined,
    );
  const units = new Set(spokes(segment).flatMap((member) => unitOf(member) ?? []));
  const organizationalUnits = [...units].filter((unit) => holder(unit) === segment).sort();
  const named = spokes(segment).filter((member) => !organizationalUnits.includes(unitOf(member) ?? ''));
  return { organizationalUnits, accounts: [...new Set(named.map(({ accountId }) => accountId))].sort() };
}

/** A private zone is for the segments of the VPCs that it is associated with; of zones of one name only the first. */
const zonesOf = (hub: ExistingHub, all: readonly ProposedSegment[]): readonly object[] =>
  hub.zones
    .filter(({ name }, index) => hub.zones.findIndex((each) => each.name === name) === index)
    .map(({ id, name, vpcIds }) => ({
      name,
      segments: all
        .filter(({ members }) => members.some((member) => member.id !== hub.vpc?.id && vpcIds.includes(member.id)))
        .map((each) => each.name),
      existing: id,
    }));

const logsOf = ({ logBucket, queryLogConfigId }: ExistingHub): object => {
  const logs = {
    ...(logBucket === undefined ? {} : { bucket: { existing: logBucket } }),
    ...(queryLogConfigId === undefined ? {} : { queryLogConfig: { existing: queryLogConfigId } }),
  };
  return Object.keys(logs).length === 0 ? {} : { logs };
};
