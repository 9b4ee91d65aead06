import type { Calls } from '../../aws/sdk/calls';
import type { LandingZone } from '../../landing-zone';
import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe, ready } from './aws';
import { desire, diff, find, foresee, type Actual, type Change, type Desired } from './plan';

/** Blackholes are for local CIDRs. */
const callsWith = ({ mesh }: LandingZone): Calls => {
  const { createRoute: _create, deleteRoute: _delete, ...others } = calls.hub;
  return mesh.localCidrs.length > 0 ? calls : { spoke: {}, hub: others };
};

/**
 * Associates the attachment with its segment's transit gateway route table, and propagates it to the tables of the
 * segments that may reach it, and to no other.
 *
 * Owns: the association and the propagations of VPC attachments in the segments' route tables, and static blackholes for
 * CIDRs in `mesh.localCidrs`. Never touches: other static routes, other tables, attachments of other kinds. An attachment has one association. AWS propagates every CIDR of the
 * VPC, and silently leaves out one that overlaps another VPC's: admission refuses such a VPC.
 */
export const segmentRouting: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'segment-routing',
  calls,
  callsWith,
  hubCanRelease: true,
  isPath: true,
  observe,
  desire,
  diff,
  foresee,
  find,
  apply,
  ready,
};
