import { contains, overlaps } from './cidr';
import { complete, duplicates, type Contradiction, type Path } from './contradiction';
import { MAX_MESH_PREFIXES } from './limits';
import type { Parts } from './parts';
import { abridged, pathText } from './problem';

interface Placed {
  readonly path: Path;
  readonly cidr: string;
}

/** Contradictions between the CIDRs of the hub VPC, the mesh, the segments and their static routes. */
export function* rangeContradictions(parts: Parts): Generator<Contradiction> {
  yield* hubVpc(parts);
  yield* subnets(parts);
  yield* mesh(parts);
  yield* insideMesh(parts);
  yield* overlapping(segmentRanges(parts));
  yield* local(parts);
  for (const name of Object.keys(parts.segments ?? {})) yield* routes(parts, name);
}

const placed = (list: readonly (string | undefined)[] | undefined, path: Path): readonly Placed[] =>
  (list ?? []).flatMap((cidr, index) => (cidr === undefined ? [] : [{ path: [...path, index], cidr }]));

const segmentRanges = ({ segments = {} }: Parts): readonly Placed[] =>
  Object.entries(segments).flatMap(([name, segment]) => placed(segment?.cidrs, ['segments', name, 'cidrs']));

/** The CIDRs of all segments, if all of them are valid. */
const allSegmentCidrs = ({ segments }: Parts): readonly string[] | undefined => {
  const lists = complete(segments && Object.values(segments).map((segment) => complete(segment?.cidrs)));
  return lists?.flat();
};

/** A local CIDR is never reached, so no segment may have it and no spoke may route it to the transit gateway. */
function* local(parts: Parts): Generator<Contradiction> {
  const routed = [...placed(parts.mesh?.prefixes, ['mesh', 'prefixes']), ...segmentRanges(parts)];
  for (const { path, cidr } of placed(parts.mesh?.localCidrs, ['mesh', 'localCidrs'])) {
    const clash = routed.find((other) => overlaps(cidr, other.cidr));
    if (clash) yield { path, message: `expected a CIDR that overlaps none of ${pathText(clash.path)}, ${clash.cidr}` };
  }
}

function* hubVpc(parts: Parts): Generator<Contradiction> {
  const cidr = parts.hub?.vpc?.cidr;
  if (cidr === undefined) return;
  const path = ['hub', 'vpc', 'cidr'];
  const length = Number(cidr.split('/')[1]);
  // EC2 API reference, CreateVpc: between a /28 and a /16 netmask.
  if (length < 16 || length > 28) yield { path, message: 'expected the CIDR of a VPC, between /16 and /28' };
  const ranges = allSegmentCidrs(parts);
  if (ranges && !ranges.some((outer) => contains({ outer, inner: cidr })))
    yield {
      path,
      message: `expected a CIDR inside a CIDR of one segment; the segments have ${abridged(ranges)}`,
    };
}

function* subnets({ hub }: Parts): Generator<Contradiction> {
  const vpc = hub?.vpc;
  if (vpc === undefined || !('existing' in vpc)) return;
  for (const [index, { cidr }] of vpc.subnets.entries())
    if (!contains({ outer: vpc.cidr, inner: cidr }))
      yield {
        path: ['hub', 'vpc', 'subnets', index, 'cidr'],
        message: `expected a CIDR inside hub.vpc.cidr, ${vpc.cidr}`,
      };
}

function* mesh(parts: Parts): Generator<Contradiction> {
  const { prefixes, maxEntries } = parts.mesh ?? {};
  if (prefixes && prefixes.length > MAX_MESH_PREFIXES)
    yield {
      path: ['mesh', 'prefixes'],
      message: `expected ${MAX_MESH_PREFIXES} prefixes at most, the routes that a VPC route table holds, found ${prefixes.length}; use fewer, larger prefixes, or have AWS raise the quota and then raise the limit in lib/landing-zone/limits.ts`,
    };
  else if (prefixes && maxEntries !== undefined && prefixes.length > maxEntries)
    yield {
      path: ['mesh', 'maxEntries'],
      message: `expected ${prefixes.length} or more, the number of mesh.prefixes, found ${maxEntries}; deploy the new size before the new prefixes, as EC2 changes one of the two in a call`,
    };
  yield* overlapping(placed(prefixes, ['mesh', 'prefixes']));
}

function* insideMesh(parts: Parts): Generator<Contradiction> {
  const prefixes = complete(parts.mesh?.prefixes);
  if (prefixes === undefined) return;
  for (const { path, cidr } of segmentRanges(parts))
    if (!prefixes.some((prefix) => prefix !== cidr && contains({ outer: prefix, inner: cidr })))
      yield {
        path,
        message: `expected a CIDR inside a larger CIDR of mesh.prefixes; these are ${abridged(prefixes)}`,
      };
}

/** A static route into a segment is an error: routes to its VPCs are propagated to the segments that reach it. */
function* routes(parts: Parts, name: string): Generator<Contradiction> {
  const path = (index: number): Path => ['segments', name, 'routes', index, 'cidr'];
  const destinations = (parts.segments?.[name]?.routes ?? []).map((route) => route?.cidr);
  for (const [index, cidr] of destinations.entries())
    for (const range of segmentRanges(parts))
      if (cidr !== undefined && contains({ outer: range.cidr, inner: cidr }))
        yield {
          path: path(index),
          message: `expected a default route or a summary; it is inside ${pathText(range.path)}, ${range.cidr}, and the routes to a segment's VPCs are propagated`,
        };
  yield* duplicates(destinations, path);
}

function* overlapping(ranges: readonly Placed[]): Generator<Contradiction> {
  for (const [index, later] of ranges.entries())
    for (const earlier of ranges.slice(0, index))
      if (overlaps(earlier.cidr, later.cidr))
        yield {
          path: later.path,
          message: `expected a CIDR that overlaps no other; ${pathText(earlier.path)} is ${earlier.cidr}`,
        };
}
