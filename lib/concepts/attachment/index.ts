import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe, ready } from './aws';
import { desire, diff, foresee, learn, type Actual, type Change, type Desired } from './plan';

/**
 * Attaches the VPC to the hub's transit gateway, with one subnet per Availability Zone.
 *
 * Owns: the VPC's attachment to the hub's transit gateway, also one that was made by hand, which gets the options of ours:
 * a VPC can have only one. Never touches: attachments to other gateways. The spoke creates and modifies the attachment; the
 * hub accepts, tags, rejects and deletes it. Each account reads only its own tags. AWS lists deleted, failed and rejected
 * attachments for two more hours: the shared reads leave them out.
 */
export const attachment: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'attachment',
  calls,
  hubCanRelease: true,
  observe,
  desire,
  diff,
  foresee,
  learn,
  apply,
  ready,
};
