import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, find, learn, type Actual, type Change, type Desired } from './plan';

/**
 * Gives each route table of the VPC one route: the mesh prefix list to the hub's transit gateway. Tables for ingress
 * routing accept no such route and are left out.
 *
 * Owns: routes for the mesh prefix list to the hub's transit gateway. Never touches: any other route, including one for
 * the mesh prefix list to another target. A route becomes a blackhole when its attachment is deleted, and active again
 * when the VPC is attached again, so its state is not compared: it is said, as is a route that wins over
 * ours.
 */
export const vpcRoute: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'vpc-route',
  calls,
  observe,
  learn,
  desire,
  diff,
  find,
  apply,
};
