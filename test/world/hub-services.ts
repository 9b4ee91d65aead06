import { ClockRetryStrategy } from '../../lib/aws/sdk/retry-strategy';
import { Sessions, type ClientConfig, type ServiceClient } from '../../lib/aws/sdk/session';
import { fixtureLandingZone } from './landing-zone';
import { deployQueuesAndLedger } from './assembly/plumbing';
import { worldOf } from './organization';
import type { World } from '../twin/world';

const fixture = fixtureLandingZone();
/** The fixture in a region that needs no opt-in. */
export const landingZone = { ...fixture, hub: { ...fixture.hub, region: 'us-east-1' } };
export const HUB = landingZone.hub.accountId;
export const REGION = landingZone.hub.region;

/** A world in which the hub has its queues, buses and ledger, and nothing else. */
export async function worldWithQueuesAndLedger() {
  const world = worldOf(landingZone);
  await deployQueuesAndLedger(world, REGION);
  return { world, config: configOf(world) };
}

/** What a function of the hub passes to its clients. */
export const configOf = (world: World): ClientConfig => ({
  region: REGION,
  retryStrategy: new ClockRetryStrategy(world.clock),
  ...transport(world, HUB),
});

/** Sessions whose own credentials are an administrator's of `accountId`. */
export const sessionsOf = (world: World, accountId: string, services: readonly ServiceClient[]): Sessions =>
  new Sessions({ clock: world.clock, services, stsRegion: landingZone.stsRegion, ...transport(world, accountId) });

const transport = (world: World, accountId: string) => {
  const { requestHandler, credentials } = world.config(world.administrator(accountId), REGION);
  return { requestHandler, credentials };
};
