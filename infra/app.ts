import { LandingZoneError, type LandingZone } from '../lib/landing-zone';
import { readLandingZone } from './landing-zone-file';
import { sourcesHash, stamp } from './sources';

const landingZone = correct(process.argv[2] ?? 'landing-zone.yaml');
if (landingZone === undefined) process.exitCode = 1;
else await synthesize(landingZone);

/** The landing zone in a file. If it is wrong, its errors are printed: they are the user's, so a stack trace says nothing. */
function correct(file: string): LandingZone | undefined {
  try {
    return readLandingZone(file);
  } catch (error) {
    if (!(error instanceof LandingZoneError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

/** CDK takes seconds to load, so that is left until the landing zone is known to be right. */
async function synthesize(config: LandingZone): Promise<void> {
  const hash = sourcesHash();
  const { bundled } = await import('./constructs/bundle');
  const { stacks } = await import('./stacks');
  const { app } = await bundled(config, (codeOf) => stacks(config, codeOf));
  app.synth();
  stamp(app.outdir, hash);
}
