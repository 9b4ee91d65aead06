import { dynamodb, eventbridge, sqs } from '../../lib/aws/sdk/services';
import { Sessions, type ServiceClient, type Session } from '../../lib/aws/sdk/session';
import { fixtureLandingZone } from './landing-zone';
import { deployQueuesAndLedger } from './assembly/plumbing';
import { worldOf } from './organization';
import { SharedWorlds } from './shared';
import type { World } from '../twin/world';

const fixture = fixtureLandingZone();
/** The fixture in a region that needs no opt-in. */
export const landingZone = { ...fixture, hub: { ...fixture.hub, region: 'us-east-1' } };
export const HUB = landingZone.hub.accountId;
export const REGION = landingZone.hub.region;

const worlds = new SharedWorlds<{ readonly world: World }>();

/** A world in which the hub has its queues, buses and ledger, and nothing else: the same each time, brought back to that. */
export async function worldWithQueuesAndLedger() {
  const { world } = await worlds.begin('queues and ledger', async () => {
    const made = worldOf(landingZone);
    await deployQueuesAndLedger(made, REGION);
    return { world: made };
  });
  return { world, session: hubSession(world) };
}

/** What a function of the hub makes its own calls with. */
export const hubSession = (world: World): Session =>
  sessionsOf(world, HUB, [dynamodb, eventbridge, sqs]).own(HUB, REGION);

/** Sessions whose own credentials are an administrator's of `accountId`. */
export const sessionsOf = (
  world: World,
  accountId: string,
  services: readonly ServiceClient[],
  random = () => world.ids.random(),
): Sessions =>
  new Sessions({
    ...{ clock: world.clock, random, services, stsRegion: landingZone.stsRegion, tagPrefix: landingZone.tags.prefix },
    ...transport(world, accountId),
  });

const transport = (world: World, accountId: string) => {
  const { requestHandler, credentials } = world.config(world.administrator(accountId), REGION);
  return { requestHandler, credentials };
};
