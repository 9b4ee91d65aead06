import { grouped } from '../names';
import { reachableSegments, zoneOwner, zonesOf } from './lookups';
import type { LandingZone } from './schema';

/**
 * AWS serves so many calls a second once a bucket is empty: one of EC2's writes in an account and region, and all of Route 53's in
 * an account (EC2 Developer Guide, "Request throttling"; Route 53 Developer Guide, "Throttling").
 */
const PER_SECOND = { ec2: 5, route53: 10 };

/**
 * For how long a join keeps the scarcest of the hub's buckets busy, in milliseconds: VPCs that begin to join one after the other
 * in such steps need no more of any than AWS gives. It takes a call of each kind for a propagation, and two for a zone.
 */
export function hubMs(landingZone: LandingZone, segment: string): number {
  const { concepts } = landingZone.join;
  const hasZones = concepts === 'all' || concepts.includes('private-zone');
  const owners = hasZones ? zonesOf(landingZone, segment).map((name) => zoneOwner(landingZone, name)) : [];
  const zonesOfOwner = [...grouped(owners, (owner) => owner).values()].map(({ length }) => length);
  const ec2 = reachableSegments(landingZone, segment).length / PER_SECOND.ec2;
  const route53 = (2 * Math.max(0, ...zonesOfOwner)) / PER_SECOND.route53;
  return Math.ceil(1000 * Math.max(ec2, route53));
}

/** Of the ten reads of tags that Organizations serves in a second, five are left to others. */
const LEAST_MS = 200;

/**
 * How long the turn of an account that is read is, in milliseconds: as long as a join in the segment that keeps the hub busy for the
 * shortest time. Read faster, accounts of a large burst would be read long before their VPCs can join, and then again.
 */
export function accountTurnMs(landingZone: LandingZone): number {
  const ofSegments = Object.keys(landingZone.segments).map((segment) => hubMs(landingZone, segment));
  return Math.max(LEAST_MS, Math.min(...ofSegments));
}
