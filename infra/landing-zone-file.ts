import { readFileSync } from 'node:fs';
import { LandingZoneError, parseLandingZone, type LandingZone } from '../lib/landing-zone';
import { oversized } from './constructs/guardrails';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'expected a file, found none; give the path of a landing-zone.yaml',
  EISDIR: 'expected a file, found a folder; give the path of the file in it',
  ENOTDIR: 'expected a file in a folder, found a file in its place; give the path of a landing-zone.yaml',
  EACCES: 'expected a file that may be read, found no permission to read it; change its mode or its owner',
};

/**
 * Reads and checks the landing zone in a file.
 * @throws LandingZoneError if the file cannot be read, has errors, or makes a policy that is larger than AWS allows
 */
export function readLandingZone(file: string): LandingZone {
  const landingZone = parseLandingZone(bytesOf(file), file);
  const problem = oversized(landingZone);
  if (problem) throw new LandingZoneError(file, [problem]);
  return landingZone;
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new LandingZoneError(file, [
      { path: '', message: REASONS[code] ?? `expected a file that can be read: ${message}` },
    ]);
  }
}
