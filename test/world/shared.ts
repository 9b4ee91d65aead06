import type { LandingZone } from '../../lib/landing-zone';
import { snapshot } from '../twin/snapshot';
import type { DeployOptions } from './assembly/deploy';
import { enrolledOrganization, type EnrolledWorld } from './enrolled';
import { People } from './people';

/** As for `enrolledOrganization`: what can be compared, so that another test file's world is known to be the same. */
export interface SharedOptions {
  readonly edit?: NonNullable<DeployOptions['edit']>;
  readonly deployed?: LandingZone;
}

/** A world that was at rest when its accounts were enrolled, and the test file that has it. */
interface Shared {
  readonly config: string;
  readonly edit: SharedOptions['edit'];
  readonly begin: () => EnrolledWorld;
  file: string | undefined;
}

let worlds: readonly Shared[] = [];

/**
 * An organization as `enrolledOrganization` builds it, for tests: the test files of one process use its world one after
 * another. The returned function gives the world as it was when the accounts were enrolled, and takes back all that has happened
 * in it since. Two calls in one file give two worlds. A function starts cold, as its environments are not kept.
 */
export async function sharedOrganization(
  landingZone: LandingZone,
  options: SharedOptions = {},
): Promise<() => EnrolledWorld> {
  const { testPath: file } = expect.getState();
  const { edit, deployed } = options;
  const config = JSON.stringify([landingZone, deployed]);
  const isFree = (one: Shared): boolean => one.config === config && one.edit === edit && one.file !== file;
  for (const one of worlds.filter(isFree)) {
    one.file = file;
    if (canBegin(one)) return one.begin;
    worlds = worlds.filter((other) => other !== one);
  }
  const setting = await enrolledOrganization(landingZone, options);
  const restore = snapshot(setting.world);
  const begin = (): EnrolledWorld => {
    restore();
    // The credentials of people's clients may have been issued since.
    return { ...setting, people: new People(setting.world, landingZone) };
  };
  worlds = [...worlds, { config, edit, begin, file }];
  return begin;
}

/** Whether nothing goes on in a world that another test file has left. */
function canBegin({ begin }: Shared): boolean {
  try {
    begin();
    return true;
  } catch {
    return false;
  }
}
