import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * Delivers the VPC's flow logs to the hub's log bucket, and those of the hub's own VPC and transit gateway.
 *
 * Owns: flow logs to the hub's bucket with the tag `wheelwright:managed`. Never touches: flow logs to other destinations,
 * and those to the hub's bucket without the tag: one that does the whole job of ours is adopted, beside any other one ours
 * is created. AWS returns a flow log as it was created; it cannot be changed. It stays ACTIVE
 * while deliveries fail.
 */
export const flowLog: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'flow-log',
  calls,
  alsoInHub: true,
  observe,
  desire,
  diff,
  apply,
};
