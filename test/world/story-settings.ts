import { mostLeaves, type LandingZone } from '../../lib/landing-zone';

/** A drain of this length ends before the next sweep, in which the story's outage must not fall. */
const LONGEST_DRAIN = 60;

/**
 * The landing zone without the settings with which the story, and scenarios like it, would wait for people, for days or for another
 * deployment; and what they have in their place, such as `guards.planOnly is off`.
 */
export function withStorySettings(landingZone: LandingZone): {
  readonly landingZone: LandingZone;
  readonly adjusted: readonly string[];
} {
  const { guards, leave, hub } = landingZone;
  const { maxLeaves } = guards;
  const letLeave = { ...maxLeaves, count: Math.max(1, maxLeaves.count), atLeast: Math.max(1, maxLeaves.atLeast) };
  const drainMinutes = Math.min(leave.drainMinutes, LONGEST_DRAIN);
  // An attachment that existed is associated and propagated where the config says so.
  const existed = 'existing' in hub.vpc && hub.vpc.attachmentId !== undefined;
  const inTables = existed ? hub : { ...hub, vpcAssociated: true, vpcPropagated: true };
  return {
    landingZone: {
      ...landingZone,
      hub: inTables,
      guards: { planOnly: false, frozen: false, maxLeaves: letLeave },
      leave: { drainMinutes },
    },
    adjusted: [
      ...(guards.planOnly ? ['guards.planOnly is off'] : []),
      ...(guards.frozen ? ['guards.frozen is off'] : []),
      ...(mostLeaves(maxLeaves, 1) < 1 ? ['guards.maxLeaves lets one VPC leave'] : []),
      ...(leave.drainMinutes > drainMinutes ? [`leave.drainMinutes is ${drainMinutes}`] : []),
      ...(inTables.vpcAssociated === hub.vpcAssociated ? [] : ['hub.vpcAssociated is true']),
      ...(inTables.vpcPropagated === hub.vpcPropagated ? [] : ['hub.vpcPropagated is true']),
    ],
  };
}
