import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe, ready } from './aws';
import { desire, diff, learn, type Actual, type Change, type Desired } from './plan';

/**
 * The attachment is associated with its segment's TGW route table, and propagated to the tables of every segment
 * allowed to reach it, and to no other.
 *
 * Owns: association and propagations of our attachments in all route tables of the hub's gateway. Never touches: static
 * routes, attachments of other kinds. AWS propagates every CIDR of the VPC, without a filter, and silently leaves out
 * one that overlaps another VPC's: admission sees to that before. One association per attachment.
 */
export const segmentRouting: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'segment-routing',
  calls,
  hubCanRelease: true,
  observe,
  learn,
  desire,
  diff,
  apply,
  ready,
};
