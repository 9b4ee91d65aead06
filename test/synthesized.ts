import { assemblyOf } from './world/assembly/synthesize';
import { fixtureLandingZone } from './world/landing-zone';
import { smallLandingZone } from './world/small-landing-zone';

/** Jest's global setup: makes the assemblies that most worlds of tests boot from once, before the tests. */
export default async (): Promise<void> => {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await Promise.all([assemblyOf(fixtureLandingZone(), say), assemblyOf(smallLandingZone())]);
};
