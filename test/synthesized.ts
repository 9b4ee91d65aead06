import { assemblyOf } from './world/assembly/synthesize';
import { fixtureLandingZone } from './world/landing-zone';

/** Jest's global setup: the worlds of tests boot from the assembly of the fixture, which is made once, before the tests. */
export default async (): Promise<void> => {
  await assemblyOf(fixtureLandingZone(), (line) => process.stderr.write(`${line}\n`));
};
