import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * Each route table of the VPC sends the mesh prefix list to the hub's transit gateway: one entry, however many VPCs
 * there are. Tables for ingress routing take no such route and are left out.
 *
 * Owns: routes from the mesh prefix list to our transit gateway. Never touches: any other route, also not one from the
 * mesh prefix list to another target. AWS turns a route to a deleted attachment into a blackhole and back again when the
 * VPC is attached anew, so the state is not compared.
 */
export const vpcRoute: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'vpc-route',
  calls,
  observe,
  desire,
  diff,
  apply,
};
