import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * The VPC's flows go to the hub's log bucket; those of the hub's own VPC and transit gateway, too.
 *
 * Owns: flow logs to the hub's bucket that carry `wheelwright:managed`. Never touches: flow logs to other destinations,
 * and those to the hub's bucket that somebody else made (adopted while they do the job). AWS reads a flow log back as it
 * was created; it is immutable.
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
