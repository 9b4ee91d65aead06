import type { Calls } from '../../aws/sdk/calls';
import type { LandingZone } from '../../landing-zone';
import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, foresee, learn, type Actual, type Change, type Desired } from './plan';

/** With `logs.query: false` what an earlier config associated is disassociated. */
const callsWith = ({ logs }: LandingZone): Calls => {
  const { listAssociations, disassociate } = calls.spoke;
  return logs.query ? calls : { spoke: { listAssociations, disassociate }, hub: {} };
};

/**
 * Logs the VPC's DNS queries to the hub's log bucket, through the hub's query log config.
 *
 * Owns: the association of the VPC with the hub's shared config, found by the config's id. Never touches: associations
 * with other configs. AWS deletes the association when the config is no longer shared with the account.
 */
export const queryLog: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'query-log',
  calls,
  callsWith,
  observe,
  learn,
  settled: ({ status }) => status === 'ACTIVE',
  desire,
  diff,
  foresee,
  apply,
};
