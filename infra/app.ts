import { LandingZoneError, type LandingZone } from '../lib/landing-zone';
import { readLandingZone } from './landing-zone-file';
import { sourcesHash, stamp } from './sources';

const landingZone = correct(process.argv[2] ?? 'landing-zone.yaml');
if (landingZone === undefined) process.exitCode = 1;
else await synthesize(landingZone);

/** Reads the landing zone. Prints the errors of a wrong one without a stack trace: they are in the file, not in the code. */
function correct(file: string): LandingZone | undefined {
  try {
    return readLandingZone(file);
  } catch (error) {
    if (!(error instanceof LandingZoneError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

/** CDK takes seconds to load, so it is loaded only for a landing zone without errors. */
async function synthesize(config: LandingZone): Promise<void> {
  const hash = sourcesHash();
  const { bundled } = await import('./constructs/bundle');
  const { stacks } = await import('./stacks');
  const { app } = await bundled(config, (codeOf) => stacks(config, codeOf));
  app.synth();
  stamp(app.outdir, hash);
}
