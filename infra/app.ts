import { LandingZoneError, type LandingZone } from '../lib/landing-zone';
import { readLandingZone } from './landing-zone-file';

const landingZone = correct(process.argv[2] ?? fileInContext() ?? 'landing-zone.yaml');
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

/** The file in `cdk deploy -c config=<file>`. The CLI passes its context in this variable, the only way that needs no CDK. */
function fileInContext(): string | undefined {
  const { config } = JSON.parse(process.env['CDK_CONTEXT_JSON'] ?? '{}') as { readonly config?: unknown };
  return typeof config === 'string' ? config : undefined;
}

/** CDK takes seconds to load, so that is left until the landing zone is known to be right. */
async function synthesize(config: LandingZone): Promise<void> {
  const { withBundles } = await import('./build');
  const { withCode } = await import('./constructs/code');
  const { stacks } = await import('./stacks');
  const { app } = await withBundles((folder) => withCode(folder, config, (codeOf) => stacks(config, codeOf)));
  app.synth();
}
