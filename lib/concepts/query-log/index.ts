import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, learn, type Actual, type Change, type Desired } from './plan';

/**
 * The VPC's DNS queries go to the hub's log bucket through the hub's query log config.
 *
 * Owns: the association of the VPC with the hub's shared config. Never touches: associations with other configs.
 * Ours is known by the config's id. AWS deletes the association by itself when the config is no longer shared.
 */
export const queryLog: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'query-log',
  calls,
  observe,
  learn,
  desire,
  diff,
  apply,
};
