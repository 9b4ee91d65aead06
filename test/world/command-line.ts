import type { Command } from 'commander';
import { readLandingZone } from '../../infra/landing-zone-file';
import { LandingZoneError, type LandingZone } from '../../lib/landing-zone';
import { FIXTURE } from './landing-zone';

/** Adds `--config <file>`, the landing zone that a command runs on. */
export const withConfig = (program: Command): Command =>
  program.option('--config <file>', 'a landing zone; the default is the one of the tests', FIXTURE);

/**
 * The landing zone in a file, without test instances, which the emulated organization cannot run: standard error says so. If the
 * file is wrong, prints its errors on standard error and ends the process with exit code 1.
 */
export function landingZoneIn(program: Command, file: string): LandingZone {
  try {
    const landingZone = readLandingZone(file);
    if (!landingZone.hub.testInstances) return landingZone;
    process.stderr.write('hub.testInstances is off here: the emulated organization has no EC2 instances.\n');
    return { ...landingZone, hub: { ...landingZone.hub, testInstances: false } };
  } catch (error) {
    if (!(error instanceof LandingZoneError)) throw error;
    program.error(error.message);
  }
}
