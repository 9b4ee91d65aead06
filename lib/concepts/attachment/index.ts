import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe, ready } from './aws';
import { desire, diff, learn, type Actual, type Change, type Desired } from './plan';

/**
 * One attachment of the VPC to the hub's transit gateway, with one subnet per Availability Zone that follow the VPC.
 *
 * Owns: the VPC's attachment to our transit gateway, whoever made it (a VPC can have only one). Never touches:
 * attachments to other gateways. The spoke creates and modifies it; the hub accepts, tags and deletes it. Each account
 * sees only its own tags. AWS lists deleted, failed and rejected attachments for two hours: the reads leave them out.
 */
export const attachment: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'attachment',
  calls,
  hubCanRelease: true,
  observe,
  learn,
  desire,
  diff,
  apply,
  ready,
};
