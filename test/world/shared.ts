import type { LandingZone } from '../../lib/landing-zone';
import { snapshot } from '../twin/snapshot';
import type { StateTimes, World } from '../twin/world';
import { enrolledOrganization, type EnrolledWorld } from './enrolled';
import { People } from './people';

/**
 * Worlds that tests use one after another, also those of several test files in one process. They are kept by the keys that
 * describe how they are built.
 */
export class SharedWorlds<Setting extends { readonly world: World }> {
  readonly #kept = new Map<string, { readonly setting: Setting; readonly restore: () => void }>();

  /**
   * The world of a key, as `build` left it: what has happened in it since is taken back, for whoever still has it, too. It is
   * built anew if something goes on in it. A function starts cold.
   */
  async begin(key: string, build: () => Promise<Setting>): Promise<Setting> {
    const kept = this.#kept.get(key);
    if (kept?.setting.world.clock.isAtRest) {
      kept.restore();
      return kept.setting;
    }
    const setting = await build();
    this.#kept.set(key, { setting, restore: snapshot(setting.world) });
    return setting;
  }
}

const organizations = new SharedWorlds<EnrolledWorld>();

/**
 * AWS's states take as long as one or two probes, so that a VPC joins with two thirds of the calls. A test of waits says
 * other times.
 */
export const QUICK_STATES: Partial<StateTimes> = {
  attachment: 15_000,
  acceptance: 5_000,
  association: 5_000,
  propagation: 5_000,
  queryLogAssociation: 5_000,
};

/**
 * For tests: an organization as `enrolledOrganization` builds it, in the same world each time, which is brought back to the
 * moment when its accounts were enrolled. Who needs two worlds at a time builds them.
 */
export const sharedOrganization = (landingZone: LandingZone, times = QUICK_STATES): Promise<EnrolledWorld> =>
  withPeople(
    organizations.begin(JSON.stringify([landingZone, times]), () => enrolledOrganization(landingZone, { times })),
  );

/** With clients of people that have no credentials yet: those issued after the moment are gone. */
export async function withPeople(building: Promise<EnrolledWorld>): Promise<EnrolledWorld> {
  const setting = await building;
  return { ...setting, people: new People(setting.world, setting.landingZone) };
}
