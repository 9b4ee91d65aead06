import type { Calls } from '../../aws/sdk/calls';
import type { LandingZone } from '../../landing-zone';
import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, isInOrder, type Actual, type Change, type Desired } from './plan';

type PrivateZone = LandingZone['zones']['private'][number];

/** What the owner of zones does with them: a zone without segments gets no VPC, and loses those that it has. */
const ownersCalls = (zones: readonly PrivateZone[]): Calls['hub'] => {
  if (zones.length === 0) return {};
  const { authorize, ...others } = calls.owner;
  return zones.some(({ segments }) => segments.length > 0) ? { ...others, authorize } : others;
};

/** Without a zone in the config there is none that a VPC may have. The hub changes its own zones only. */
const callsWith = ({ zones }: LandingZone): Calls | undefined => {
  if (zones.private.length === 0) return undefined;
  const ofHub = zones.private.filter(({ accountId }) => accountId === undefined);
  const ofOthers = zones.private.filter(({ accountId }) => accountId !== undefined);
  const { spoke, owner, hub } = calls.alsoNeeds;
  return {
    spoke: zones.private.some(({ segments }) => segments.length > 0) ? calls.spoke : {},
    hub: ownersCalls(ofHub),
    owner: ownersCalls(ofOthers),
    alsoNeeds: { spoke, owner, ...(ofHub.length > 0 ? { hub } : {}) },
  };
};

/**
 * Associates the VPC with its segment's private hosted zones, and leaves no authorization behind.
 *
 * Owns: associations of the VPC with the zones in the config, and authorizations for them. Never touches: other zones,
 * and associations of a zone with VPCs of the account that owns it. The owner authorizes each association, and ends it: the hub
 * account, or another one by a role there.
 * Route 53 is global and returns zone ids with or without `/hostedzone/`. If the VPC already has a zone of the same name,
 * AWS refuses the association (ConflictingDomainExists): it is not tried, and the zone is named.
 */
export const privateZone: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'private-zone',
  calls,
  callsWith,
  dependsOn: ['query-log', 'flow-log', 'attachment', 'segment-routing'],
  hubCanRelease: true,
  observe,
  isInOrder,
  desire,
  diff,
  apply,
};
